"""Datasets that are deleted or purged: not while they are public, and no trace for who follows."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.workflow.governance import finding, start, touch
from ckanext.opendatalab.workflow.governance import store as instances
from ckanext.opendatalab.workflow.locking import gate, lock
from ckanext.opendatalab.workflow.locking.refusal import speaking


@tk.chained_action
def package_delete(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Delete a dataset, unless steps have made it public."""
    package = finding.find(data_dict.get("id"))
    if package is None:
        return original_action(context, data_dict)  # which says what is wrong
    user = gate.user_of(context)
    found = lock.look_at(package, user)
    if found is None:
        return original_action(context, data_dict)
    tk.check_access("package_delete", context, data_dict)
    try:
        with speaking():
            refused = lock.refusal_of(found, package, "deleted")
            gate.refuse([refused] if refused else [])
            instance = instances.lock(package.id)
            if instance is not None and package.state != model.State.DELETED:
                actor = touch.person(user)
                touch.written(package, instance, actor, frozenset({"other"}))
        return original_action(context, data_dict)
    except Exception:
        model.Session.rollback()
        raise


@tk.chained_action
def dataset_purge(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Purge a dataset with where it stood, in one transaction; the log keeps that it did."""
    package = finding.find(data_dict.get("id"))
    if package is None or instances.load(package.id) is None:
        return original_action(context, data_dict)
    tk.check_access("dataset_purge", context, data_dict)
    user = gate.user_of(context)
    try:
        # Whoever makes a step at this moment waits, then finds no dataset any more.
        instance = instances.lock(package.id)
        if instance is not None:
            start.let_go(package, instance, touch.person(user), "purged")
        return original_action(context, data_dict)
    except Exception:
        model.Session.rollback()
        raise
