"""Who may see which datasets are late, and have people written to about them."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import people, roles, standing

__all__ = [
    "opendatalab_quality_late_list",
    "opendatalab_quality_late_mail",
    "opendatalab_quality_late_preview",
    "opendatalab_quality_late_switch",
]


def opendatalab_quality_late_list(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever edits the organisation's datasets or has a role there to work, not only to read.

    Without an organisation: sysadmins, and whoever has such a role in the whole portal.
    """
    if _standing(context, data_dict).works:
        return {"success": True}
    return {"success": False, "msg": tk._("Only those who work in the organization may see this.")}


def opendatalab_quality_late_preview(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever may have the mails sent: it names people."""
    return opendatalab_quality_late_switch(context, data_dict)


def opendatalab_quality_late_switch(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Administrators of the organisation and its project leads."""
    found = _standing(context, data_dict)
    if data_dict.get("organization") and (found.administrator or roles.PROJECT_LEAD in found.roles):
        return {"success": True}
    message = tk._(
        "Only administrators of the organization and open-data project leads may decide this."
    )
    return {"success": False, "msg": message}


def opendatalab_quality_late_mail(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Sysadmins only, whom CKAN lets pass before it asks here."""
    return {"success": False, "msg": tk._("Only administrators of the portal may do this.")}


def _standing(context: types.Context, data_dict: dict[str, Any]) -> standing.Standing:
    if authz.auth_is_anon_user(context):
        return standing.NOBODY
    wanted = data_dict.get("organization")
    if not wanted:
        return standing.on_organization(context.get("user"), None)
    found = people.organization(wanted)
    return standing.on_organization(context.get("user"), found.id) if found else standing.NOBODY
