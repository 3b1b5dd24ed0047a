"""Who may see and change tasks: everybody her own."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.workflow.governance import auth as governance

__all__ = [
    "opendatalab_absence_end",
    "opendatalab_absence_show",
    "opendatalab_absence_update",
    "opendatalab_task_counts",
    "opendatalab_task_list",
    "opendatalab_tick",
    "opendatalab_workflow_assign",
    "opendatalab_workflow_transition_bulk",
]


def opendatalab_task_list(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """Whoever is logged in; what she finds there is hers."""
    return _signed_in(context)


def opendatalab_task_counts(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """Whoever is logged in; what she finds there is hers."""
    return _signed_in(context)


def opendatalab_workflow_transition_bulk(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever is logged in; each dataset is asked for by itself."""
    return _signed_in(context)


def opendatalab_absence_show(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """Whoever is logged in, of herself; the action keeps somebody else's from her."""
    return _signed_in(context)


def opendatalab_absence_update(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever is logged in, of herself; the action keeps somebody else's from her."""
    return _signed_in(context)


def opendatalab_absence_end(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """Whoever is logged in, of herself; the action keeps somebody else's from her."""
    return _signed_in(context)


def opendatalab_workflow_assign(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever works on the dataset."""
    if governance.on(context, data_dict).works:
        return {"success": True}
    return {"success": False, "msg": tk._("Only those who work on the dataset may assign it.")}


def opendatalab_tick(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """Only sysadmins, whom nobody asks here, and the portal itself."""
    return {"success": False, "msg": tk._("Only the administrators of the portal may do this.")}


def _signed_in(context: types.Context) -> types.AuthResult:
    # Over the API core takes its anonymous user for an authenticated one: ask by name.
    if authz.auth_is_anon_user(context):
        return {"success": False, "msg": tk._("Log in to do this.")}
    return {"success": True}
