"""Loads and saves who is away and who looks after her tasks.  Never commits, never decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.opendatalab.common import standing
from ckanext.opendatalab.workflow.model import Absence

_table = Absence.__table__
_user = model.User


@dataclass(frozen=True)
class Away:
    """An absence, its first and last day included."""

    delegate_id: str
    from_on: date
    until_on: date


def load(user_id: str) -> Away | None:
    """Return somebody's absence; ``None``: none is known."""
    row = model.Session.execute(sa.select(*_table.c).where(_table.c.user_id == user_id)).first()
    return Away(row.delegate_id, row.from_on, row.until_on) if row else None


def save(user_id: str, delegate_id: str, from_on: date, until_on: date) -> None:
    """Write somebody's absence, in place of the one that she had."""
    values = {"delegate_id": delegate_id, "from_on": from_on, "until_on": until_on}
    model.Session.execute(
        insert(_table)
        .values(user_id=user_id, **values)
        .on_conflict_do_update(index_elements=["user_id"], set_=values)
    )


def delete(user_id: str) -> bool:
    """Delete somebody's absence; return whether there was one."""
    gone = model.Session.execute(
        _table.delete().where(_table.c.user_id == user_id).returning(_table.c.user_id)
    )
    return gone.first() is not None


def reached(user_id: str, day: date, package: model.Package | None = None) -> list[str]:
    """Return the ids of those who get somebody's mails on a day: she, and her delegate.

    :param package: what the mails are about; a delegate who is nothing to it gets none: nobody
        learns of a dataset by looking after somebody's tasks
    """
    delegate = model.Session.execute(
        sa.select(_user)
        .join(_table, _table.c.delegate_id == _user.id)
        .where(
            _table.c.user_id == user_id,
            _table.c.from_on <= day,
            _table.c.until_on >= day,
            _user.state == model.State.ACTIVE,
        )
    ).scalar()
    if delegate is None:
        return [user_id]
    if package is not None and not standing.on_dataset(delegate.name, package).any:
        return [user_id]
    return [user_id, delegate.id]
