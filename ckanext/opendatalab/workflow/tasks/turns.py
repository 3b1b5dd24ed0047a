"""Whose turn it is with a dataset, as conditions of a query over all of them.

What :mod:`..governance.people` says of one dataset is said here for all of them: whom a task is
assigned to, else whoever may make the step; of the editors, those who wrote the dataset, as long
as there are any.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from ckanext.opendatalab.common import roles
from ckanext.opendatalab.common.model import Role
from ckanext.opendatalab.workflow.engine.definition import ACTORS, ADMINISTRATOR, EDITOR
from ckanext.opendatalab.workflow.model import Workflow
from ckanext.opendatalab.workflow.tasks.places import Person

_task = Workflow.__table__.c
_package = model.Package
_user = model.User
_roles = Role.__table__.c


def is_open() -> Any:
    """Whether anybody has something to do."""
    return sa.func.cardinality(_task.awaits) > 0


def something(who: Person) -> Any:
    """Whether somebody is anything at all to the dataset: only then may she know of it."""
    if who.everywhere or who.sysadmin:
        return sa.true()
    return _among(who.organizations(), who.datasets)


def _somewhere(who: Person, *actors: str) -> Any:
    """Whether somebody is one of these to the dataset."""
    if who.held.get(None, frozenset()) & {*actors}:
        return sa.true()
    return _among(who.organizations(*actors), who.datasets if EDITOR in actors else ())


def _among(organizations: Sequence[str], datasets: Any) -> Any:
    conditions: list[Any] = []
    if organizations:
        conditions.append(_package.owner_org.in_(organizations))
    if datasets:
        conditions.append(_package.id.in_(sorted(datasets)))
    return sa.or_(sa.false(), *conditions)


def answers_for(me: Person) -> Any:
    """Whether what is late there is hers to push."""
    return _somewhere(me, roles.PROJECT_LEAD, ADMINISTRATOR)


def hers(who: Person, taken: Any, people: Any) -> Any:
    """Whether it is somebody's turn: it is assigned to her, or to nobody and awaits what she is."""
    turn: list[Any] = []
    for actor in ACTORS:
        there = _somewhere(who, actor)
        if actor == EDITOR:
            # Whoever wrote it goes on with it; anybody, once they are gone.
            nobody_left = sa.not_(
                sa.func.coalesce(_task.authors.overlap(people.editors), sa.false())
            )
            there = sa.and_(there, sa.or_(_task.authors.contains([who.id]), nobody_left))
        turn.append(sa.and_(_task.awaits.contains([actor]), there))
    return sa.or_(_task.assignee_id == who.id, sa.and_(sa.not_(taken), sa.or_(*turn)))


def taken(people: Any) -> Any:
    """Whether it is assigned to somebody who is in office: else it is everybody's again."""
    collaborator = model.PackageMember
    portal = sa.select(_user.id).where(
        _user.state == model.State.ACTIVE,
        sa.or_(
            _user.sysadmin.is_(True),
            _user.id.in_(sa.select(_roles.user_id).where(_roles.organization_id.is_(None))),
        ),
    )
    works = sa.exists().where(
        collaborator.package_id == _task.package_id,
        collaborator.user_id == _task.assignee_id,
        collaborator.capacity.in_(("admin", "editor")),
        _user.id == collaborator.user_id,
        _user.state == model.State.ACTIVE,
    )
    there = sa.func.coalesce(_task.assignee_id == sa.any_(people.everybody), sa.false())
    return sa.and_(
        _task.assignee_id.isnot(None), sa.or_(there, _task.assignee_id.in_(portal), works)
    )


def people() -> Any:
    """Return the statement that gives each organisation's active people, and its editors."""
    member = model.Member
    everybody = sa.union_all(
        sa.select(
            member.group_id.label("organization_id"),
            member.table_id.label("user_id"),
            member.capacity.in_(("admin", "editor")).label("edits"),
        ).where(member.table_name == "user", member.state == model.State.ACTIVE),
        sa.select(_roles.organization_id, _roles.user_id, sa.false()).where(
            _roles.organization_id.isnot(None)
        ),
    ).subquery("everybody")
    here = everybody.c
    return (
        sa.select(
            here.organization_id,
            sa.func.array_agg(here.user_id).label("everybody"),
            sa.func.array_agg(here.user_id).filter(here.edits).label("editors"),
        )
        .join(_user, _user.id == here.user_id)
        .where(_user.state == model.State.ACTIVE)
        .group_by(here.organization_id)
    )
