"""What the auth functions of the legal rooms ask alike."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.legal import access, change
from ckanext.opendatalab.legal.access import Rights


def rights(context: types.Context, data_dict: dict[str, Any]) -> Rights:
    """Return what the caller may do with the file of the dataset that ``id`` names."""
    package = change.find(data_dict.get("id"))
    return access.on_dataset(context.get("user"), package) if package else Rights()


def who_works(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """Let pass whoever works on the legal analysis of the dataset that ``id`` names."""
    if rights(context, data_dict).work:
        return {"success": True}
    return {
        "success": False,
        "msg": tk._("Only who works on the legal analysis of this dataset may do this."),
    }
