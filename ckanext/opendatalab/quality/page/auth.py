"""Who may read the quality of datasets, and see the score of what she types."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan import types

__all__ = [
    "opendatalab_quality_organization",
    "opendatalab_quality_preview",
    "opendatalab_quality_show",
]


@tk.auth_allow_anonymous_access
def opendatalab_quality_show(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """Whoever may read the dataset."""
    return authz.is_authorized("package_show", context, {"id": data_dict["id"]})


@tk.auth_allow_anonymous_access
def opendatalab_quality_organization(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever may read the organisation; only of the datasets that she may read."""
    return authz.is_authorized("organization_show", context, {"id": data_dict["id"]})


def opendatalab_quality_preview(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever may edit the dataset or, of a new one, create any."""
    if authz.auth_is_anon_user(context):
        return {"success": False}
    if data_dict.get("id"):
        return authz.is_authorized("package_update", context, {"id": data_dict["id"]})
    return authz.is_authorized("package_create", context, {})
