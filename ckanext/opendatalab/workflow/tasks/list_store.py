"""Finds somebody's tasks among all governed datasets, in one query.  Never commits.

Nobody finds a dataset here of an organisation where she is nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from ckanext.opendatalab.workflow.model import Adoption, Workflow
from ckanext.opendatalab.workflow.tasks import turns
from ckanext.opendatalab.workflow.tasks.places import Person

TO_DECIDE, RETURNED, WAITING, OVERDUE = "to_decide", "returned", "waiting", "overdue"
TABS: tuple[str, ...] = (TO_DECIDE, RETURNED, WAITING, OVERDUE)

_task = Workflow.__table__.c
_package = model.Package
_user = model.User
_adoption = Adoption.__table__.c


@dataclass(frozen=True)
class Wanted:
    """Which tasks to list.  ``organization``: an id; ``late``: only those that are overdue."""

    tab: str = TO_DECIDE
    organization: str | None = None
    badge: str | None = None
    late: bool = False
    offset: int = 0
    limit: int = 25


@dataclass(frozen=True)
class Found:
    """``rows``: those of the page; ``total``: of all pages; ``organizations``: rows of ``id``,
    ``name``, ``title`` and, for each tab, how many there are without any filter.
    """

    rows: Sequence[Any]
    total: int
    organizations: Sequence[dict[str, Any]]

    def count(self, tab: str) -> int:
        return sum(one[tab] for one in self.organizations)


def in_use() -> bool:
    """Return whether this portal governs any dataset at all."""
    return model.Session.execute(sa.select(_task.package_id).limit(1)).first() is not None


def find(me: Person, absent: Sequence[Person], wanted: Wanted, today: date) -> Found:
    """Return one page of somebody's tasks, and how many there are in all.

    :param absent: whose tasks she looks after
    """
    tasks = _tasks(me, absent, today).cte("tasks")
    listed = _listed(tasks.c, wanted, today)
    summary = _summary(tasks.c, listed, today).subquery("summary")
    page = (
        sa.select(tasks.c.package_id, tasks.c.behalf, tasks.c.due_on, tasks.c.title)
        .where(listed)
        .order_by(*_order(tasks.c))
        .limit(wanted.limit)
        .offset(wanted.offset)
        .subquery("page")
    )
    statement = (
        sa.select(
            summary.c.organizations,
            page.c.behalf,
            page.c.title,
            *Workflow.__table__.c,
            _package.name,
            _package.owner_org,
            _user.name.label("assignee_name"),
            _user.fullname.label("assignee_fullname"),
            _user.state.label("assignee_state"),
            _single_agent().label("single_agent"),
        )
        .select_from(summary)
        .outerjoin(page, sa.true())
        .outerjoin(Workflow.__table__, _task.package_id == page.c.package_id)
        .outerjoin(_package, _package.id == page.c.package_id)
        .outerjoin(_user, _user.id == _task.assignee_id)
        .order_by(*_order(page.c))
    )
    rows = model.Session.execute(statement).all()
    organizations: list[dict[str, Any]] = [
        dict(zip(_SUMMED, one, strict=True)) for one in rows[0].organizations or ()
    ]
    return Found(
        [row for row in rows if row.package_id],
        sum(one["listed"] for one in organizations),
        organizations,
    )


_SUMMED = ("id", "name", "title", *TABS, "listed")


def _tasks(me: Person, absent: Sequence[Person], today: date) -> Any:
    """Return the statement that gives each dataset that is on one of somebody's tabs."""
    people = turns.people().subquery("people")
    taken = turns.taken(people.c)
    own = turns.Turn(me)
    instead = [turns.Turn(one) for one in absent]
    hers = own.has(people.c, taken)
    others = [(one.who, one.has(people.c, taken)) for one in instead]
    wrote = sa.or_(_task.submitted_by == me.id, _task.authors.contains([me.id]))
    late = _task.due_on < today
    looked_at = (
        sa.select(
            _task.package_id,
            _task.badge,
            _task.due_on,
            _package.owner_org,
            sa.func.coalesce(sa.func.nullif(_package.title, ""), _package.name).label("title"),
            sa.and_(turns.is_open(), sa.or_(hers, *[one for _, one in others])).label("mine"),
            _behalf(hers, others).label("behalf"),
            sa.and_(turns.is_open(), wrote).label("sent"),
            sa.and_(late, own.leads).label("led"),
        )
        .join(_package, _package.id == _task.package_id)
        .outerjoin(people, people.c.organization_id == _package.owner_org)
        .where(_package.state != model.State.DELETED, own.seen, sa.or_(turns.is_open(), late))
        .offset(0)  # so that PostgreSQL works each of these out once
    )
    for one in (own, *instead):
        places = one.places
        looked_at = looked_at.outerjoin(places, places.c.organization_id == _package.owner_org)
    looked_at = looked_at.subquery("looked_at")
    here = looked_at.c
    mine = sa.func.coalesce(here.mine, False)
    sent = sa.func.coalesce(here.sent, False)
    return sa.select(
        here.package_id,
        here.badge,
        here.due_on,
        here.owner_org,
        here.title,
        here.behalf,
        mine.label("mine"),
        sa.and_(sa.not_(mine), sent).label("waiting"),
        sa.func.coalesce(here.led, False).label("led"),
    ).where(sa.or_(mine, sent, here.led))


def _behalf(hers: Any, others: Sequence[tuple[Person, Any]]) -> Any:
    """Return whose turn it is where it is not her own, but that of somebody whom she stands for."""
    if not others:
        return sa.cast(sa.null(), sa.UnicodeText)
    instead = [(condition, sa.literal(one.id)) for one, condition in others]
    return sa.case((hers, sa.null()), *instead, else_=sa.null())


def _listed(tasks: Any, wanted: Wanted, today: date) -> Any:
    """Whether a task is on the tab and passes the filters."""
    conditions = [_on_tab(tasks, wanted.tab, today)]
    if wanted.organization:
        conditions.append(tasks.owner_org == wanted.organization)
    if wanted.badge:
        conditions.append(tasks.badge == wanted.badge)
    if wanted.late:
        conditions.append(tasks.due_on < today)
    return sa.and_(*conditions)


def _on_tab(tasks: Any, tab: str, today: date) -> Any:
    if tab == TO_DECIDE:
        return sa.and_(tasks.mine, tasks.badge != "to_correct")
    if tab == RETURNED:
        return sa.and_(tasks.mine, tasks.badge == "to_correct")
    if tab == WAITING:
        return tasks.waiting
    return sa.and_(tasks.due_on < today, sa.or_(tasks.mine, tasks.led))


def _summary(tasks: Any, listed: Any, today: date) -> Any:
    """Return the statement that counts: one row, for the tasks of a page may be none."""
    count = sa.func.count
    counted = (
        sa.select(
            tasks.owner_org,
            *[count().filter(_on_tab(tasks, tab, today)).label(tab) for tab in TABS],
            count().filter(listed).label("listed"),
        )
        .group_by(tasks.owner_org)
        .subquery("counted")
    )
    group = model.Group
    numbers = [counted.c[name] for name in (*TABS, "listed")]
    line = sa.func.json_build_array(counted.c.owner_org, group.name, group.title, *numbers)
    return (
        sa.select(sa.func.json_agg(line).label("organizations"))
        .select_from(counted)
        .outerjoin(group, group.id == counted.c.owner_org)
    )


def _order(columns: Any) -> tuple[Any, ...]:
    return columns.due_on.asc().nullslast(), columns.title, columns.package_id


def _single_agent() -> Any:
    """Whether the organisation has one person for everything."""

    def decided(organization: Any) -> Any:
        statement = sa.select(_adoption.single_agent).where(
            _adoption.organization_id == organization
        )
        return statement.scalar_subquery()

    return sa.func.coalesce(decided(_package.owner_org), decided(""), sa.false())
