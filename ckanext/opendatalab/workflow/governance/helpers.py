"""What templates ask about where datasets stand: for staff, and next to nothing for others."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.common import current_user

from ckanext.opendatalab.common import clock, roles, standing
from ckanext.opendatalab.common import people as find_people
from ckanext.opendatalab.common.standing import Standing
from ckanext.opendatalab.workflow.engine import calendar
from ckanext.opendatalab.workflow.engine.definition import ADMINISTRATOR, EDITOR
from ckanext.opendatalab.workflow.governance import (
    address,
    form_helpers,
    governed,
    people,
    wording,
)
from ckanext.opendatalab.workflow.governance.form_helpers import *  # noqa: F403 - what its __all__ names
from ckanext.opendatalab.workflow.governance.instance import Instance
from ckanext.opendatalab.workflow.governance.record_helpers import opendatalab_is_record

__all__ = [
    "opendatalab_governance_badge",
    "opendatalab_governance_standing",
    "opendatalab_governance_url",
    "opendatalab_is_record",
    "opendatalab_refused",
    "opendatalab_tasks_url",
]
__all__ += form_helpers.__all__

# An icon says again what the badge says in words.
_ICONS = {
    "identified": "flag",
    "draft": "pencil",
    "in_review": "hourglass-half",
    "to_correct": "reply",
    "approved": "check",
    "published": "globe",
    "not_open": "lock",
    "withdrawn": "ban",
}


def opendatalab_governance_url(pkg: dict[str, Any], part: str = "") -> str:
    """Return the address where a dataset stands, for whoever is anything to it; else nothing."""
    found = governed.standing_case(pkg.get("id"))
    return address.page(found[0].package.name, part) if found else ""


def opendatalab_governance_standing(pkg: dict[str, Any]) -> dict[str, Any] | None:
    """Return where a governed dataset stands and who is awaited, for whoever is anything to it.

    ``None`` for anonymous readers (without a query), strangers, and where nobody governs it.
    """
    found = governed.standing_case(pkg.get("id"))
    if found is None:
        return None
    case, instance = found
    state, today = instance.state, clock.today()
    step = instance.awaited if instance.awaits or not state.public else None
    late = (today - instance.due_on).days if instance.due_on else 0
    waiting = calendar.overdue(instance.dates, today) and bool(instance.awaits)
    return {
        "badge": _badge(state.badge),
        "state": wording.state(state),
        "public": state.public,
        "next": wording.awaited(step) if step else "",
        # Somebody else settles something before the step itself can be made.
        "first": bool(
            step and step.by and instance.awaits and set(instance.awaits) != set(step.by)
        ),
        "actors": [wording.actor(one) for one in instance.awaits],
        "people": [
            one.fullname or one.name
            for one in people.awaited(case.package, instance, instance.awaits)
            if instance.awaits
        ],
        "mine": _mine(instance, case.standing),
        "since": clock.day_of(instance.entered_at),
        "due_on": instance.due_on if instance.awaits else None,
        "days_late": late if waiting else 0,
        "publish_at": instance.publish_at and clock.day_of(instance.publish_at),
        "expires_at": instance.expires_at and clock.day_of(instance.expires_at),
        "reexamine_on": instance.reexamine_on,
        "reason_due_on": instance.reason_due_on if case.standing.works else None,
        "url": address.page(case.package.name),
        "withdraw_url": _emergency(case.package.name, instance, case.standing),
    }


def opendatalab_governance_badge(package: dict[str, Any]) -> dict[str, str] | None:
    """Return the badge of a search result, from what the result itself says.

    For staff where the dataset is private; for everybody that a public record has no file, and why.
    At most one query for a whole page of results; none for anonymous readers.
    """
    code = package.get("governance_state")
    if not isinstance(code, str) or code not in _ICONS:
        return None
    if not package.get("private"):
        return _badge(code) if code == "not_open" else None
    if not current_user.is_authenticated or not governed.organization(package.get("owner_org")):
        return None
    return _badge(code)


def opendatalab_tasks_url() -> str:
    """Return the address of the reader's tasks; nothing where there is no such page."""
    return tk.h.url_for("/opendatalab/tasks") if address.there_is("opendatalab_tasks") else ""


def opendatalab_refused() -> dict[str, Any] | None:
    """Return who may give the role that is missing, where one of our pages refuses somebody.

    ``organization``, ``url``; ``roles``: those that she has there; ``people``: the administrators,
    named only to whoever has something to do with the organisation.
    """
    if not current_user.is_authenticated or not tk.request:
        return None
    endpoint = tk.request.endpoint or ""
    reference = (tk.request.view_args or {}).get("id")
    if not endpoint.startswith("opendatalab") or not reference:
        return None
    owner = _owner(str(reference), "/organization/" in tk.request.path)
    if owner is None:
        return None
    found = standing.on_organization(current_user.name, owner.id)
    held = [wording.actor(one) for one in roles.ROLES if one in found.roles]
    return {
        "organization": owner.title or owner.name,
        "url": tk.h.url_for("organization.about", id=owner.name),
        "roles": [*_capacity(found), *held],
        "people": [one.fullname or one.name for one in people.holders(ADMINISTRATOR, owner.id)]
        if found.any
        else [],
    }


def _owner(reference: str, of_organization: bool) -> model.Group | None:
    """Return the organisation that a page of ours is about."""
    if of_organization:
        return find_people.organization(reference)
    found = governed.case(reference)
    if found is None or not tk.h.check_access("package_show", {"id": found.package.id}):
        return None  # nothing of what she may not see
    return model.Group.get(found.package.owner_org) if found.package.owner_org else None


def _capacity(found: Standing) -> list[str]:
    if found.administrator:
        return [wording.actor(ADMINISTRATOR)]
    if found.editor:
        return [wording.actor(EDITOR)]
    return [tk._("Member of the organization")] if found.member else []


def _badge(code: str) -> dict[str, str]:
    return {"code": code, "label": wording.badge(code), "icon": _ICONS[code]}


def _mine(instance: Instance, standing: Standing) -> bool:
    """Return whether it is the reader who is awaited."""
    if not instance.awaits:
        return False
    if instance.assignee_id:
        return instance.assignee_id == current_user.id
    return _is_one(standing, instance.awaits)


def _is_one(standing: Standing, actors: tuple[str, ...]) -> bool:
    return (
        bool(standing.roles.intersection(actors))
        or (standing.editor and EDITOR in actors)
        or (standing.administrator and ADMINISTRATOR in actors)
    )


def _emergency(name: str, instance: Instance, standing: Standing) -> str:
    """Return where the reader closes a public dataset at once, if she may."""
    for step in instance.definition.leaving(instance.state.code):
        if step.emergency and _is_one(standing, step.by):
            return address.page(name, f"step-{step.code}")
    return ""
