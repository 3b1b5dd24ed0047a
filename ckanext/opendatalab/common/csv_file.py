"""Tables as CSV for French spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

BEGINS_A_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def neutral(value: object) -> str:
    """Return a cell such that a spreadsheet shows it and computes nothing.

    An apostrophe goes before what would start a formula (OWASP, "CSV injection").
    """
    text = "" if value is None else str(value)
    dangerous = text.lstrip().startswith(BEGINS_A_FORMULA) or text.startswith(("\t", "\r"))
    return f"'{text}" if dangerous else text


def text(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table: ``;`` between the cells, a byte-order mark for the accents."""
    output = io.StringIO()
    output.write("\ufeff")
    writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
    writer.writerow([neutral(title) for title in titles])
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    return output.getvalue()


def response(name: str, titles: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Return a table as a file to download; ``name``: plain letters, without the extension."""
    return Response(
        text(titles, rows),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.csv"',
            "X-Content-Type-Options": "nosniff",
        },
    )
