"""Purges a dataset's line in the directory of public information with it, in one transaction."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.legal import change
from ckanext.opendatalab.legal.organization import information_store


@tk.chained_action
def dataset_purge(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Purge a dataset, its line in the directory first: core commits both."""
    package = change.find(data_dict.get("id"))
    if package is None:
        return original_action(context, data_dict)  # which says what is wrong
    tk.check_access("dataset_purge", context, data_dict)
    try:
        information_store.forget(package.id)
        return original_action(context, data_dict)
    except Exception:
        model.Session.rollback()
        raise
