"""Has what was decided go with what it was decided about, where CKAN calls no hook."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import people
from ckanext.opendatalab.quality.policy import store


@tk.chained_action
def dataset_purge(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Purge a dataset and its exceptions, in one transaction; the log keeps them."""
    found = model.Package.get(data_dict.get("id"))
    if found is None:
        return original_action(context, data_dict)  # which says what is wrong
    tk.check_access("dataset_purge", context, data_dict)
    try:
        store.forget_waivers(found.id)
        return original_action(context, data_dict)
    except Exception:
        model.Session.rollback()
        raise


@tk.chained_action
def organization_purge(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Purge an organisation, then what it asked for: core commits first."""
    organization = people.organization(data_dict.get("id"))
    organization_id = organization.id if organization is not None else None
    result = original_action(context, data_dict)
    if organization_id is not None:
        store.forget(organization_id)
        model.Session.commit()
    return result
