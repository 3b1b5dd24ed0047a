"""Who may check what is governed."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import types

__all__ = ["opendatalab_workflow_check"]


def opendatalab_workflow_check(context: types.Context, data_dict: dict[str, Any]) -> Any:
    """Sysadmins, who pass without being asked."""
    message = tk._("Only the administrators of the portal may do this.")
    return {"success": False, "msg": message}
