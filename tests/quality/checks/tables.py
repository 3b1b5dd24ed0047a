"""Small tables and schemas for the tests of what schemas say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ckanext.opendatalab.quality.checks import report, table


@dataclass(frozen=True)
class Subject:
    """What the checks want to know of a file."""

    schema: Any
    schema_kind: str = "table"
    most_rows: int = 1_000_000


def schema(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"fields": list(fields), **more}


def column(name: str, type_: str = "string", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": type_, **more}


def french(kind: str, **params: Any) -> dict[str, Any]:
    return {"name": kind, "params": params}


def checked(wanted: Any, header: Sequence[str], *rows: Sequence[str]) -> report.Check:
    """Return the check of rows, whose header is on line 1."""
    numbered = [(line, list(row)) for line, row in enumerate(rows, start=2)]
    return table.check_rows(header, numbered, Subject(wanted))


def told(check: report.Check) -> dict[str, int]:
    """Return how many faults of each kind there are."""
    return {fault.code: fault.count for fault in check.faults}
