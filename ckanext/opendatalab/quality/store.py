"""Loads and saves scores, checks and their history.  Never commits, never decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.opendatalab.common import tables
from ckanext.opendatalab.quality.model import (
    CheckHistory,
    FileCheck,
    QualityHistory,
    QualityRow,
)

MOST_HISTORY = 20  # of one file
MOST_DAYS = 400  # of one dataset: more than a year of changes

_quality = QualityRow.__table__
_days = QualityHistory.__table__
_checks = FileCheck.__table__
_history = CheckHistory.__table__


@dataclass(frozen=True)
class FileState:
    """One file's row, as :class:`.model.FileCheck` has it."""

    resource_id: str
    package_id: str
    wanted: str
    requested_at: datetime | None
    claim: str | None
    claimed_until: datetime | None
    attempts: int
    checked: str | None
    checker: str | None
    outcome: str | None
    report: Mapping[str, Any] | None
    cells: Mapping[str, Any] | None
    content: str | None
    etag: str | None
    last_modified: str | None
    finished_at: datetime | None
    link_failures: int
    next_check_at: datetime | None


def load(package_id: str) -> Mapping[str, Any] | None:
    """Return the row of a dataset's score, if it was ever scored."""
    if not tables.ready():
        return None
    row = model.Session.execute(
        sa.select(*_quality.c).where(_quality.c.package_id == package_id)
    ).first()
    return None if row is None else dict(row._mapping)


def save(package_id: str, values: Mapping[str, Any]) -> None:
    """Write the score of a dataset."""
    statement = insert(_quality).values(package_id=package_id, **values)
    model.Session.execute(
        statement.on_conflict_do_update(index_elements=["package_id"], set_=dict(values))
    )


def indexed(package_ids: Iterable[str], since: datetime) -> None:
    """Note that the index shows how these datasets stand, but for what was computed later."""
    these = _quality.c.package_id.in_(list(package_ids))
    model.Session.execute(
        _quality.update().where(these, _quality.c.scored_at <= since).values(to_index=False)
    )


def remember(package_id: str, day: date, values: Mapping[str, Any]) -> None:
    """Keep how a dataset stands on a day, where it differs from the last one kept."""
    before = model.Session.execute(
        sa.select(*_days.c)
        .where(_days.c.package_id == package_id)
        .order_by(_days.c.day.desc())
        .limit(1)
    ).first()
    if before is not None and all(before._mapping[key] == values[key] for key in values):
        return
    statement = insert(_days).values(package_id=package_id, day=day, **values)
    model.Session.execute(
        statement.on_conflict_do_update(index_elements=["package_id", "day"], set_=dict(values))
    )
    kept = (
        sa.select(_days.c.day)
        .where(_days.c.package_id == package_id)
        .order_by(_days.c.day.desc())
        .limit(MOST_DAYS)
    )
    model.Session.execute(
        _days.delete().where(_days.c.package_id == package_id, _days.c.day.notin_(kept))
    )


def days(package_id: str) -> list[dict[str, Any]]:
    """Return how a dataset stood, oldest first."""
    rows = model.Session.execute(
        sa.select(*_days.c).where(_days.c.package_id == package_id).order_by(_days.c.day)
    )
    return [dict(row._mapping) for row in rows]


def files(package_id: str) -> dict[str, FileState]:
    """Return the rows of a dataset's files, by resource."""
    if not tables.ready():
        return {}
    rows = model.Session.execute(sa.select(*_checks.c).where(_checks.c.package_id == package_id))
    return {row.resource_id: FileState(**row._mapping) for row in rows}


def file(resource_id: str, lock: bool = False) -> FileState | None:
    """Return one file's row; ``lock``: nobody else changes it before the transaction's end."""
    query = sa.select(*_checks.c).where(_checks.c.resource_id == resource_id)
    row = model.Session.execute(query.with_for_update() if lock else query).first()
    return None if row is None else FileState(**row._mapping)


def want(resource_id: str, package_id: str, wanted: str, **values: Any) -> None:
    """Say which content a file has now."""
    set_ = {"package_id": package_id, "wanted": wanted, **values}
    statement = insert(_checks).values(resource_id=resource_id, **set_)
    model.Session.execute(
        statement.on_conflict_do_update(index_elements=["resource_id"], set_=set_)
    )


def change(resource_id: str, **values: Any) -> None:
    """Set some columns of a file's row."""
    model.Session.execute(
        _checks.update().where(_checks.c.resource_id == resource_id).values(**values)
    )


def keep(state: FileState, outcome: str, checked: str, checker: str, summary: Any) -> None:
    """Add an outcome to a file's history, and let the oldest go."""
    model.Session.execute(
        _history.insert().values(
            resource_id=state.resource_id,
            package_id=state.package_id,
            outcome=outcome,
            checked=checked,
            checker=checker,
            summary=summary,
        )
    )
    kept = (
        sa.select(_history.c.id)
        .where(_history.c.resource_id == state.resource_id)
        .order_by(_history.c.id.desc())
        .limit(MOST_HISTORY)
    )
    model.Session.execute(
        _history.delete().where(
            _history.c.resource_id == state.resource_id, _history.c.id.notin_(kept)
        )
    )


def history(resource_id: str) -> list[dict[str, Any]]:
    """Return the outcomes of a file's checks, newest first."""
    rows = model.Session.execute(
        sa.select(*_history.c)
        .where(_history.c.resource_id == resource_id)
        .order_by(_history.c.id.desc())
    )
    return [dict(row._mapping) for row in rows]


def forget_files(resource_ids: Iterable[str]) -> None:
    """Delete everything that is known of files that are gone."""
    gone = list(resource_ids)
    if gone:
        model.Session.execute(_checks.delete().where(_checks.c.resource_id.in_(gone)))
        model.Session.execute(_history.delete().where(_history.c.resource_id.in_(gone)))


def forget(package_id: str) -> None:
    """Delete everything that is known of a dataset that is being purged."""
    if tables.ready():
        for table in (_quality, _days, _checks, _history):
            model.Session.execute(table.delete().where(table.c.package_id == package_id))
