"""Loads and saves who has which role; never commits, never decides."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from ckanext.opendatalab.common.model import Role

_table = Role.__table__
_user = model.User


def _where(user_id: str, role: str, organization_id: str | None) -> Any:
    return sa.and_(
        _table.c.user_id == user_id,
        _table.c.role == role,
        _table.c.organization_id == organization_id  # "IS NULL" when there is none
        if organization_id
        else _table.c.organization_id.is_(None),
    )


def in_force(organization_id: str | None) -> Any:
    """Return the condition for roles that hold in an organisation, the whole portal's included."""
    portal = _table.c.organization_id.is_(None)
    return (
        sa.or_(portal, _table.c.organization_id == organization_id) if organization_id else portal
    )


def of_user(user: str) -> list[tuple[str | None, str]]:
    """Return (organisation or ``None``, role) of an active user, given by id or name."""
    rows = model.Session.execute(
        sa.select(_table.c.organization_id, _table.c.role)
        .join(_user, _user.id == _table.c.user_id)
        .where(sa.or_(_user.id == user, _user.name == user), _user.state == model.State.ACTIVE)
    )
    return [(row.organization_id, row.role) for row in rows]


def holders(role: str, organization_id: str | None) -> list[model.User]:
    """Return the active users with a role in an organisation or in the whole portal, by name."""
    holding = sa.select(_table.c.user_id).where(_table.c.role == role, in_force(organization_id))
    statement = (
        sa.select(_user)
        .where(_user.id.in_(holding), _user.state == model.State.ACTIVE)
        .order_by(_user.name)
    )
    return list(model.Session.scalars(statement))


def rows(*conditions: Any, limit: int) -> list[Any]:
    """Return roles with their people, organisation and granter, the whole portal's first."""
    granter = aliased(_user)
    statement = (
        sa.select(
            *_table.c,
            _user.name.label("user_name"),
            _user.fullname.label("user_fullname"),
            _user.state.label("user_state"),
            granter.name.label("granted_by_name"),
            granter.fullname.label("granted_by_fullname"),
            model.Group.name.label("organization_name"),
            model.Group.title.label("organization_title"),
        )
        .outerjoin(_user, _user.id == _table.c.user_id)
        .outerjoin(granter, granter.id == _table.c.granted_by)
        .outerjoin(model.Group, model.Group.id == _table.c.organization_id)
        .where(*conditions)
        .order_by(
            model.Group.name.asc().nullsfirst(), _user.name, _table.c.role, _table.c.organization_id
        )
        .limit(limit)
    )
    return list(model.Session.execute(statement))


def one(user_id: str, role: str, organization_id: str | None) -> list[Any]:
    """Return that one role as :func:`rows` does, or nothing."""
    return rows(_where(user_id, role, organization_id), limit=1)


def of_person(user_id: str) -> Any:
    """Return the condition for the roles of one user."""
    return _table.c.user_id == user_id


def grant(user_id: str, role: str, organization_id: str | None, granted_by: str | None) -> bool:
    """Write a role; return whether it is new."""
    added = model.Session.execute(
        insert(_table)
        .values(user_id=user_id, role=role, organization_id=organization_id, granted_by=granted_by)
        .on_conflict_do_nothing()
        .returning(_table.c.id)
    )
    return added.first() is not None


def revoke(user_id: str, role: str, organization_id: str | None) -> bool:
    """Delete a role; return whether there was one."""
    gone = model.Session.execute(
        _table.delete().where(_where(user_id, role, organization_id)).returning(_table.c.id)
    )
    return gone.first() is not None


def revoke_all(organization_id: str) -> list[Any]:
    """Delete every role in an organisation that is no more; return ``user_id`` and ``role``."""
    return list(
        model.Session.execute(
            _table.delete()
            .where(_table.c.organization_id == organization_id)
            .returning(_table.c.user_id, _table.c.role)
        )
    )
