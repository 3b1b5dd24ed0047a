"""Who may import an inventory."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.model as model
from ckan import types

__all__ = ["opendatalab_inventory_import"]


def opendatalab_inventory_import(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever may create datasets in the organisation."""
    organization = model.Group.get(str(data_dict.get("organization")))
    owner = organization.id if organization else data_dict.get("organization")
    return authz.is_authorized("package_create", context, {"owner_org": owner})
