"""Who may see and change how strictly publications are checked."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import standing

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
    if standing.in_organization(context, data_dict.get("organization")).any:
        return {"success": True}
    return {"success": False, "msg": tk._("Only members of the organization may see this.")}


def opendatalab_adoption_plan(context: types.Context, data_dict: dict[str, Any]) -> Any:
    """Administrators of the organisation and whoever has a role there to work, not only to read.

    It tells what is missing in detail: treatments, files, an opinion that was overruled.
    """
    found = standing.in_organization(context, data_dict.get("organization"))
    if found.administrator or (found.roles and found.works):
        return {"success": True}
    return _administrators_only()


def opendatalab_adoption_update(context: types.Context, data_dict: dict[str, Any]) -> Any:
    """Administrators of the organisation and sysadmins; the action says to what and why."""
    if standing.in_organization(context, data_dict.get("organization")).administrator:
        return {"success": True}
    return _administrators_only()


def opendatalab_circuit_show(context: types.Context, data_dict: dict[str, Any]) -> Any:
    """Members of the organisation and whoever has a role in it: it names people."""
    if (
        data_dict.get("organization")
        and standing.in_organization(context, data_dict.get("organization")).any
    ):
        return {"success": True}
    return {"success": False, "msg": tk._("Only members of the organization may see this.")}


def _administrators_only() -> types.AuthResult:
    message = tk._("Only administrators of the organization may change this.")
    return {"success": False, "msg": message}
