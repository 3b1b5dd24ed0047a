"""Keeps what people write to one another about a dataset.  Never commits, never decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.workflow.model import Comment

MOST = 500

_table = Comment.__table__


@dataclass(frozen=True)
class Written:
    """One comment.  ``field``: of :mod:`.form_fields`; ``settled_by``: id of a user."""

    id: int
    package_id: str
    at: datetime
    author_id: str | None
    author_name: str
    field: str | None
    text: str
    settled_at: datetime | None
    settled_by: str | None


def add(package_id: str, author: model.User, text: str, field: str | None) -> Written:
    statement = (
        sa.insert(_table)
        .values(
            package_id=package_id,
            at=clock.now(),
            author_id=author.id,
            author_name=author.name,
            field=field,
            text=text,
        )
        .returning(*_table.c)
    )
    return _of(model.Session.execute(statement).one())


def find(package_id: str, number: int) -> Written | None:
    """Return one comment on a dataset."""
    row = model.Session.execute(
        sa.select(*_table.c).where(_table.c.package_id == package_id, _table.c.id == number)
    ).first()
    return None if row is None else _of(row)


def settle(number: int, by: model.User) -> None:
    """Say that what a comment asks for is done, once."""
    model.Session.execute(
        _table.update()
        .where(_table.c.id == number, _table.c.settled_at.is_(None))
        .values(settled_at=clock.now(), settled_by=by.id)
    )


def on(package_id: str) -> list[Written]:
    """Return the comments on a dataset: what is not settled first, then the latest first."""
    rows = model.Session.execute(
        sa.select(*_table.c)
        .where(_table.c.package_id == package_id)
        .order_by(_table.c.settled_at.isnot(None), _table.c.id.desc())
        .limit(MOST)
    )
    return [_of(row) for row in rows]


def _of(row: Any) -> Written:
    return Written(**row._mapping)
