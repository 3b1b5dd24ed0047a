"""The circuit that an organisation's datasets follow: in sentences, and who makes its steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import language, roles
from ckanext.opendatalab.legal import profile_store
from ckanext.opendatalab.workflow.engine import diagram
from ckanext.opendatalab.workflow.engine.definition import (
    ACTORS,
    EDITOR,
    GUARDS,
    Definition,
    Transition,
)
from ckanext.opendatalab.workflow.governance import definitions, guards, people, wording
from ckanext.opendatalab.workflow.store import Adopted


def shown(organization: model.Group, adopted: Adopted) -> dict[str, Any]:
    """Return what ``opendatalab_circuit_show`` gives beside what adoption says."""
    definition = definitions.named(adopted.definition)
    return {
        "definition": described(definition),
        "steps": steps(definition, organization.id),
        "people": [_actor(code, organization.id) for code in actors(definition)],
        "missing": [wording.actor(code) for code in missing(definition, organization.id)],
        "alone": not adopted.single_agent and one_person(definition, organization.id),
        "editing": adopted.editing,
        "editing_label": editing_label(adopted.editing),
        "editing_explanation": editing_explanation(adopted.editing),
        "single_agent": adopted.single_agent,
        "objection_days": adopted.objection_days,
    }


def described(definition: Definition) -> dict[str, Any]:
    """Return what a definition is called, in the reader's language."""
    return {
        "code": definition.code,
        "version": definition.version,
        "label": language.say(definition.label),
        "description": language.say(definition.description),
    }


def sentences(definition: Definition) -> list[str]:
    """Return one line for each step, in the reader's language."""
    speech = language.reader().split("_")[0]
    return diagram.sentences(definition, speech, wording.actor, wording.guard)


def steps(definition: Definition, organization_id: str | None) -> list[dict[str, Any]]:
    """Return the steps in groups, the way to publication first, in the reader's language."""
    titles = {
        "onward": tk._("Towards publication"),
        "online": tk._("Once it is published"),
        "back": tk._("Returned or taken up again"),
        "closed": tk._("Refused or withdrawn"),
    }
    return [
        {"title": titles[way], "steps": [_step(definition, one, organization_id) for one in found]}
        for way, found in diagram.ways(definition)
    ]


def _step(definition: Definition, step: Transition, organization_id: str | None) -> dict[str, Any]:
    states = definition.states
    return {
        "code": step.code,
        "label": wording.done(step) if step.automatic else wording.button(step),
        "sources": [wording.state(states[code]) for code in step.sources],
        "target": wording.state(states[step.target]),
        "by": [wording.actor(code) for code in step.by],
        "settles": [
            wording.guard(code) for code in step.guards if guards.is_asked(code, organization_id)
        ],
    }


def actors(definition: Definition) -> list[str]:
    """Return whoever makes a step of a definition, or settles what one asks for."""
    steps = definition.transitions.values()
    wanted = {code for step in steps for code in step.by}
    wanted |= {GUARDS[code].asks for step in steps for code in step.guards if GUARDS[code].asks}
    return [code for code in ACTORS if code in wanted]


def missing(definition: Definition, organization_id: str | None) -> list[str]:
    """Return the actors that nobody is in an organisation, where a dataset would wait for them."""
    found = {code for code in actors(definition) if not _holders(code, organization_id)}
    stuck: dict[str, None] = {}
    for step in _awaited(definition):
        by = set(step.by)
        if by and by <= found:
            stuck.update(dict.fromkeys(step.by))
        for guard in step.guards:
            if GUARDS[guard].asks in found:
                stuck[GUARDS[guard].asks] = None
    return [code for code in ACTORS if code in stuck]


def one_person(definition: Definition, organization_id: str | None) -> bool:
    """Return whether the only one who may approve is also the only one who may write."""
    editors = {one.id for one in people.holders(EDITOR, organization_id)}
    for step in definition.transitions.values():
        if "four_eyes" not in step.guards:
            continue
        approvers = {one.id for code in step.by for one in people.holders(code, organization_id)}
        if len(editors | approvers) == 1:
            return True
    return False


def editing_label(mode: str) -> str:
    """Return what a way to edit published datasets is called."""
    return {
        "direct": tk._("Corrections go online at once"),
        "locked": tk._("Only whoever approves may correct"),
    }.get(mode, mode)


def editing_explanation(mode: str) -> str:
    """Return in plain words what may happen to a published dataset."""
    return {
        "direct": tk._(
            "Editors correct a published dataset directly, and somebody looks at it again"
            " afterwards. Licence, legal and structural changes go through an approver first."
        ),
        "locked": tk._(
            "Published datasets can only be changed by whoever may approve them. Others are told"
            " whom to ask. A file with the same columns may still be replaced."
        ),
    }.get(mode, "")


def _awaited(definition: Definition) -> Iterator[Transition]:
    """Give the steps that a dataset waits for somewhere on its way."""
    for state in definition.states.values():
        step = definition.awaited(state.code)
        if step is not None:
            yield step


def _holders(code: str, organization_id: str | None) -> list[model.User]:
    found = people.holders(code, organization_id)
    if found or code != roles.LEGAL_OFFICER or not organization_id:
        return found
    # Where there is no legal officer, the organisation's profile may name somebody.
    named = profile_store.load(organization_id).validator_id
    person = model.User.get(named) if named else None
    return [person] if person and person.state == model.State.ACTIVE else []


def _actor(code: str, organization_id: str) -> dict[str, Any]:
    return {
        "code": code,
        "label": wording.actor(code),
        "explanation": roles.explanation(code),
        "people": [people.shown(one.id) for one in _holders(code, organization_id)],
    }
