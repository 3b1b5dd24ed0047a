"""Who may see and change what is asked of quality, and answer for less."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import standing

__all__ = [
    "opendatalab_quality_findings",
    "opendatalab_quality_policy_show",
    "opendatalab_quality_policy_update",
    "opendatalab_quality_waiver_create",
    "opendatalab_quality_waiver_end",
    "opendatalab_quality_waiver_list",
]


def opendatalab_quality_policy_show(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Members of the organisation and whoever has a role in it; of the portal: who has one there.

    Without an organisation, anybody with a role in the whole portal, and sysadmins.
    """
    if standing.in_organization(context, data_dict.get("organization")).any:
        return {"success": True}
    return {"success": False, "msg": tk._("Only members of the organization may see this.")}


def opendatalab_quality_policy_update(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Administrators of the organisation and its project leads; of the whole portal: sysadmins."""
    found = standing.in_organization(context, data_dict.get("organization"))
    if found.administrator or (data_dict.get("organization") and found.leads):
        return {"success": True}
    if not data_dict.get("organization"):
        return {"success": False, "msg": tk._("Only administrators of the portal may do this.")}
    return _those_who_decide()


def opendatalab_quality_findings(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever edits the dataset or has a role there to work, not only to read."""
    if _on_dataset(context, data_dict).works:
        return {"success": True}
    return {"success": False, "msg": tk._("Only those who work on the dataset may see this.")}


def opendatalab_quality_waiver_list(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever edits the dataset or has a role there to work, not only to read."""
    return opendatalab_quality_findings(context, data_dict)


def opendatalab_quality_waiver_create(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Project leads and administrators of the dataset's organisation.

    Neither who only reads where it stands, general director and elected official, nor who edits it
    and would answer for herself.
    """
    found = _on_dataset(context, data_dict)
    if found.leads:
        return {"success": True}
    return _those_who_decide()


def opendatalab_quality_waiver_end(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever may answer for the dataset, whoever did it first."""
    return opendatalab_quality_waiver_create(context, data_dict)


def _those_who_decide() -> types.AuthResult:
    message = tk._(
        "Only administrators of the organization and open-data project leads may decide this."
    )
    return {"success": False, "msg": message}


def _on_dataset(context: types.Context, data_dict: dict[str, Any]) -> standing.Standing:
    if authz.auth_is_anon_user(context):
        return standing.NOBODY
    wanted = data_dict.get("id")
    package = model.Package.get(wanted) if isinstance(wanted, str) else None
    return standing.on_dataset(context.get("user"), package) if package else standing.NOBODY
