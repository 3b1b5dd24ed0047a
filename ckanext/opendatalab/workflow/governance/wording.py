"""What states, steps, conditions and people are called, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import language, roles
from ckanext.opendatalab.workflow.engine import register
from ckanext.opendatalab.workflow.engine.definition import (
    ADMINISTRATOR,
    EDITOR,
    Badge,
    GuardCode,
    State,
    Transition,
)


def state(one: State) -> str:
    return language.say(one.label)


def badge(code: Badge | str) -> str:
    text = register.words().badges.get(code)
    return language.say(text) if text else code


def kind(code: str) -> str:
    return language.say(register.words().kinds[code])


def button(step: Transition) -> str:
    return language.say(step.button)


def done(step: Transition) -> str:
    return language.say(step.done)


def awaited(step: Transition) -> str:
    """Return what is awaited where a step is the next one."""
    return language.say(step.next or step.button)


def guard(code: GuardCode | str) -> str:
    return language.say(register.words().guards[code])


def reason(code: GuardCode | str, detail: str) -> str:
    """Return why a condition is not met; the portal's own ones, others bring their sentence."""
    words = register.words().reasons
    return language.say(words.get(f"{code}.{detail}") or words["not_checked"])


def refusal(code: str, actors: Iterable[str] = ()) -> str:
    """Return why a step was not made, and what to do."""
    text = language.say(register.words().refusals[code])
    return text.replace("{roles}", ", ".join(actor(one) for one in actors))


def editing(code: str, actors: Iterable[str] = ()) -> str:
    """Return why a change of what is public or approved was refused, and whom to ask."""
    text = language.say(register.words().editing[code])
    return text.replace("{roles}", ", ".join(actor(one) for one in actors))


def reminder(code: str) -> str:
    return language.say(register.words().reminders[code])


def actor(code: str) -> str:
    """Return what a role is called, or somebody whom CKAN lets do something."""
    if code == EDITOR:
        return tk._("Editor of the organization")
    if code == ADMINISTRATOR:
        return tk._("Administrator of the organization")
    return roles.label(code)
