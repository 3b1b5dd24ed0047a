"""How the pages about quality call things, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.quality import status_rules

# An icon says again what is said in words.
ICONS = {
    "conforming": "circle-check",
    "to_improve": "pen-to-square",
    "non_conforming": "triangle-exclamation",
    "pending": "hourglass-half",
    "stale": "rotate",
    "not_assessed": "circle-question",
    "pass": "check",
    "warning": "triangle-exclamation",
    "fail": "xmark",
    "error": "circle-exclamation",
    "skipped": "minus",
    "not_applicable": "minus",
    "not_measured": "hourglass-half",
}


def status(code: str) -> str:
    """Return a status in a word or two; a code that nobody knows is its own label."""
    return {
        "conforming": tk._("Conforming"),
        "to_improve": tk._("To be improved"),
        "non_conforming": tk._("Non-conforming"),
        "pending": tk._("Being verified"),
        "stale": tk._("To be verified again"),
        "not_assessed": tk._("Not assessed yet"),
    }.get(code, code)


def status_explained(code: str) -> str:
    """Return what a status means."""
    return {
        "conforming": tk._("The description is good, and nothing wrong was found in the files."),
        "to_improve": tk._(
            "The data can be reused. Something in the description or in the files can be better."
        ),
        "non_conforming": tk._("One file at least has a fault that gets in the way of reuse."),
        "pending": tk._("A file waits for its verification, or is being verified."),
        "stale": tk._("A file was changed after its verification, which is to be redone."),
        "not_assessed": tk._("The files were not verified yet, or there is no file."),
    }.get(code, "")


def band(score: int) -> str:
    """Return a score in a word."""
    return {"good": tk._("good"), "fair": tk._("fair"), "poor": tk._("poor")}[
        status_rules.band(score)
    ]


def score(total: int) -> str:
    """Return the sentence of a score."""
    return tk._("{score} out of 100: {band}").format(score=total, band=band(total))


def criterion_outcome(code: str) -> str:
    """Return how a criterion came out."""
    return {
        "pass": tk._("Done"),
        "fail": tk._("To do"),
        "not_applicable": tk._("Not applicable"),
        "not_measured": tk._("Not measured yet"),
    }.get(code, code)


def check_outcome(code: str) -> str:
    """Return how the verification of a file came out."""
    return {
        "pass": tk._("Nothing wrong"),
        "warning": tk._("To be improved"),
        "fail": tk._("To be corrected"),
        "skipped": tk._("Not verified here"),
        "error": tk._("Could not be verified"),
    }.get(code, code)


def fault_level(code: str) -> str:
    """Return how much a fault matters."""
    return {"fail": tk._("To be corrected"), "warning": tk._("To be improved")}.get(code, code)


def gain(points: int) -> str:
    """Return what a fix brings; nothing where it is less than a point."""
    return f"+{points}" if points > 0 else ""


def places(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return where a fault is, the lines of a column together."""
    lines: dict[tuple[int | None, str], list[int]] = {}
    for one in found:
        rows = lines.setdefault((one.get("column"), one.get("name") or ""), [])
        if one.get("row") is not None:
            rows.append(one["row"])
    said: list[str] = []
    for (column, name), rows in lines.items():
        if len(rows) > 1:
            several = tk._("lines {numbers}").format(numbers=", ".join(map(str, rows)))
            said.append(", ".join(one for one in (place(None, column, name), several) if one))
        else:
            said.append(place(rows[0] if rows else None, column, name))
    return [text for text in said if text]


def place(row: int | None, column: int | None, name: str) -> str:
    """Return where a fault is."""
    if column is not None and name:
        where = tk._("column {number} ({name})").format(number=column, name=name)
    elif column is not None:
        where = tk._("column {number}").format(number=column)
    else:
        where = tk._("column {name}").format(name=name) if name else ""
    line = tk._("line {number}").format(number=row) if row is not None else ""
    return ", ".join(one for one in (line, where) if one)
