"""What came of the checks of one file, and how it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ckanext.opendatalab.common import adoption, clock
from ckanext.opendatalab.quality import store
from ckanext.opendatalab.quality.checks import report
from ckanext.opendatalab.quality.checks.report import Check, Report
from ckanext.opendatalab.quality.store import FileState

# What was wrong with the worker, the disk or the database is not wrong for ever.
AGAIN_AFTER_FAILURE = timedelta(days=7)


@dataclass(frozen=True)
class Result:
    """``again_in``: when to look again; ``None``: not before the file is changed.

    ``unchanged``: the bytes are those that the kept report tells of, so that it stays.
    """

    public: Mapping[str, Any]
    cells: Mapping[str, Any] | None = None
    content: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    link_failures: int = 0
    again_in: timedelta | None = None
    unchanged: bool = False

    def outcome(self) -> str:
        return report.worst(one["outcome"] for one in self.public["checks"])


def of_report(found: Report, **values: Any) -> Result:
    """Return the result of checks that were made."""
    internal = report.to_internal(found)
    return Result(report.to_public(found), internal, content=found.content or None, **values)


def of_failure(reason: str) -> Result:
    """Return the result of checks that could not be made."""
    failed = Report((Check("format", "error", reason=reason),))
    return of_report(failed, again_in=AGAIN_AFTER_FAILURE)


def write(row: FileState, wanted: str, done: Result, organization_id: str | None) -> None:
    """Keep a result, and the outcome in the file's history.  Never commits."""
    outcome = done.outcome()
    follows = done.again_in is not None and bool(adoption.adopted([organization_id]))
    values: dict[str, Any] = {
        "claim": None,
        "claimed_until": None,
        "requested_at": None,
        "attempts": 0,
        "wanted": wanted,
        "checked": wanted,
        "checker": report.CHECKER,
        "outcome": outcome,
        "report": storable(done.public),
        "content": done.content,
        "etag": done.etag,
        "last_modified": done.last_modified,
        "link_failures": done.link_failures,
        "next_check_at": clock.now() + done.again_in if follows and done.again_in else None,
    }
    if not done.unchanged:
        values["finished_at"] = clock.now()
        values["cells"] = storable(done.cells)
    store.change(row.resource_id, **values)
    if not (done.unchanged and row.outcome == outcome):
        store.keep(row, outcome, wanted, report.CHECKER, summary(done.public))


def summary(public: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the history keeps: outcome and number of faults of each check."""
    return {
        one["check"]: {
            "outcome": one["outcome"],
            "faults": sum(fault["count"] for fault in one["faults"]),
        }
        for one in public["checks"]
    }


def storable(value: Any) -> Any:
    """Return a value without what PostgreSQL's JSON refuses: files hold anything."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {storable(key): storable(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [storable(one) for one in value]
    return value
