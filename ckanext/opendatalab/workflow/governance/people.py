"""Who is meant by the actors of a step, for one dataset."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from ckanext.opendatalab.common import roles
from ckanext.opendatalab.workflow.engine.definition import ADMINISTRATOR, EDITOR
from ckanext.opendatalab.workflow.governance.instance import Instance

_CAPACITIES = {EDITOR: ("editor", "admin"), ADMINISTRATOR: ("admin",)}


def awaited(
    package: model.Package,
    instance: Instance,
    actors: Iterable[str],
    look_up: Callable[[str, str | None], list[model.User]] | None = None,
) -> list[model.User]:
    """Return the people who have something to do now: whom it is assigned to, else all who may.

    Of the editors, those who wrote the dataset, as long as there are any.

    :param look_up: what remembers the answers of :func:`holders`, where many datasets are asked for
    """
    if instance.assignee_id:
        person = model.User.get(instance.assignee_id)
        if person and person.state == model.State.ACTIVE:
            return [person]
    found: dict[str, model.User] = {}
    for actor in actors:
        people = (look_up or holders)(actor, package.owner_org)
        if actor == EDITOR:
            people = [one for one in people if one.id in instance.authors] or people
        found |= {one.id: one for one in people}
    return list(found.values())


def holders(actor: str, organization_id: str | None) -> list[model.User]:
    """Return the active people whom an actor of a definition stands for, by name."""
    capacities = _CAPACITIES.get(actor)
    if capacities is None:
        return roles.holders(actor, organization_id)
    member, user = model.Member, model.User
    statement = (
        sa.select(user)
        .join(member, member.table_id == user.id)
        .where(
            member.group_id == organization_id,
            member.table_name == "user",
            member.state == model.State.ACTIVE,
            member.capacity.in_(capacities),
            user.state == model.State.ACTIVE,
        )
        .order_by(user.name)
    )
    return list(model.Session.scalars(statement).unique())


def shown(user_id: str | None) -> dict[str, Any] | None:
    """Return what pages say of a person: never her address."""
    person = model.User.get(user_id) if user_id else None
    if person is None:
        return None
    active = person.state == model.State.ACTIVE
    return {
        "id": person.id,
        "name": person.name,
        "title": person.fullname or person.name,
        "active": active,
    }
