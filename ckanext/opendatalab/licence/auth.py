"""Who may ask for and change what concerns licences."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

__all__ = [
    "opendatalab_licence_check",
    "opendatalab_licence_policy_show",
    "opendatalab_licence_policy_update",
]


def opendatalab_licence_check(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever may edit the dataset and, for a draft, read its organisation's policy.

    A draft without organisation may be checked by anybody who is logged in.
    """
    if data_dict.get("owner_org"):
        membership = _member(context, data_dict["owner_org"])
        if not membership.get("success"):
            return membership
    if data_dict.get("id"):
        return authz.is_authorized("package_update", context, {"id": data_dict["id"]})
    # Over the API core takes its anonymous user for an authenticated one: ask by name.
    return {"success": not authz.auth_is_anon_user(context)}


def opendatalab_licence_policy_show(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """The members of the organisation."""
    return _member(context, data_dict.get("id"))


def opendatalab_licence_policy_update(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever may edit the organisation."""
    return authz.is_authorized("organization_update", context, {"id": data_dict.get("id")})


def _member(context: types.Context, organization: Any) -> types.AuthResult:
    group = model.Group.get(str(organization)) if organization else None
    if group and authz.has_user_permission_for_group_or_org(group.id, context.get("user"), "read"):
        return {"success": True}
    return {"success": False, "msg": tk._("Only members of the organization may see this.")}
