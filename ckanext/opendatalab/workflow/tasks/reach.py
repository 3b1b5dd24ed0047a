"""Whether anybody who can make the awaited step will learn of it."""

from __future__ import annotations

from dataclasses import replace

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import clock, standing
from ckanext.opendatalab.workflow.engine import machine
from ckanext.opendatalab.workflow.engine.facts import Who
from ckanext.opendatalab.workflow.governance import describe, recipients, wording
from ckanext.opendatalab.workflow.governance.situation import Situation
from ckanext.opendatalab.workflow.tasks import absence_store


def warning(found: Situation, assignee: model.User | None) -> str:
    """Return why it may not help that somebody has the task, or an empty text."""
    told: list[str] = []
    if assignee is not None:
        told += [_cannot(found, assignee)]
        if not _has_address(assignee):
            told += [tk._("This account has no e-mail address: tell the person yourself.")]
    elif recipients.unreachable(found):
        told += [
            tk._(
                "Nobody who is awaited can be reached by e-mail. Assign the task to somebody, or"
                " have a role given."
            )
        ]
    return " ".join(one for one in told if one)


def _cannot(found: Situation, person: model.User) -> str:
    """Return why somebody cannot do what is awaited, or an empty text."""
    awaited = found.awaited
    if awaited is None or not awaited.actors:
        return tk._("Nothing is awaited of anybody now.")
    held = standing.on_dataset(person.name, found.package)
    hers = replace(found, standing=held)
    if any(describe.is_actor(one, hers) for one in awaited.actors):
        settles = awaited.actors != awaited.transition.by
    elif any(describe.is_actor(one, hers) for one in awaited.transition.by):
        settles = False
    else:
        labels = ", ".join(wording.actor(one) for one in awaited.actors)
        return tk._(
            "This person has no role that may do what is awaited now. Somebody with this role can:"
            " {roles}."
        ).format(roles=labels)
    return "" if settles else _other_eyes(found, held, person)


def _other_eyes(found: Situation, held: standing.Standing, person: model.User) -> str:
    """Return that somebody else must make the awaited step, for she wrote the dataset."""
    who = Who(
        roles=held.roles,
        editor=held.editor,
        administrator=held.administrator,
        author=person.id in found.instance.authors,
    )
    awaited = found.instance.awaited
    options = machine.options(found.instance.definition, replace(found.facts, who=who))
    own = next((one for one in options if one.transition == awaited), None)
    if own is not None and any(one.guard == "four_eyes" for one in own.unmet):
        return tk._("This person worked on the dataset: somebody else must make the next step.")
    return ""


def _has_address(person: model.User) -> bool:
    for user_id in absence_store.reached(person.id, clock.today()):
        reached = model.User.get(user_id)
        if reached is not None and reached.email:
            return True
    return False
