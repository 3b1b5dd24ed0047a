"""Keeps what is known of a dataset's quality with it where CKAN calls no hook."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import tables
from ckanext.opendatalab.quality import assess, store


@tk.chained_action
def dataset_purge(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Purge a dataset and what is known of its quality, in one transaction."""
    package = model.Package.get(data_dict.get("id"))
    if package is None or not tables.ready():
        return original_action(context, data_dict)  # which says what is wrong
    tk.check_access("dataset_purge", context, data_dict)
    try:
        # Whoever has just checked one of its files waits, then finds no dataset any more.
        assess.lock(package.id)
        store.forget(package.id)
        return original_action(context, data_dict)
    except Exception:
        model.Session.rollback()
        raise


@tk.chained_action
def package_owner_org_update(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Give a dataset to an organisation, which may have its files checked."""
    result = original_action(context, data_dict)
    package = model.Package.get(data_dict.get("id"))
    # As a part of a save, the dataset is assessed when all of it is saved.
    if package is not None and tables.ready() and not context.get("defer_commit"):
        assess.again(package.id)
        model.Session.commit()
    return result
