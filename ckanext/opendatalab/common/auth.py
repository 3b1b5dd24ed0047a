"""Who may see and change roles, and read the log."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab import config
from ckanext.opendatalab.common import people, role_rules, roles

__all__ = [
    "opendatalab_log_list",
    "opendatalab_role_grant",
    "opendatalab_role_list",
    "opendatalab_role_revoke",
]


def opendatalab_role_list(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """Sysadmins; the administrators of the organisation asked for; a person about herself."""
    if _is_herself(context, data_dict):
        return {"success": True}
    if _administers(context.get("user"), data_dict.get("organization")):
        return {"success": True}
    return {
        "success": False,
        "msg": tk._("Only administrators of the organization may see its roles."),
    }


def opendatalab_role_grant(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """Whom the rules let grant this role to this person in this organisation."""
    return _may_change(context, data_dict)


def opendatalab_role_revoke(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """Whoever may grant it."""
    return _may_change(context, data_dict)


def opendatalab_log_list(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """Sysadmins, and the administrators of the organisation asked for."""
    if _administers(context.get("user"), data_dict.get("organization")):
        return {"success": True}
    return {
        "success": False,
        "msg": tk._("Only administrators of the organization may read its log."),
    }


def _may_change(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    user_name = context.get("user")
    organization = data_dict.get("organization")
    refusal = role_rules.refusal(
        role_rules.Change(
            role=str(data_dict.get("role")),
            by_sysadmin=authz.is_sysadmin(user_name),
            by_administrator=_administers(user_name, organization),
            to_self=_is_herself(context, data_dict),
            whole_portal=not organization,
            legal_roles_delegated=config.delegate_legal_roles(),
        )
    )
    if refusal is None:
        return {"success": True}
    return {"success": False, "msg": roles.why_refused(refusal)}


def _is_herself(context: types.Context, data_dict: dict[str, Any]) -> bool:
    asks = people.user(context.get("user"))
    concerned = people.user(data_dict.get("user"))
    return asks is not None and concerned is not None and asks.id == concerned.id


def _administers(user_name: str | None, organization: Any) -> bool:
    """Return whether a user administers that organisation; a sysadmin, also if there is none."""
    if authz.is_sysadmin(user_name):
        return True
    found = people.organization(organization)
    return found is not None and people.administers(user_name, found.id)
