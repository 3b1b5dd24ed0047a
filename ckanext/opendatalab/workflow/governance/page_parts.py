"""What the page of a dataset's way needs of the portal beside what the actions give."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.workflow.engine.definition import ADMINISTRATOR
from ckanext.opendatalab.workflow.governance import definitions, describe, people, wording


def is_there(action: str) -> bool:
    """Return whether the portal has an action."""
    try:
        tk.get_action(action)
    except KeyError:
        return False
    return True


def done(shown: dict[str, Any], transition: str) -> str:
    """Return what to say of a step that was made from where a dataset stood."""
    known = shown["definition"]
    step = definitions.of(known["code"], known["version"]).transitions.get(transition)
    return tk._("Done: {step}.").format(step=wording.done(step) if step else transition)


def line_number(given: str) -> int | None:
    """Return a line of the history from an address that somebody may have typed."""
    right = given.isascii() and given.isdigit() and len(given) < 19
    return int(given) or None if right else None


def candidates(shown: dict[str, Any]) -> list[dict[str, Any]] | None:
    """Return whom the task may be assigned to; ``None`` where there is nothing to assign."""
    if not shown["awaited"] or not shown["rights"]["assign"]:
        return None
    organization = shown["dataset"]["organization"]
    found = {
        person.id: people.shown(person.id)
        for actor in shown["awaited"]["actors"]
        for person in people.holders(actor["code"], organization and organization["id"])
    }
    if shown["assignee"]:
        found.setdefault(shown["assignee"]["id"], shown["assignee"])
    return sorted(filter(None, found.values()), key=lambda one: str(one["title"]).casefold())


def administrators(shown: dict[str, Any]) -> list[str]:
    """Return the names of those to tell, where nobody who is awaited can be reached."""
    organization = shown["dataset"]["organization"]
    if organization is None or not shown["awaited"] or shown["awaited"]["reachable"]:
        return []
    return [one.fullname or one.name for one in people.holders(ADMINISTRATOR, organization["id"])]


def for_control(moment: str | None) -> str:
    """Return a moment as a control for date and time holds it, in the portal's time zone."""
    if not moment:
        return ""
    local = datetime.fromisoformat(moment).astimezone(tk.h.get_display_timezone())
    return local.strftime("%Y-%m-%dT%H:%M")


def of_package(package: model.Package) -> dict[str, Any]:
    """Return what pages need of a dataset that nobody governs."""
    return describe.dataset(package)


def for_templates(known: dict[str, Any]) -> dict[str, Any]:
    """Return what the portal's own templates need of a dataset.

    Whoever has a role may have no access to the dataset itself.
    """
    try:
        return tk.get_action("package_show")({"for_view": True}, {"id": known["id"]})
    except tk.NotAuthorized:
        organization = known["organization"] and {**known["organization"], "type": "organization"}
        return {**known, "organization": organization}
