"""Who is told of what becomes of a dataset: active people who may read where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import ckan.model as model

from ckanext.opendatalab.common import clock, roles, standing
from ckanext.opendatalab.workflow.engine.definition import ADMINISTRATOR
from ckanext.opendatalab.workflow.engine.facts import Decision
from ckanext.opendatalab.workflow.governance import history, people, store
from ckanext.opendatalab.workflow.governance.instance import Instance
from ckanext.opendatalab.workflow.governance.situation import Situation

# How far back the person before the last automatic steps is looked for.
MOST_ENTRIES = 20

Holders = Callable[[str, "str | None"], "list[model.User]"]
Delegates = Callable[[model.User], "model.User | None"]


def of_step(found: Situation, decision: Decision, actor: model.User | None) -> list[model.User]:
    """Return whom a step is told to, beside those who are awaited: never whoever made it.

    ``found`` is where the dataset stands after it.
    """
    package, instance = found.package, found.instance
    told: list[model.User] = []
    for role in decision.transition.informs:
        told += people.holders(role, package.owner_org)
    if _is_decided(found, decision, actor):
        wrote = [person(one) for one in (instance.submitted_by, *instance.authors)]
        told += readers([*wrote, last_actor(package.id, before=instance.version)], package)
    return _but(actor, told)


def awaited(
    package: model.Package,
    instance: Instance,
    actors: Iterable[str],
    holders: Holders = people.holders,
    delegate: Delegates | None = None,
) -> list[model.User]:
    """Return who has something to do now, with whoever looks after the tasks of who is away.

    :param holders: :func:`.people.holders`, or what remembers its answers
    :param delegate: :func:`delegate_of`, likewise
    """
    actors = tuple(actors)
    found = people.awaited(package, instance, actors, holders)
    if instance.assignee_id:
        found = readers(found, package)
        if not found:  # whom it was given to is gone
            found = people.awaited(package, replace(instance, assignee_id=None), actors, holders)
    instead = readers(map(delegate or delegate_of, found), package)
    return _but(None, [*found, *instead])


def unreachable(found: Situation) -> bool:
    """Return whether somebody is awaited and no mail reaches any of them.

    Nobody has the role, or no account with it has an address, her delegate's included.
    """
    step = found.awaited
    if step is None or not step.actors:
        return False
    return not any(one.email for one in awaited(found.package, found.instance, step.actors))


def in_emergency(package: model.Package) -> list[model.User]:
    """Return the DPO and the project lead; administrators in place of whichever is missing."""
    found: list[model.User] = []
    for role in (roles.DPO, roles.PROJECT_LEAD):
        found += people.holders(role, package.owner_org) or people.holders(
            ADMINISTRATOR, package.owner_org
        )
    return _but(None, found)


def leads(package: model.Package, holders: Holders = people.holders) -> list[model.User]:
    """Return the project lead or, where there is none, the administrators."""
    owner = package.owner_org
    return holders(roles.PROJECT_LEAD, owner) or holders(ADMINISTRATOR, owner)


def last_actor(package_id: str, before: int | None = None) -> model.User | None:
    """Return who made the last step that somebody made, below a version if one is given."""
    for entry in history.read(package_id, limit=MOST_ENTRIES):
        if entry.kind != history.STEP or not entry.actor_id:
            continue
        if before is None or entry.data.get("version", 0) < before:
            return person(entry.actor_id)
    return None


def delegate_of(away: model.User) -> model.User | None:
    """Return who looks after somebody's tasks today."""
    return person(store.delegate_of(away.id, clock.today()))


def person(user_id: str | None) -> model.User | None:
    """Return an account that is in use."""
    found = model.User.get(user_id) if user_id else None
    return found if found is not None and found.state == model.State.ACTIVE else None


def readers(candidates: Iterable[model.User | None], package: model.Package) -> list[model.User]:
    return [one for one in candidates if one and standing.on_dataset(one.name, package).any]


def _is_decided(found: Situation, decision: Decision, actor: model.User | None) -> bool:
    """Whether whoever wrote the dataset is to know: it was decided upon, or is seen, or no more."""
    source = found.instance.definition.states[decision.source]
    target = found.instance.state
    if source.public or target.public or target.kind == "closed":
        return True
    return source.kind == "review" and (actor is not None or target.kind != "review")


def _but(actor: model.User | None, found: Iterable[model.User]) -> list[model.User]:
    """Return each once, and not whoever did it herself."""
    unique = {one.id: one for one in found}
    if actor is not None:
        unique.pop(actor.id, None)
    return list(unique.values())
