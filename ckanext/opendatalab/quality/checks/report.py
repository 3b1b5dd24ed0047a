"""What the checks of one file found, in a shape that can be kept.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Outcome = Literal["pass", "warning", "fail", "skipped", "error"]
Level = Literal["warning", "fail"]

# Grows when a check changes what it says of the same file: older results are done again.
CHECKER = "1"
# In the order in which they are made, cheapest first.
CHECKS = ("link", "format", "structure", "content", "schema", "personal")
# What only says that somebody should look: for the dataset's staff, in no public outcome.
INTERNAL = frozenset({"personal"})
MOST_PLACES = 20
LONGEST_VALUE = 120
LONGEST_NAME = 120


@dataclass(frozen=True)
class Place:
    """Where a fault is: ``row`` is the line of the file, counted from 1; ``column`` too."""

    row: int | None = None
    column: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Fault:
    """One kind of fault: how often, where first, and what is in those cells.

    ``code``: as in ``words/*.yaml``; ``numbers``: what its sentence needs, nothing of a cell.
    ``values``: one for each place, for the dataset's staff only; empty where none may be kept.
    """

    code: str
    level: Level
    count: int = 1
    places: tuple[Place, ...] = ()
    values: tuple[str, ...] = ()
    numbers: Mapping[str, str | int] = field(default_factory=dict[str, "str | int"])


@dataclass(frozen=True)
class Check:
    """One check.  ``reason``: a code of ``words/*.yaml``, for "skipped" and "error"."""

    check: str
    outcome: Outcome
    faults: tuple[Fault, ...] = ()
    reason: str = ""
    numbers: Mapping[str, str | int] = field(default_factory=dict[str, "str | int"])


@dataclass(frozen=True)
class Report:
    """All checks of one file.

    ``rows``: data rows that were read; ``complete``: whether that was all of them.
    ``columns``: the names of the columns.  ``content``: SHA-256 of the bytes, in hexadecimal.
    """

    checks: tuple[Check, ...] = ()
    rows: int | None = None
    complete: bool = True
    columns: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    schema: str = ""
    content: str = ""

    def outcome(self) -> Outcome:
        """Return the worst outcome of what is public."""
        return worst(one.outcome for one in self.checks if one.check not in INTERNAL)


def outcome_of(faults: Iterable[Fault]) -> Outcome:
    """Return the outcome of a check that was made and found these."""
    levels = {fault.level for fault in faults}
    return "fail" if "fail" in levels else "warning" if "warning" in levels else "pass"


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the worst of several outcomes; nothing made: skipped."""
    found = set(outcomes)
    for one in ("fail", "error", "warning", "pass"):
        if one in found:
            return one
    return "skipped"


def to_public(report: Report) -> dict[str, Any]:
    """Return what may be read with the dataset: no cell, no hint at personal data."""
    return {
        "checks": [_check(one) for one in report.checks if one.check not in INTERNAL],
        "rows": report.rows,
        "complete": report.complete,
        "columns": [name[:LONGEST_NAME] for name in report.columns[:1000]],
        "encoding": report.encoding,
        "delimiter": report.delimiter,
        "schema": report.schema,
    }


def to_internal(report: Report) -> dict[str, Any]:
    """Return the rest, for the dataset's staff: ``cells`` by check and fault, ``checks``."""
    return {
        "checks": [_check(one) for one in report.checks if one.check in INTERNAL],
        "cells": {
            one.check: {fault.code: list(fault.values) for fault in one.faults if fault.values}
            for one in report.checks
            if any(fault.values for fault in one.faults)
        },
    }


def _check(one: Check) -> dict[str, Any]:
    return {
        "check": one.check,
        "outcome": one.outcome,
        "reason": one.reason,
        "numbers": dict(one.numbers),
        "faults": [
            {
                "code": fault.code,
                "level": fault.level,
                "count": fault.count,
                "numbers": dict(fault.numbers),
                "places": [
                    {"row": place.row, "column": place.column, "name": place.name[:LONGEST_NAME]}
                    for place in fault.places[:MOST_PLACES]
                ],
            }
            for fault in one.faults
        ],
    }
