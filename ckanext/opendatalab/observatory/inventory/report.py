"""The report of an import: a plain dictionary, and the same as lines of CSV.  Pure."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

STATUSES = ("created", "updated", "unchanged", "refused")


def totals(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Return how many rows there were, and how many of each status."""
    counted = Counter(row["status"] for row in rows)
    return {"rows": len(rows), **{status: counted[status] for status in STATUSES}}


def neutral(text: str) -> str:
    """Return ``text`` such that a spreadsheet shows it and computes nothing.

    An apostrophe goes before what would start a formula (OWASP, "CSV injection").
    """
    dangerous = text.lstrip().startswith(("=", "+", "-", "@")) or text.startswith(("\t", "\r"))
    return f"'{text}" if dangerous else text


def as_csv(report: dict[str, Any], titles: Sequence[str], labels: dict[str, str]) -> str:
    """Return the report for French spreadsheets: ``;``, byte-order mark, a line per remark."""
    output = io.StringIO()
    output.write("\ufeff")
    writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
    writer.writerow(titles)
    for row in report["rows"]:
        head = (
            row["row"],
            row["line"],
            labels[row["status"]],
            row["title"],
            row["identifier"],
            row["name"],
            ", ".join(report["labels"][name] for name in row["changed"]),
        )
        for remark in _remarks(row) or ({"column": "", "reason": ""},):
            cells = (*head, remark["column"], remark["reason"])
            writer.writerow([neutral(str(cell)) for cell in cells])
    return output.getvalue()


def _remarks(row: dict[str, Any]) -> Sequence[dict[str, str]]:
    return [*row["problems"], *row["notes"]]


def as_text(
    report: dict[str, Any],
    labels: dict[str, str],
    changed: str,
    place: Callable[[int, int], str],
) -> Iterable[str]:
    """Give the report line by line, for a terminal."""
    indent = " " * 26
    for row in report["rows"]:
        where = place(row["row"], row["line"])
        yield f"{where:<24}  {labels[row['status']]:<11} {row['title']}"
        if row["changed"]:
            fields = ", ".join(report["labels"][name] for name in row["changed"])
            yield f"{indent}{changed} {fields}"
        for remark in _remarks(row):
            column = f"{remark['column']}: " if remark["column"] else ""
            yield f"{indent}{column}{remark['reason']}"
