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

from ckanext.opendatalab.common import gates, log, people
from ckanext.opendatalab.workflow import files, gate, store
from ckanext.opendatalab.workflow.exposure import NOWHERE


@tk.chained_action
def package_create(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Create a dataset, unless that shows the public what its gates hold back."""
    if not gates.registered():
        return original_action(context, data_dict)
    with gate.watching(gate.Watched("", NOWHERE, gate.user_of(context))):
        return original_action(context, data_dict)


@tk.chained_action
def package_update(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Update a dataset, unless that shows the public what its gates hold back."""
    reference = data_dict.get("id") or data_dict.get("name")
    package = model.Package.get(reference) if reference and gates.registered() else None
    if package is None:
        return original_action(context, data_dict)  # which says what is wrong
    before = store.stored_exposure(package.id)
    arriving = files.incoming(data_dict)
    write = gate.Watched(package.id, before, gate.user_of(context), arriving)
    with gate.watching(write):
        return original_action(context, data_dict)


@tk.chained_action
def package_owner_org_update(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Move a dataset to another organisation, unless its gates hold it back.

    Core calls it too, from within the two actions above.
    """
    package = model.Package.get(data_dict.get("id")) if gates.registered() else None
    if package is None:
        return original_action(context, data_dict)
    if context.get("defer_commit") and gate.watched(package.id):
        # Before: on CKAN 2.11 core's own action commits in the middle, where a member is saved.
        gate.saved(package.id)
        return original_action(context, data_dict)
    tk.check_access("package_owner_org_update", context, data_dict)
    wanted = data_dict.get("organization_id")
    organization = people.organization(wanted) if wanted else None
    if wanted and organization is None:
        return original_action(context, data_dict)
    before = store.stored_exposure(package.id)
    with gate.watching(gate.Watched(package.id, before, gate.user_of(context))):
        package.owner_org = organization.id if organization else None
        gate.saved(package.id)
        return original_action(context, data_dict)


@tk.chained_action
def bulk_update_public(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Make datasets public, all or none: CKAN 2.11 writes SQL, CKAN 2.12 commits one by one."""
    if not gates.registered():
        return original_action(context, data_dict)
    tk.check_access("bulk_update_public", context, data_dict)
    chosen = data_dict.get("datasets", [])
    packages = model.Session.query(model.Package).filter(
        model.Package.id.in_(chosen if isinstance(chosen, list) else [chosen]),
        model.Package.owner_org == data_dict.get("org_id"),
        model.Package.state != model.State.DELETED,
    )
    gate.check_all(
        packages.order_by(model.Package.id).all(),
        gate.user_of(context),
        write_log=not tk.check_ckan_version(min_version="2.12"),
        public=True,
    )
    return original_action(context, data_dict)


@tk.chained_action
def organization_purge(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Purge an organisation and how it was adopted; not while its gates hold datasets back.

    They would be left without organisation, and CKAN 2.12 would stop in the middle.
    """
    organization = people.organization(data_dict.get("id"))
    if organization is None:
        return original_action(context, data_dict)
    organization_id = organization.id
    if gates.registered():
        tk.check_access("organization_purge", context, data_dict)
        packages = model.Session.query(model.Package).filter(
            model.Package.owner_org == organization_id,
            model.Package.state != model.State.DELETED,
        )
        user = gate.user_of(context)
        ordered = packages.order_by(model.Package.id).all()
        gate.check_all(ordered, user, write_log=False, organization=None)
    result = original_action(context, data_dict)
    was = store.forget(organization_id)
    if was is not None:
        log.write(
            context.get("user") or None,
            "adoption_changed",
            organization_id,
            **{"from": was, "to": None, "because": "organization_purged"},
        )
    model.Session.commit()
    return result
