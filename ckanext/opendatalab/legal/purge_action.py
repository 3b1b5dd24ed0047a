"""Purges the legal file of a dataset with it, in one transaction."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import tables
from ckanext.opendatalab.legal import change, store
from ckanext.opendatalab.legal.engine import register


@tk.chained_action
def dataset_purge(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Purge a dataset and its legal file.

    The history stays, and says so: a dataset created later under the same id starts without one.
    """
    package = change.find(data_dict.get("id"))
    if package is None or not tables.ready():
        return original_action(context, data_dict)  # which says what is wrong
    tk.check_access("dataset_purge", context, data_dict)
    try:
        # Whoever answers at this moment waits, then finds no dataset any more.
        file = store.lock(package.id)
        if file.version:
            actor = change.actor(context)
            store.record(file.changed(), actor, store.PURGED, register.load().version)
        store.forget(package.id)
        return original_action(context, data_dict)
    except Exception:
        model.Session.rollback()
        raise
