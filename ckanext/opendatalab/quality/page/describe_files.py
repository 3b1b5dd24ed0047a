"""What the page says of one file: in public, and to the dataset's staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.quality import status_rules
from ckanext.opendatalab.quality.checks import report
from ckanext.opendatalab.quality.page import said, wording
from ckanext.opendatalab.quality.store import FileState

Record = Mapping[str, Any]


def public(resource: Record, row: FileState | None, state: status_rules.File) -> dict[str, Any]:
    """Return the checks of a file: names, outcomes, numbers, lines and columns, and nothing else.

    ``result``: "current", "old" (of an older content: never counted) or "" (none yet).
    """
    kept: Record = (row.report if row else None) or {}
    result = _result(kept, state)
    since = row.requested_at if row and state.asked and not state.current else None
    checks = [_check(one) for one in kept.get("checks", ()) if one["check"] not in report.INTERNAL]
    outcome = row.outcome if row and result and row.outcome else ""
    return {
        "id": resource["id"],
        "name": _name(resource),
        "format": str(resource.get("format") or ""),
        "result": result,
        "waiting": state.asked and not state.current,
        "waiting_since": _moment(since),
        "under_way": bool(
            row and state.asked and row.claimed_until and row.claimed_until > clock.now()
        ),
        "checked_at": _moment(row.finished_at if row and result else None),
        "outcome": outcome,
        "outcome_label": wording.check_outcome(outcome) if outcome else "",
        "icon": wording.ICONS.get(outcome, "circle"),
        "rows": kept.get("rows"),
        "complete": bool(kept.get("complete", True)),
        "columns": len(kept.get("columns") or ()),
        "encoding": str(kept.get("encoding") or ""),
        "delimiter": str(kept.get("delimiter") or ""),
        "schema": str(kept.get("schema") or ""),
        "checks": checks,
    }


def staff(resource: Record, row: FileState | None, state: status_rules.File) -> dict[str, Any]:
    """Return cells of the file beside their faults, and the hints at personal data."""
    kept: Record = (row.report if row else None) or {}
    internal: Record = (row.cells if row else None) or {}
    values: Record = internal.get("cells") or {}
    cells: list[dict[str, Any]] = []
    for check in kept.get("checks", ()):
        for fault in check["faults"]:
            found = (values.get(check["check"]) or {}).get(fault["code"]) or ()
            if found:
                cells.append({**_fault(fault), "cells": _beside(fault["places"], found)})
    return {
        "id": resource["id"],
        "name": _name(resource),
        "result": _result(kept, state),
        "cells": cells,
        "hints": [_check(one) for one in internal.get("checks") or () if one["faults"]],
    }


def _result(kept: Record, state: status_rules.File) -> str:
    if not kept:
        return ""
    return "current" if state.current else "old"


def _check(one: Record) -> dict[str, Any]:
    numbers: Record = one.get("numbers") or {}
    return {
        "check": one["check"],
        "label": said.name(one["check"]),
        "outcome": one["outcome"],
        "outcome_label": wording.check_outcome(one["outcome"]),
        "icon": wording.ICONS.get(one["outcome"], "circle"),
        "reason": said.reason(one["reason"], numbers) if one.get("reason") else "",
        "limits": said.limits(numbers),
        "count": sum(fault["count"] for fault in one["faults"]),
        "faults": [_fault(fault) for fault in one["faults"]],
    }


def _fault(one: Record) -> dict[str, Any]:
    places = [
        {"row": place.get("row"), "column": place.get("column"), "name": place.get("name") or ""}
        for place in one["places"]
    ]
    return {
        "code": one["code"],
        "level": one["level"],
        "level_label": wording.fault_level(one["level"]),
        "sentence": said.sentence(one["code"], one.get("numbers") or {}),
        "count": one["count"],
        "places": places,
        "where": wording.places(places),
    }


def _beside(places: Sequence[Record], values: Sequence[Any]) -> list[dict[str, Any]]:
    """Return what is in each place."""
    found = []
    for number, value in enumerate(values):
        place = places[number] if number < len(places) else {}
        found.append(
            {
                "where": wording.place(
                    place.get("row"), place.get("column"), place.get("name") or ""
                ),
                "value": str(value),
            }
        )
    return found


def _name(resource: Record) -> str:
    return str(resource.get("name") or "") or tk._("Unnamed resource")


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""
