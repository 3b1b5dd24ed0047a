"""What core's own actions must also do, whatever the room."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import status

__all__ = ["dataset_purge"]


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
