"""Who may see and change the portal's own schemas."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import roles, standing
from ckanext.opendatalab.quality.schemas import store

__all__ = [
    "opendatalab_schema_delete",
    "opendatalab_schema_list",
    "opendatalab_schema_page",
    "opendatalab_schema_show",
    "opendatalab_schema_upload",
]


@tk.auth_allow_anonymous_access
def opendatalab_schema_list(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """Anybody: they are facts about public files."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def opendatalab_schema_show(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """Anybody."""
    return {"success": True}


def opendatalab_schema_page(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """Whoever works on the datasets of the organisation."""
    found = standing.in_organization(context, data_dict.get("organization"))
    if found.works:
        return {"success": True}
    return {
        "success": False,
        "msg": tk._("Only who works on the datasets of the organization may see this page."),
    }


def opendatalab_schema_upload(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Administrators of the organisation, its project lead, its data stewards."""
    return _may_change(context, data_dict.get("organization"))


def opendatalab_schema_delete(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever may upload schemas for the organisation that this one is of."""
    identifier = data_dict.get("id")
    found = store.get(store.key_of(identifier)) if isinstance(identifier, str) else None
    return _may_change(context, found and found.organization_id)


def _may_change(context: types.Context, organization: Any) -> types.AuthResult:
    found = standing.in_organization(context, organization)
    if found.administrator or found.roles & {roles.PROJECT_LEAD, roles.DATA_STEWARD}:
        return {"success": True}
    return {
        "success": False,
        "msg": tk._(
            "Only administrators, the open-data project lead and data stewards of the organization"
            " may change its schemas."
        ),
    }
