"""Whose turn it is with a dataset, as conditions of a query over all of them.

What :mod:`..governance.people` says of one dataset is said here for all of them: whom a task is
assigned to, else whoever may make the step; of the editors, those who wrote the dataset, as long
as there are any.
"""

from __future__ import annotations

from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from ckanext.opendatalab.common import roles
from ckanext.opendatalab.common.model import Role
from ckanext.opendatalab.workflow.engine.definition import ADMINISTRATOR, EDITOR
from ckanext.opendatalab.workflow.model import Workflow
from ckanext.opendatalab.workflow.tasks.places import MEMBER, Person

_task = Workflow.__table__.c
_package = model.Package
_user = model.User
_roles = Role.__table__.c
_Texts = ARRAY(sa.UnicodeText)
_EDITS = ("admin", "editor")


class Turn:
    """What somebody is to the datasets of a query.

    ``places`` gives her organisations, to be joined on that of the dataset: with hundreds of them
    a dataset is still looked at once.
    """

    def __init__(self, who: Person) -> None:
        self.who = who
        self.places = _places(who).subquery()

    @property
    def seen(self) -> Any:
        """Whether she is anything at all to the dataset: only then may she know of it."""
        if self.who.everywhere or self.who.sysadmin:
            return sa.true()
        return sa.or_(self.places.c.organization_id.isnot(None), self._works_on())

    @property
    def leads(self) -> Any:
        """Whether what is late there is hers to push."""
        if self._everywhere(roles.PROJECT_LEAD):
            return sa.true()
        return sa.func.coalesce(self.places.c.leads, sa.false())

    def has(self, people: Any, taken: Any) -> Any:
        """Whether it is hers: assigned to her, or to nobody and it awaits what she is.

        :param people: the columns of :func:`people`; ``taken``: what :func:`taken` gives
        """
        here = self.places.c
        awaited = [_task.awaits.overlap(here.actors)]
        everywhere = sorted(self.who.held.get(None, ()))
        if everywhere:
            awaited.append(_task.awaits.overlap(everywhere))
        # Whoever wrote it goes on with it; anybody who may, once they are gone.
        left = sa.not_(sa.func.coalesce(_task.authors.overlap(people.editors), sa.false()))
        awaited.append(
            sa.and_(
                _task.awaits.contains([EDITOR]),
                sa.or_(here.edits, self._works_on()),
                sa.or_(_task.authors.contains([self.who.id]), left),
            )
        )
        return sa.and_(
            self.seen,
            sa.or_(_task.assignee_id == self.who.id, sa.and_(sa.not_(taken), sa.or_(*awaited))),
        )

    def _works_on(self) -> Any:
        if not self.who.datasets:
            return sa.false()
        return _package.id.in_(sorted(self.who.datasets))

    def _everywhere(self, role: str) -> bool:
        return role in self.who.held.get(None, frozenset())


def is_open() -> Any:
    """Whether anybody has something to do."""
    return sa.func.cardinality(_task.awaits) > 0


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
        collaborator.capacity.in_(_EDITS),
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
            member.capacity.in_(_EDITS).label("edits"),
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


def _places(who: Person) -> Any:
    """Return the statement that gives somebody's organisations and what she is there.

    What she is goes in as texts, ``{dpo,project_lead}``: PostgreSQL's arrays of arrays must all
    have the same length.
    """
    organizations = who.organizations()
    held = [who.held[one] for one in organizations]
    actors = ["{" + ",".join(sorted(one - _APART)) + "}" for one in held]
    text, flag = sa.UnicodeText(), sa.Boolean()
    found = (
        sa.func.unnest(
            _array(text, organizations),
            _array(text, actors),
            _array(flag, [EDITOR in one for one in held]),
            _array(flag, [bool(one & _LEADS) for one in held]),
        )
        .table_valued(
            sa.column("organization_id", text),
            sa.column("actors", text),
            sa.column("edits", flag),
            sa.column("leads", flag),
            name="places",
        )
        .render_derived()
    )
    here = found.c
    return sa.select(
        here.organization_id, sa.cast(here.actors, _Texts).label("actors"), here.edits, here.leads
    )


def _array(kind: Any, values: list[Any]) -> Any:
    return sa.cast(sa.literal(values, ARRAY(kind)), ARRAY(kind))


_APART = frozenset({EDITOR, MEMBER})
_LEADS = frozenset({roles.PROJECT_LEAD, ADMINISTRATOR})
