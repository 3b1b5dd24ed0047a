"""What somebody is, everywhere at once: for lists, which cannot ask dataset by dataset."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from ckanext.opendatalab.common.model import Role
from ckanext.opendatalab.workflow.engine.definition import ADMINISTRATOR, EDITOR
from ckanext.opendatalab.workflow.model import Absence

MEMBER = "member"
_CAPACITIES: Mapping[str, tuple[str, ...]] = {
    "admin": (MEMBER, EDITOR, ADMINISTRATOR),
    "editor": (MEMBER, EDITOR),
}
_roles = Role.__table__
_user = model.User


@dataclass(frozen=True)
class Person:
    """``held``: by organisation id what she is there: her roles, ``editor``, ``administrator``
    and ``member``; under ``None`` her roles in the whole portal.  ``datasets``: those that she
    edits as a collaborator.  A sysadmin has here only what was given to her.
    """

    id: str
    name: str
    title: str
    sysadmin: bool = False
    held: Mapping[str | None, frozenset[str]] = field(
        default_factory=dict[str | None, "frozenset[str]"]
    )
    datasets: frozenset[str] = frozenset()

    @property
    def nothing(self) -> bool:
        """Whether she has no role, is a member nowhere and works on nothing."""
        return not (self.held or self.datasets or self.sysadmin)

    @property
    def everywhere(self) -> bool:
        """Whether she has a role in the whole portal."""
        return bool(self.held.get(None))

    def organizations(self, *actors: str) -> list[str]:
        """Return the ids of the organisations where she is one of these; none given: anything."""
        return sorted(
            one for one, those in self.held.items() if one and (not actors or those & {*actors})
        )

    def on(self, organization_id: str | None, package_id: str) -> frozenset[str]:
        """Return what she is to a dataset of an organisation."""
        found = self.held.get(None, frozenset()) | self.held.get(organization_id, frozenset())
        return found | {EDITOR} if package_id in self.datasets else found

    def shares_with(self, other: Person) -> bool:
        """Return whether both have something to do with one organisation at least."""
        if self.nothing or other.nothing:
            return False
        if any(one.everywhere or one.sysadmin for one in (self, other)):
            return True
        return bool(
            {*self.organizations()} & {*other.organizations()} or self.datasets & other.datasets
        )


def load(user_ids: Iterable[str]) -> dict[str, Person]:
    """Return the active ones of some users by id, in one query."""
    return _load(_user.id.in_(list(user_ids)))


def colleagues(user_id: str, most: int) -> list[Person]:
    """Return who may look after somebody's tasks, by what they are called.

    Nothing where too many may, and a list is of no use: whoever has to do with the whole portal.
    """
    me = load([user_id]).get(user_id)
    if me is None or me.everywhere or me.sysadmin or not me.organizations():
        return []
    found = _load(_user.id.in_(_people_of(me.organizations())))
    found.pop(user_id, None)
    people = sorted(found.values(), key=lambda one: (one.title.casefold(), one.id))
    return people if len(people) <= most else []


def _people_of(organizations: list[str]) -> Any:
    member = model.Member
    return sa.union(
        sa.select(_roles.c.user_id).where(_roles.c.organization_id.in_(organizations)),
        sa.select(member.table_id).where(
            member.group_id.in_(organizations),
            member.table_name == "user",
            member.state == model.State.ACTIVE,
        ),
    )


def with_absent(name: str, day: date) -> tuple[Person | None, list[Person]]:
    """Return the person with a user name, and whose tasks she looks after on a day, in one query.

    ``None``: no account in use has that name.
    """
    away, delegate = Absence.__table__, aliased(model.User)
    absent = (
        sa.select(away.c.user_id)
        .join(delegate, delegate.id == away.c.delegate_id)
        .where(delegate.name == name, away.c.from_on <= day, away.c.until_on >= day)
    )
    found = _load(sa.or_(_user.name == name, _user.id.in_(absent))).values()
    me = next((one for one in found if one.name == name), None)
    return me, sorted((one for one in found if one is not me), key=lambda one: (one.title, one.id))


def _load(condition: Any) -> dict[str, Person]:
    member, collaborator = model.Member, model.PackageMember
    places = sa.union_all(
        sa.select(
            _roles.c.user_id,
            sa.literal("role").label("kind"),
            _roles.c.organization_id.label("place"),
            _roles.c.role.label("what"),
        ),
        sa.select(member.table_id, sa.literal("capacity"), member.group_id, member.capacity).where(
            member.table_name == "user", member.state == model.State.ACTIVE
        ),
        sa.select(
            collaborator.user_id,
            sa.literal("collaborator"),
            collaborator.package_id,
            collaborator.capacity,
        ).where(collaborator.capacity.in_(("admin", "editor"))),
    ).subquery("places")
    rows = model.Session.execute(
        sa.select(
            _user.id,
            _user.name,
            _user.fullname,
            _user.sysadmin,
            places.c.kind,
            places.c.place,
            places.c.what,
        )
        .outerjoin(places, places.c.user_id == _user.id)
        .where(condition, _user.state == model.State.ACTIVE)
    )
    by_user: dict[str, list[Any]] = {}
    for row in rows:
        by_user.setdefault(row.id, []).append(row)
    return {user_id: _person(those) for user_id, those in by_user.items()}


def _person(rows: list[Any]) -> Person:
    held: dict[str | None, set[str]] = {}
    datasets: set[str] = set()
    for row in rows:
        if row.kind == "role":
            held.setdefault(row.place, set()).add(row.what)
        elif row.kind == "capacity":
            held.setdefault(row.place, set()).update(_CAPACITIES.get(row.what, (MEMBER,)))
        elif row.kind == "collaborator":
            datasets.add(row.place)
    first = rows[0]
    return Person(
        first.id,
        first.name,
        first.fullname or first.name,
        bool(first.sysadmin),
        {place: frozenset(what) for place, what in held.items()},
        frozenset(datasets),
    )
