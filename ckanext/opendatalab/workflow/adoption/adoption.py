"""How the modes are called, why a change is refused, and what a mode would change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import gates
from ckanext.opendatalab.workflow import store
from ckanext.opendatalab.workflow.adoption.adoption_rules import Mode, Refusal

MOST_LISTED = 200


@dataclass(frozen=True)
class Plan:
    """What is there, and which of the examined datasets have something to settle.

    ``examined``: how many were looked at; fewer than there are where the limit was reached.
    """

    public: int
    private: int
    examined: int
    public_to_settle: int
    private_to_settle: int
    datasets: list[dict[str, Any]]


def plan(organization: str | None, limit: int) -> Plan:
    """Examine the datasets with files of an organisation or of the portal; writes nothing."""
    found = store.with_files(organization)
    public = sum(not private for _, private in found)
    to_settle = {True: 0, False: 0}
    listed: list[dict[str, Any]] = []
    for package_id, private in found[:limit]:
        package = model.Package.get(package_id)
        blockers = gates.blockers(package) if package else []
        if package is None or not blockers:
            continue
        to_settle[private] += 1
        if len(listed) < MOST_LISTED:
            listed.append(
                {
                    "id": package.id,
                    "name": package.name,
                    "title": package.title or package.name,
                    "private": private,
                    "blockers": [f"{one.gate}.{one.code}" for one in blockers],
                    "messages": list(dict.fromkeys(one.message for one in blockers)),
                    "page": next((one.page for one in blockers if one.page), ""),
                }
            )
        model.Session.expire(package)  # thousands of datasets need not stay in memory
    examined = min(len(found), limit)
    return Plan(public, len(found) - public, examined, to_settle[False], to_settle[True], listed)


def label(mode: str) -> str:
    """Return what a mode is called, in the reader's language."""
    return {
        "off": tk._("Nothing is checked"),
        "warn": tk._("Warn"),
        "block": tk._("Block"),
        "govern": tk._("Follow a circuit"),
    }.get(mode, mode)


def explanation(mode: str) -> str:
    """Return in plain words what a mode does."""
    return {
        "off": tk._("Datasets are published as before, whatever remains to be settled."),
        "warn": tk._(
            "Datasets are published as before. Whoever publishes one is told what remains to be"
            " settled, and it is logged."
        ),
        "block": tk._(
            "A dataset with files cannot be made public as long as something remains to be"
            " settled. What is public already stays public and can be edited."
        ),
        "govern": tk._(
            "Every dataset follows a circuit, from the inventory to its publication: each step has"
            " somebody who makes it, conditions and a due date. What is public already stays public"
            " and is examined again in the months to come."
        ),
    }.get(mode, "")


def why_refused(refusal: Refusal) -> str:
    """Return a refusal as a sentence that says what to do instead."""
    return {
        "not_administrator": tk._("Only administrators of the organization may change this."),
        "whole_portal": tk._(
            "Only the administrators of the portal decide for organizations that have not decided."
        ),
        "loosening": tk._(
            "Only the administrators of the portal may have less checked: ask them, and say why."
        ),
        "alone": tk._(
            "Only the administrators of the portal may let one person approve alone where two are"
            " asked for: ask them, and say why."
        ),
        "reason": tk._("Write why less is to be checked: it is logged."),
        "one_step": tk._(
            "Choose “warn” first, for the time that it takes to settle what is there; “block” can"
            " follow. Only a portal without any dataset starts with “block”."
        ),
    }[refusal]


def mode_field(refusal: Refusal) -> str:
    """Return the field of the form that a refusal is about."""
    return {"reason": "reason", "alone": "single_agent"}.get(refusal, "mode")


def shown(organization: model.Group | None, adopted: store.Adopted) -> dict[str, Any]:
    """Return what counts for an organisation, as the actions give it."""
    by = model.User.get(adopted.changed_by) if adopted.changed_by else None
    mode: Mode = adopted.mode
    return {
        "organization_id": organization.id if organization else None,
        "organization_name": organization.name if organization else None,
        "organization_title": organization.display_name if organization else None,
        "mode": mode,
        "label": label(mode),
        "explanation": explanation(mode),
        "governed": adopted.governed,
        "definition": adopted.definition,
        "editing": adopted.editing,
        "single_agent": adopted.single_agent,
        "objection_days": adopted.objection_days,
        "own": adopted.own,
        "since": adopted.since.isoformat() if adopted.since else None,
        "changed_by": (by.fullname or by.name) if by else None,
    }
