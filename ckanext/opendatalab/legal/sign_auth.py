"""Who may validate, attest, prove and give an opinion.

Where it takes a role, sysadmins too need to have been granted it.
"""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import people, roles, standing
from ckanext.opendatalab.legal import (
    access,
    asking,
    change,
    opinion_action,
    template_action,
    writing,
)

__all__ = [
    "opendatalab_legal_attest",
    "opendatalab_legal_give_opinion",
    "opendatalab_legal_prove",
    "opendatalab_legal_reconfirm",
    "opendatalab_legal_reopen",
    "opendatalab_legal_validate",
    "opendatalab_legal_validate_template",
]


@tk.auth_sysadmins_check
def opendatalab_legal_validate(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """The legal officers or, where there is none, the person named; never who gives the opinion."""
    if asking.rights(context, data_dict).sign_as:
        return {"success": True}
    return {"success": False, "msg": writing.who_signs()}


@tk.auth_sysadmins_check
def opendatalab_legal_reopen(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """Whoever validates, and the project lead."""
    package = change.find(data_dict.get("id"))
    if package is not None:
        user = context.get("user")
        leads = roles.PROJECT_LEAD in standing.on_dataset(user, package).roles
        if leads or access.on_dataset(user, package).sign_as:
            return {"success": True}
    return {
        "success": False,
        "msg": tk._("Only who validates the legal analysis, or the project lead, reopens it."),
    }


@tk.auth_sysadmins_check
def opendatalab_legal_reconfirm(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever is logged in: each dataset is asked for by itself."""
    return {"success": not authz.auth_is_anon_user(context)}


def opendatalab_legal_attest(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """Whoever works on the analysis."""
    return asking.who_works(context, data_dict)


def opendatalab_legal_prove(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """Whoever works on the analysis."""
    return asking.who_works(context, data_dict)


@tk.auth_sysadmins_check
def opendatalab_legal_give_opinion(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """The data protection officers of the organisation or of the whole portal."""
    if asking.rights(context, data_dict).opinion:
        return {"success": True}
    return {"success": False, "msg": opinion_action.who_gives_opinions()}


@tk.auth_sysadmins_check
def opendatalab_legal_validate_template(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """The legal officers of every organisation that is named."""
    given = data_dict.get("organizations")
    named = given if isinstance(given, (list, tuple)) else [given] if given else []
    found = [people.organization(one) for one in named]
    user = context.get("user")
    if not authz.auth_is_anon_user(context) and all(
        one is not None and template_action.signs_in(user, one.id) for one in found
    ):
        return {"success": True}
    return {
        "success": False,
        "msg": tk._("Only a legal officer of each of these organizations validates this for them."),
    }
