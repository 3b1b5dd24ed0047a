"""What CKAN does to several datasets at once, and to an organisation with all of its own.

CKAN 2.11 writes SQL there, CKAN 2.12 commits one by one: judged before, all or none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import log, people
from ckanext.opendatalab.workflow import store
from ckanext.opendatalab.workflow.governance import store as instances
from ckanext.opendatalab.workflow.governance import touch
from ckanext.opendatalab.workflow.locking import gate, lock
from ckanext.opendatalab.workflow.locking.refusal import Refusal, speaking
from ckanext.opendatalab.workflow.store import Adopted


@tk.chained_action
def bulk_update_public(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Make datasets public, all or none."""
    tk.check_access("bulk_update_public", context, data_dict)
    gate.check_all(
        _chosen(data_dict),
        gate.user_of(context),
        write_log=not tk.check_ckan_version(min_version="2.12"),
        public=True,
    )
    return original_action(context, data_dict)


@tk.chained_action
def bulk_update_private(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Make datasets private, all or none; not those that steps have made public."""
    tk.check_access("bulk_update_private", context, data_dict)
    _check(context, _chosen(data_dict), "private")
    return original_action(context, data_dict)


@tk.chained_action
def bulk_update_delete(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Delete datasets, all or none; not those that steps have made public."""
    tk.check_access("bulk_update_delete", context, data_dict)
    chosen = _chosen(data_dict)
    _check(context, chosen, "deleted")
    if not tk.check_ckan_version(min_version="2.12"):
        user = gate.user_of(context)
        actor = touch.person(user)
        for package in chosen:
            instance = instances.load(package.id)
            if instance is not None:
                touch.written(package, instance, actor, frozenset({"other"}))
    return original_action(context, data_dict)


@tk.chained_action
def organization_delete(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Delete an organisation; not while datasets are on their way there.

    Where CKAN allows datasets without organisation, they would be left to anybody.
    """
    _check_end("organization_delete", context, data_dict)
    return original_action(context, data_dict)


@tk.chained_action
def group_delete(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Delete a group; CKAN takes an organisation here too, and then looks at no dataset."""
    _check_end("group_delete", context, data_dict)
    return original_action(context, data_dict)


@tk.chained_action
def organization_update(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Update an organisation; that its state can be set too is another way to delete it."""
    _check_state("organization_update", context, data_dict)
    return original_action(context, data_dict)


@tk.chained_action
def group_update(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Update a group; CKAN takes an organisation here too."""
    _check_state("group_update", context, data_dict)
    return original_action(context, data_dict)


@tk.chained_action
def organization_purge(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Purge an organisation and how it was adopted; not while its gates hold datasets back.

    They would be left without organisation, and CKAN 2.12 would stop in the middle.
    """
    return _purge("organization_purge", original_action, context, data_dict)


@tk.chained_action
def group_purge(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Purge a group; CKAN takes an organisation here too."""
    return _purge("group_purge", original_action, context, data_dict)


def _check_end(action: str, context: types.Context, data_dict: Mapping[str, Any]) -> None:
    """Refuse to end an organisation, if it is one, whose datasets are on their way."""
    organization = people.organization(data_dict.get("id"))
    if organization is not None and organization.state == model.State.ACTIVE:
        tk.check_access(action, context, dict(data_dict))
        _check(context, _of(organization.id), "left")


def _check_state(action: str, context: types.Context, data_dict: Mapping[str, Any]) -> None:
    if data_dict.get("state") not in (None, model.State.ACTIVE):
        _check_end(action, context, data_dict)


def _purge(
    action: str, original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    organization = people.organization(data_dict.get("id"))
    if organization is None:
        return original_action(context, data_dict)
    organization_id = organization.id
    tk.check_access(action, context, data_dict)
    user = gate.user_of(context)
    gate.check_all(_of(organization_id), user, write_log=False, organization=None)
    result = original_action(context, data_dict)
    was = store.forget(organization_id)
    if was is not None:
        log.write(
            user,
            "adoption_changed",
            organization_id,
            **{"from": was, "to": None, "because": "organization_purged"},
        )
    model.Session.commit()
    return result


def _chosen(data_dict: dict[str, Any]) -> list[model.Package]:
    chosen = data_dict.get("datasets", [])
    if not isinstance(chosen, list) or not all(isinstance(one, str) for one in chosen):
        raise tk.ValidationError({"datasets": [tk._("Give a list.")]})
    return _of(data_dict.get("org_id"), model.Package.id.in_(chosen))


def _of(organization_id: Any, *conditions: Any) -> list[model.Package]:
    packages = model.Session.query(model.Package).filter(
        model.Package.owner_org == organization_id,
        model.Package.state != model.State.DELETED,
        *conditions,
    )
    # In one order, so that two who do so never wait for one another.
    return packages.order_by(model.Package.id).all()


def _check(context: types.Context, packages: list[model.Package], becomes: lock.Becomes) -> None:
    found: list[Refusal] = []
    settings: dict[str | None, Adopted] = {}
    user = gate.user_of(context)
    for package in packages:
        watched = lock.look_at(package, user, settings)
        if watched is not None:
            with speaking():
                refused = lock.refusal_of(watched, package, becomes)
            found += [refused] if refused else []
    gate.refuse(found)
