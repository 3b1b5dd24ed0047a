"""Who may see and change where datasets stand."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import standing
from ckanext.opendatalab.common.standing import Standing
from ckanext.opendatalab.workflow.governance import finding, reading

__all__ = [
    "opendatalab_workflow_comment",
    "opendatalab_workflow_comment_settle",
    "opendatalab_workflow_comments",
    "opendatalab_workflow_dates",
    "opendatalab_workflow_explain",
    "opendatalab_workflow_history",
    "opendatalab_workflow_show",
    "opendatalab_workflow_transition",
    "package_show",
]


def opendatalab_workflow_show(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever is anything to the dataset; how much she is told is for the action."""
    if on(context, data_dict).any:
        return {"success": True}
    return {"success": False, "msg": tk._("You have no role on this dataset.")}


def opendatalab_workflow_transition(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """The same; which steps she may make is for the definition to say."""
    return opendatalab_workflow_show(context, data_dict)


@tk.auth_allow_anonymous_access
@tk.chained_auth_function
def package_show(
    next_auth: types.AuthFunction, context: types.Context, data_dict: types.DataDict | None
) -> types.AuthResult:
    """Whom core lets, and who has something to do with a governed dataset now.

    Asked only where core refuses.
    """
    asked = data_dict or {}
    found = next_auth(context, asked)
    if found.get("success") or authz.auth_is_anon_user(context):
        return found
    package = finding.find(asked.get("id") or asked.get("name_or_id"))
    user = context.get("user")
    return {"success": True} if package and user and reading.may(user, package) else found


def opendatalab_workflow_history(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever works on the dataset: who only reads where it stands reads no reasons."""
    if on(context, data_dict).works:
        return {"success": True}
    message = tk._(
        "Only those who work on this dataset may do this: its editors, legal officers, data"
        " protection officers, project leads and data stewards."
    )
    return {"success": False, "msg": message}


def opendatalab_workflow_comments(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever works on the dataset."""
    return opendatalab_workflow_history(context, data_dict)


def opendatalab_workflow_comment(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever works on the dataset."""
    return opendatalab_workflow_history(context, data_dict)


def opendatalab_workflow_comment_settle(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever works on the dataset: mostly its editors, or who wrote the comment."""
    return opendatalab_workflow_history(context, data_dict)


def opendatalab_workflow_explain(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever works on the dataset: whoever withdrew it may be away."""
    return opendatalab_workflow_history(context, data_dict)


def opendatalab_workflow_dates(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Project leads, and administrators of the organisation."""
    found = on(context, data_dict)
    if found.leads:
        return {"success": True}
    message = tk._(
        "Only a project lead or an administrator of the organization may change these dates."
    )
    return {"success": False, "msg": message}


def on(context: types.Context, data_dict: dict[str, Any]) -> Standing:
    """Return what the caller is to the dataset that ``id`` names."""
    package = finding.find(data_dict.get("id"))
    return standing.on_dataset(context.get("user"), package) if package else standing.NOBODY
