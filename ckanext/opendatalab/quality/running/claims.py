"""Who checks which file: a row is taken by one worker at a time, and free again when he is gone.

Each function is a transaction of its own: it commits.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import ckan.model as model
import sqlalchemy as sa

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.quality.model import FileCheck
from ckanext.opendatalab.quality.running import queue
from ckanext.opendatalab.quality.store import FileState

# A worker that was killed counts as an attempt: a file that kills it would kill it for ever.
MOST_ATTEMPTS = 3
WAIT_AFTER_FAILURE = timedelta(minutes=5)

_table = FileCheck.__table__
_asked = _table.c.requested_at.isnot(None)


@dataclass(frozen=True)
class Counts:
    """``waiting``: checks asked for; ``since``: when the oldest was; ``taken``: under way now."""

    waiting: int
    taken: int
    since: datetime | None


def take(limit: int = 1, resource_id: str | None = None) -> list[FileState]:
    """Take checks that are asked for and that nobody works on, those asked for first first."""
    free = sa.select(_table.c.resource_id).where(*_free(clock.now()))
    free = free.where(_table.c.attempts < MOST_ATTEMPTS)
    if resource_id is not None:
        free = free.where(_table.c.resource_id == resource_id)
    free = (
        free.order_by(_table.c.requested_at, _table.c.resource_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    # Chosen and locked once: as a mere condition, PostgreSQL may look again and take others.
    chosen = free.cte("chosen")
    rows = model.Session.execute(
        _table.update()
        .where(_table.c.resource_id == chosen.c.resource_id)
        .values(
            claim=uuid.uuid4().hex,
            claimed_until=clock.now() + timedelta(seconds=queue.seconds()),
            attempts=_table.c.attempts + 1,
        )
        .returning(*_table.c)
    ).all()
    model.Session.commit()
    found = [FileState(**row._mapping) for row in rows]
    return sorted(found, key=lambda one: (str(one.requested_at), one.resource_id))


def release(state: FileState) -> None:
    """Give a check back that did not succeed, to be tried again a little later."""
    model.Session.execute(
        _table.update()
        .where(_table.c.resource_id == state.resource_id, _table.c.claim == state.claim)
        .values(claim=None, claimed_until=clock.now() + WAIT_AFTER_FAILURE)
    )
    model.Session.commit()


def exhausted(limit: int) -> list[FileState]:
    """Return the checks that were tried often enough, and that nobody works on."""
    query = (
        sa.select(*_table.c)
        .where(*_free(clock.now()), _table.c.attempts >= MOST_ATTEMPTS)
        .order_by(_table.c.requested_at)
        .limit(limit)
    )
    return [FileState(**row._mapping) for row in model.Session.execute(query)]


def waiting(limit: int) -> Sequence[tuple[str, str]]:
    """Return (resource, key) of the checks that are asked for and that nobody works on."""
    query = (
        sa.select(_table.c.resource_id, _table.c.wanted)
        .where(*_free(clock.now()), _table.c.attempts < MOST_ATTEMPTS)
        .order_by(_table.c.requested_at)
        .limit(limit)
    )
    return [(row.resource_id, row.wanted) for row in model.Session.execute(query)]


def counts() -> Counts:
    """Return how many checks are asked for, and since when."""
    now = clock.now()
    row = model.Session.execute(
        sa.select(
            sa.func.count().label("waiting"),
            sa.func.count()
            .filter(_table.c.claim.isnot(None), _table.c.claimed_until >= now)
            .label("taken"),
            sa.func.min(_table.c.requested_at).label("since"),
        ).where(_asked)
    ).one()
    return Counts(row.waiting, row.taken, row.since)


def _free(now: datetime) -> tuple[sa.sql.ColumnElement[bool], ...]:
    until = _table.c.claimed_until
    return _asked, sa.or_(until.is_(None), until < now)
