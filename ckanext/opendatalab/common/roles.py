"""Who has which role: what other rooms ask, and how the roles are called."""

from __future__ import annotations

from collections.abc import Mapping

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import role_store, tables
from ckanext.opendatalab.common.role_rules import (
    DATA_STEWARD,
    DPO,
    ELECTED_OFFICIAL,
    GENERAL_DIRECTOR,
    LEGAL_OFFICER,
    LEGAL_ROLES,
    PROJECT_LEAD,
    READING,
    ROLES,
    Refusal,
)

__all__ = [
    "DATA_STEWARD",
    "DPO",
    "ELECTED_OFFICIAL",
    "GENERAL_DIRECTOR",
    "LEGAL_OFFICER",
    "LEGAL_ROLES",
    "PROJECT_LEAD",
    "READING",
    "ROLES",
    "by_organization",
    "explanation",
    "holders",
    "label",
    "of",
    "why_refused",
]


def of(user: model.User | str | None, organization_id: str | None) -> set[str]:
    """Return the roles that a user has in an organisation, those in the whole portal included.

    :param user: a user, her id or her name; nobody, a stranger and a deleted user have none
    :param organization_id: ``None`` asks for the roles in the whole portal only

    Nobody has a role without having been granted it: not the sysadmins, not the administrators.
    """
    found = by_organization(user)
    return found.get(None, set()) | found.get(organization_id, set())


def by_organization(user: model.User | str | None) -> Mapping[str | None, set[str]]:
    """Return every role of a user by organisation id; under ``None`` those in the whole portal."""
    name = user.id if isinstance(user, model.User) else user
    if not name or not tables.ready():
        return {}
    found: dict[str | None, set[str]] = {}
    for organization_id, role in role_store.of_user(name):
        found.setdefault(organization_id, set()).add(role)
    return found


def holders(role: str, organization_id: str | None) -> list[model.User]:
    """Return the active users with a role in an organisation or in the whole portal, by name."""
    return role_store.holders(role, organization_id) if tables.ready() else []


def label(role: str) -> str:
    """Return what a role is called, in the reader's language; an unknown one is its own name."""
    labels = {
        LEGAL_OFFICER: tk._("Legal officer"),
        DPO: tk._("Data protection officer (DPO)"),
        PROJECT_LEAD: tk._("Open-data project lead"),
        GENERAL_DIRECTOR: tk._("General director of services"),
        ELECTED_OFFICIAL: tk._("Elected official"),
        DATA_STEWARD: tk._("Data steward"),
    }
    return labels.get(role, role)


def explanation(role: str) -> str:
    """Return in one sentence what a role is for."""
    explanations = {
        LEGAL_OFFICER: tk._("Validates the legal analysis of datasets."),
        DPO: tk._("Gives an opinion where personal data are concerned; validates nothing there."),
        PROJECT_LEAD: tk._("Leads the opening of data and follows what is late."),
        GENERAL_DIRECTOR: tk._("Reads where datasets stand; never reads answers or notes."),
        ELECTED_OFFICIAL: tk._("Reads where datasets stand; never reads answers or notes."),
        DATA_STEWARD: tk._("Describes the datasets of a service and keeps them up to date."),
    }
    return explanations.get(role, "")


def why_refused(refusal: Refusal) -> str:
    """Return a refusal as a sentence that says who may do it instead."""
    sentences = {
        "not_administrator": tk._(
            "Only administrators of the organization may grant and remove roles there."
        ),
        "whole_portal": tk._(
            "Only the administrators of the portal grant and remove roles for the whole portal."
        ),
        "own_role": tk._(
            "You cannot grant yourself a role or give up one: ask another administrator."
        ),
        "legal_role": tk._(
            "Only the administrators of the portal name legal officers and data protection"
            " officers: ask them."
        ),
    }
    return sentences[refusal]
