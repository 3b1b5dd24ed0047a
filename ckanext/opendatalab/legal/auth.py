"""Who may read and change the legal file of a dataset."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.legal import access, asking, change
from ckanext.opendatalab.legal.sign_auth import (
    opendatalab_legal_attest,
    opendatalab_legal_give_opinion,
    opendatalab_legal_prove,
    opendatalab_legal_reconfirm,
    opendatalab_legal_reopen,
    opendatalab_legal_validate,
    opendatalab_legal_validate_template,
)

__all__ = [
    "opendatalab_legal_answer",
    "opendatalab_legal_attest",
    "opendatalab_legal_duplicate",
    "opendatalab_legal_give_opinion",
    "opendatalab_legal_history",
    "opendatalab_legal_prove",
    "opendatalab_legal_reconfirm",
    "opendatalab_legal_reopen",
    "opendatalab_legal_show",
    "opendatalab_legal_use_template",
    "opendatalab_legal_validate",
    "opendatalab_legal_validate_template",
    "package_show",
]


def opendatalab_legal_show(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """Whoever has a role on the dataset; how much she is told is for the action."""
    if asking.rights(context, data_dict).verdict:
        return {"success": True}
    return {
        "success": False,
        "msg": tk._("Only who has a role on this dataset may read its legal analysis."),
    }


def opendatalab_legal_answer(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """Whoever works on the analysis."""
    return asking.who_works(context, data_dict)


def opendatalab_legal_history(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever works on the analysis: the history holds its answers."""
    return asking.who_works(context, data_dict)


def opendatalab_legal_use_template(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever works on the analysis."""
    return asking.who_works(context, data_dict)


def opendatalab_legal_duplicate(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever works on the analysis; the action asks the same of the other dataset."""
    return asking.who_works(context, data_dict)


@tk.auth_allow_anonymous_access
@tk.chained_auth_function
def package_show(
    next_auth: types.AuthFunction, context: types.Context, data_dict: types.DataDict | None
) -> types.AuthResult:
    """Whom core lets, and who signs or gives an opinion there without being a member.

    A legal officer or a data protection officer may serve several organisations.  Asked only where
    core refuses, and never of a deleted dataset.
    """
    asked = data_dict or {}
    found = next_auth(context, asked)
    if found.get("success") or authz.auth_is_anon_user(context):
        return found
    package = change.find(asked.get("id") or asked.get("name_or_id"))
    if package is None or package.state == model.State.DELETED:
        return found
    rights = access.on_dataset(context.get("user"), package)
    return {"success": True} if rights.sign_as or rights.opinion else found
