"""Who may see and change how strictly publications are checked."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import people, standing

__all__ = [
    "opendatalab_adoption_plan",
    "opendatalab_adoption_show",
    "opendatalab_adoption_update",
    "opendatalab_circuit_show",
]


def opendatalab_adoption_show(context: types.Context, data_dict: dict[str, Any]) -> Any:
    """Members of the organisation and whoever has a role in it; of the portal: who has one there.

    Without an organisation, anybody with a role in the whole portal, and sysadmins.
    """
    if _standing(context, data_dict).any:
        return {"success": True}
    return {"success": False, "msg": tk._("Only members of the organization may see this.")}


def opendatalab_adoption_plan(context: types.Context, data_dict: dict[str, Any]) -> Any:
    """Administrators of the organisation and whoever has a role there to work, not only to read.

    It tells what is missing in detail: treatments, files, an opinion that was overruled.
    """
    found = _standing(context, data_dict)
    if found.administrator or (found.roles and found.works):
        return {"success": True}
    return _administrators_only()


def opendatalab_adoption_update(context: types.Context, data_dict: dict[str, Any]) -> Any:
    """Administrators of the organisation and sysadmins; the action says to what and why."""
    if _standing(context, data_dict).administrator:
        return {"success": True}
    return _administrators_only()


def opendatalab_circuit_show(context: types.Context, data_dict: dict[str, Any]) -> Any:
    """Members of the organisation and whoever has a role in it: it names people."""
    if data_dict.get("organization") and _standing(context, data_dict).any:
        return {"success": True}
    return {"success": False, "msg": tk._("Only members of the organization may see this.")}


def _administrators_only() -> types.AuthResult:
    message = tk._("Only administrators of the organization may change this.")
    return {"success": False, "msg": message}


def _standing(context: types.Context, data_dict: dict[str, Any]) -> standing.Standing:
    if authz.auth_is_anon_user(context):
        return standing.NOBODY
    wanted = data_dict.get("organization")
    if not wanted:
        return standing.on_organization(context.get("user"), None)
    found = people.organization(wanted)
    return standing.on_organization(context.get("user"), found.id) if found else standing.NOBODY
