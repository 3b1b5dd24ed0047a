"""Who may see which datasets are late, and have people written to about them."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import standing

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
    if standing.in_organization(context, data_dict.get("organization")).works:
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
    found = standing.in_organization(context, data_dict.get("organization"))
    if data_dict.get("organization") and found.leads:
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
