"""Where a dataset stands and what somebody may do now, for the API and the pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ckan.model as model

from ckanext.opendatalab.common import clock, gates
from ckanext.opendatalab.workflow.engine import calendar, machine
from ckanext.opendatalab.workflow.engine.definition import ADMINISTRATOR, EDITOR, GuardCode
from ckanext.opendatalab.workflow.engine.facts import Option, Unmet
from ckanext.opendatalab.workflow.governance import guards, path, people, recipients, wording
from ckanext.opendatalab.workflow.governance.instance import Instance
from ckanext.opendatalab.workflow.governance.situation import Situation, asked_of


def shown(found: Situation) -> dict[str, Any]:
    """Return what ``opendatalab_workflow_show`` gives."""
    instance = found.instance
    state = instance.state
    options = machine.options(instance.definition, found.facts)
    return {
        "dataset": dataset(found.package),
        "definition": {
            "code": instance.definition.code,
            "version": instance.definition.version,
            "label": wording.language.say(instance.definition.label),
        },
        "state": {
            "code": state.code,
            "kind": state.kind,
            "label": wording.state(state),
            "badge": state.badge,
            "badge_label": wording.badge(state.badge),
            "public": state.public,
        },
        "version": instance.version,
        "entered_at": instance.entered_at.isoformat(),
        "due_on": _day(instance.due_on),
        "overdue": calendar.overdue(instance.dates, clock.today()),
        "publish_at": _day(instance.publish_at),
        "expires_at": _day(instance.expires_at),
        "reexamine_on": _day(instance.reexamine_on),
        "reason_due_on": _day(instance.reason_due_on),
        "adopted_at": _day(instance.adopted_at),
        "awaited": _awaited(found),
        "assignee": people.shown(instance.assignee_id),
        "submitted_by": people.shown(instance.submitted_by),
        "options": [_option(one, found) for one in options],
        "objections_until": _objections_until(found),
        "checklist": _checklist(found),
        "path": _path(instance),
        "rights": rights(found),
    }


def rights(found: Situation) -> dict[str, bool]:
    """Return what somebody may do beside the steps.

    ``works``: read comments, history and what is to settle in detail, and comment; ``assign``:
    say who has the task; ``dates``: set when a publication ends and is examined again;
    ``explain``: give the reason of an emergency afterwards.
    """
    standing = found.standing
    return {
        "works": standing.works,
        "assign": standing.works,
        "dates": standing.leads,
        "explain": found.instance.reason_due_on is not None and standing.works,
    }


def unmet(items: Iterable[Unmet], found: Situation) -> list[dict[str, Any]]:
    """Return what is to settle: for whoever works on the dataset in detail, else whom to ask."""
    return [_guard(one.guard, one.reasons, found) for one in items]


def actors(codes: Iterable[str]) -> list[dict[str, str]]:
    return [{"code": code, "label": wording.actor(code)} for code in codes]


def _awaited(found: Situation) -> dict[str, Any] | None:
    awaited = found.awaited
    if awaited is None:
        return None
    instance = found.instance
    return {
        "transition": awaited.transition.code,
        "text": wording.awaited(awaited.transition),
        "actors": actors(awaited.actors),
        "people": [
            people.shown(person.id)
            for person in people.awaited(found.package, instance, awaited.actors)
        ],
        "reachable": not recipients.unreachable(found),
        "since": instance.entered_at.isoformat(),
        "unmet": unmet(awaited.unmet, found),
    }


def _objections_until(found: Situation) -> str | None:
    """Return until when somebody may still object; ``None``: nobody may, or not any more."""
    instance = found.instance
    if instance.state.objection_days is None or not found.said.get("objection_window"):
        return None
    decided_at, days = instance.dates.decided_at, found.settings.objection_days
    if decided_at is None:
        return None
    return calendar.objections_until(instance.state, decided_at, days).isoformat()


def _path(instance: Instance) -> list[dict[str, str]]:
    """Return the way to the public; not of a dataset that was there before the way existed."""
    state = instance.state
    if instance.adopted_at and state.public:
        return []
    return [
        {"code": one.code, "label": wording.state(one), "place": place}
        for one, place in path.line(instance.definition, state.code)
    ]


def _option(option: Option, found: Situation) -> dict[str, Any]:
    step = option.transition
    target = found.instance.definition.states[step.target]
    return {
        "code": step.code,
        "button": wording.button(step),
        "allowed": option.allowed,
        "override": option.override,
        "reason": step.reason,
        "needs_reason": option.needs_reason,
        "date": step.date,
        "emergency": step.emergency,
        "target": {
            "code": target.code,
            "badge": target.badge,
            "kind": target.kind,
            "label": wording.state(target),
            "public": target.public,
        },
        "roles": actors(option.roles),
        "unmet": unmet(option.unmet, found),
    }


def _checklist(found: Situation) -> list[dict[str, Any]]:
    """Return every condition on the way out of here, met or not, each once."""
    definition = found.instance.definition
    codes: dict[GuardCode, None] = {}
    owner = found.package.owner_org
    for step in definition.leaving(found.instance.state.code):
        if definition.states[step.target].kind in ("review", "public"):
            codes.update(dict.fromkeys(one for one in step.guards if guards.is_asked(one, owner)))
    lines = []
    for code in codes:
        reasons = _reasons(code, found)
        passes = code in calendar.TIMED  # time alone settles it
        lines.append({**_guard(code, reasons, found), "met": not reasons, "passes": passes})
    return lines


def _reasons(code: GuardCode, found: Situation) -> tuple[str, ...]:
    facts = found.facts
    if code == "four_eyes":
        return ("author",) if facts.who.author and not facts.single_agent else ()
    if code == "has_files":
        return () if facts.has_files else ("missing",)
    if code == "no_files":
        return ("present",) if facts.has_files else ()
    return tuple(facts.guards.get(code, ()))


def _guard(code: GuardCode, reasons: Iterable[str], found: Situation) -> dict[str, Any]:
    said = found.said.get(code, ())
    if not said:
        messages = [{"message": wording.reason(code, one), "page": ""} for one in reasons]
    elif found.standing.works:
        messages = [{"message": one.message, "page": one.page} for one in said]
    else:
        messages = [{"message": one, "page": ""} for one in _generic(said, found)]
    asks = asked_of(code)
    return {
        "guard": code,
        "label": wording.guard(code),
        "messages": messages,
        "asks": actors([asks])[0] if asks else None,
    }


def _generic(said: Iterable[gates.Blocker], found: Situation) -> list[str]:
    """Return what somebody who does not work on the dataset is told of what other rooms say."""
    names = {one.gate for one in said}
    own = [one.message for one in said if one.gate not in {g.name for g in gates.registered()}]
    told = [gate.generic(found.package) for gate in gates.registered() if gate.name in names]
    return list(dict.fromkeys([*told, *own]))


def dataset(package: model.Package) -> dict[str, Any]:
    """Return what pages need of the dataset itself."""
    owner = model.Group.get(package.owner_org) if package.owner_org else None
    return {
        "id": package.id,
        "name": package.name,
        "title": package.title or package.name,
        "type": package.type,
        "private": bool(package.private),
        "organization": owner
        and {"id": owner.id, "name": owner.name, "title": owner.title or owner.name},
    }


def _day(value: Any) -> str | None:
    return value.isoformat() if value else None


def is_actor(code: str, found: Situation) -> bool:
    """Return whether somebody is one of those whom a code stands for."""
    standing = found.standing
    if code == EDITOR:
        return standing.editor
    if code == ADMINISTRATOR:
        return standing.administrator
    return code in standing.roles
