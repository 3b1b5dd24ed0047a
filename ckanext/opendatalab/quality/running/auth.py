"""Who asks for checks and for scores."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import standing
from ckanext.opendatalab.quality.running import asking

__all__ = ["opendatalab_quality_check", "opendatalab_quality_refresh"]


def opendatalab_quality_check(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever works on the dataset: its editors, and the role holders who work there."""
    package = asking.package(data_dict)
    user = None if authz.auth_is_anon_user(context) else context.get("user")
    if package is not None and standing.on_dataset(user, package).works:
        return {"success": True}
    return {"success": False, "msg": tk._("Only who works on this dataset may have it checked.")}


def opendatalab_quality_refresh(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Sysadmins only, whom CKAN lets pass before it asks here."""
    return {"success": False, "msg": tk._("Only system administrators may do this.")}
