"""Finds the governed datasets that ``tick`` may have something to do for.  Never decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from ckanext.opendatalab.workflow.engine.calendar import Rhythm
from ckanext.opendatalab.workflow.model import Workflow

AT_ONCE = 500

_table = Workflow.__table__
_package = model.Package


def count(today: date, rhythm: Rhythm) -> int:
    """Return how many datasets there are to look at."""
    wanted = sa.select(sa.func.count()).select_from(_table).where(_where(today, rhythm))
    return model.Session.execute(wanted).scalar_one()


def ids(today: date, rhythm: Rhythm) -> Iterator[str]:
    """Give their ids, read in batches: what is done to one meanwhile changes nothing of it."""
    for batch in _batches(_where(today, rhythm), [_table.c.package_id]):
        yield from (row.package_id for row in batch)


def hidden() -> Iterator[list[str]]:
    """Give the ids of the datasets that are not public, in batches."""
    for batch in _batches(_table.c.kind != "public", [_table.c.package_id]):
        yield [row.package_id for row in batch]


def awaiting() -> Iterator[tuple[Any, model.Package]]:
    """Give each row where somebody is awaited, with its dataset."""
    for batch in _batches(sa.func.cardinality(_table.c.awaits) > 0):
        packages = {
            one.id: one
            for one in model.Session.scalars(
                sa.select(_package).where(
                    _package.id.in_([row.package_id for row in batch]),
                    _package.state != model.State.DELETED,
                )
            ).unique()
        }
        for row in batch:
            if row.package_id in packages:
                yield row, packages[row.package_id]


def _where(today: date, rhythm: Rhythm) -> Any:
    """Leave out where neither the clock nor anybody else's decision can have changed anything."""
    tomorrow = today + timedelta(days=1)
    soon = today + timedelta(days=rhythm.before)
    column = _table.c
    return sa.or_(
        column.to_index,
        column.kind == "review",
        sa.and_(column.kind != "public", column.due_on <= soon),
        sa.and_(
            column.kind == "public",
            column.reexamine_on <= today + timedelta(days=rhythm.reexamine_before),
        ),
        sa.and_(
            column.kind == "public",
            # A day more than there is: the column holds moments, whatever the time zone.
            column.expires_at <= _start_of(tomorrow + timedelta(days=rhythm.expires_before + 1)),
        ),
        column.reason_due_on <= today,
    )


def _start_of(day: date) -> datetime:
    return datetime.fromisoformat(f"{day.isoformat()}T00:00:00+00:00")


def _batches(where: Any, columns: Iterable[Any] = ()) -> Iterator[list[Any]]:
    wanted = sa.select(*(list(columns) or _table.c)).where(where)
    last = ""
    while True:
        after = wanted.where(_table.c.package_id > last).order_by(_table.c.package_id)
        batch = list(model.Session.execute(after.limit(AT_ONCE)))
        if not batch:
            return
        last = batch[-1].package_id
        yield batch
