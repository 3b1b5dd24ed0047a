"""The actions that every room shares, and what core's own actions must also do."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import status
from ckanext.opendatalab.common.log_action import opendatalab_log_list
from ckanext.opendatalab.common.role_action import (
    opendatalab_role_grant,
    opendatalab_role_list,
    opendatalab_role_revoke,
    organization_purge,
)

__all__ = [
    "dataset_purge",
    "opendatalab_log_list",
    "opendatalab_role_grant",
    "opendatalab_role_list",
    "opendatalab_role_revoke",
    "organization_purge",
]


@tk.chained_action
def dataset_purge(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Purge a dataset and what we concluded about it, in one transaction.

    CKAN calls no hook here, and a dataset created later under the same id must start afresh.
    """
    package = model.Package.get(data_dict.get("id"))
    if package is None:
        return original_action(context, data_dict)  # which says what is wrong
    tk.check_access("dataset_purge", context, data_dict)
    status.forget(package.id)
    try:
        return original_action(context, data_dict)
    except Exception:
        model.Session.rollback()
        raise
