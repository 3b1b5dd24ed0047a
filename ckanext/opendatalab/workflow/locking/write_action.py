"""The writes of CKAN that may show the public something, watched by the gate.

``package_patch``, ``package_revise``, ``resource_*``, the forms and, in CKAN 2.12, the bulk actions
all end in ``package_update``.  Both ``package_create`` and ``package_update`` hand the saved
dataset to ``package_owner_org_update`` before they write a file: that is where it is judged.
"""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import people
from ckanext.opendatalab.workflow import store
from ckanext.opendatalab.workflow.governance import marker, step
from ckanext.opendatalab.workflow.locking import files, gate, harvest, lock
from ckanext.opendatalab.workflow.locking.exposure import NOWHERE
from ckanext.opendatalab.workflow.locking.refusal import PublicationRefused
from ckanext.opendatalab.workflow.locking.under_way import Watched, watched, watching


@tk.chained_action
def package_create(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Create a dataset, unless that shows the public what its gates hold back.

    In a governed organisation one that says nothing of it is private.
    """
    found = Watched("", NOWHERE, gate.user_of(context))
    if data_dict.get("private") is None and _starts_private(found, data_dict):
        data_dict["private"] = True
    with watching(found):
        return original_action(context, data_dict)


@tk.chained_action
def package_update(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Update a dataset, unless that shows the public what its gates hold back."""
    reference = data_dict.get("id") or data_dict.get("name")
    package = model.Package.get(reference) if reference else None
    if package is None or marker.is_moving(package.id):
        return original_action(context, data_dict)  # which says what is wrong
    before = store.stored_exposure(package.id)
    arriving = files.incoming(data_dict)
    found = Watched(package.id, before, gate.user_of(context), arriving)
    if lock.governs(found):
        given = {**data_dict, "id": package.id}
        tk.check_access("package_update", _for_access(context, package), given)
        lock.open_on(package, found)
    with watching(found):
        return original_action(context, data_dict)


@tk.chained_action
def package_owner_org_update(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Move a dataset to another organisation, unless its gates hold it back.

    Core calls it too, from within the two actions above.
    """
    package = model.Package.get(data_dict.get("id"))
    if package is None:
        return original_action(context, data_dict)
    if context.get("defer_commit") and watched(package.id):
        # Before: on CKAN 2.11 core's own action commits in the middle, where a member is saved.
        gate.saved(package.id)
        return original_action(context, data_dict)
    tk.check_access("package_owner_org_update", context, data_dict)
    wanted = data_dict.get("organization_id")
    organization = people.organization(wanted) if wanted else None
    if wanted and organization is None:
        return original_action(context, data_dict)
    package_id = package.id
    target = organization.id if organization else None
    found = Watched(package_id, store.stored_exposure(package_id), gate.user_of(context))
    governed = lock.governs(found, target)
    if governed:
        lock.open_on(package, found)
    with watching(found):
        package.owner_org = target
        gate.saved(package_id)
        result = original_action(context, data_dict)
    if governed and not context.get("defer_commit"):
        step.finish(package_id)  # core leaves the index as it was
    return result


@tk.chained_action
def resource_delete(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Remove a file; core knows no refusal here but that of another file, and would break."""
    try:
        return original_action(context, data_dict)
    except (KeyError, IndexError) as error:
        if isinstance(error.__context__, PublicationRefused):
            raise error.__context__ from None
        raise


def _starts_private(found: Watched, data_dict: dict[str, Any]) -> bool:
    organization = people.organization(data_dict.get("owner_org"))
    if organization is None or not found.settings_of(organization.id)[organization.id].governed:
        return False
    return not harvest.exempt(str(data_dict.get("id") or ""), found.user)


def _for_access(context: types.Context, package: model.Package) -> types.Context:
    """Return what core's own check is made with, which leaves the caller's context as it is."""
    return types.Context(context, package=package)
