"""What changes of a governed dataset without its own update: rows, views, people, relationships.

None of it passes through ``package_update``.  Programs of the portal itself, and what CKAN does of
its own after a write that was judged, ignore rights and pass.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import chains
from ckanext.opendatalab.workflow.engine.editing import Change
from ckanext.opendatalab.workflow.governance import finding, touch
from ckanext.opendatalab.workflow.governance import store as instances
from ckanext.opendatalab.workflow.locking import gate, lock
from ckanext.opendatalab.workflow.locking import governed_refusal as refusals
from ckanext.opendatalab.workflow.locking.refusal import speaking
from ckanext.opendatalab.workflow.locking.under_way import Watched

_Data = dict[str, Any]


@tk.chained_action
def package_collaborator_create(
    original_action: types.Action, context: types.Context, data_dict: _Data
) -> Any:
    """Let somebody work on a dataset; on what is public or locked, only through who may."""
    package = finding.find(data_dict.get("id"))
    with _judged("package_collaborator_create", context, data_dict, package, "collaborator"):
        return original_action(context, data_dict)


@tk.chained_action
def package_collaborator_delete(
    original_action: types.Action, context: types.Context, data_dict: _Data
) -> Any:
    """Let somebody work on a dataset no more."""
    package = finding.find(data_dict.get("id"))
    with _judged("package_collaborator_delete", context, data_dict, package, "collaborator"):
        return original_action(context, data_dict)


@tk.chained_action
def resource_view_create(
    original_action: types.Action, context: types.Context, data_dict: _Data
) -> Any:
    """Add a view of a file."""
    package = _package_of(data_dict.get("resource_id"))
    with _judged("resource_view_create", context, data_dict, package, "view"):
        return original_action(context, data_dict)


@tk.chained_action
def resource_view_update(
    original_action: types.Action, context: types.Context, data_dict: _Data
) -> Any:
    """Change a view of a file."""
    resource = _resource_of(data_dict.get("id"))
    package = _package_of(resource)
    # The one that the view belongs to, whatever a client says.
    given = {**data_dict, "resource_id": resource}
    with _judged("resource_view_update", context, given, package, "view"):
        return original_action(context, data_dict)


@tk.chained_action
def resource_view_delete(
    original_action: types.Action, context: types.Context, data_dict: _Data
) -> Any:
    """Remove a view of a file."""
    package = _package_of(_resource_of(data_dict.get("id")))
    with _judged("resource_view_delete", context, data_dict, package, "view"):
        return original_action(context, data_dict)


@tk.chained_action
def resource_view_reorder(
    original_action: types.Action, context: types.Context, data_dict: _Data
) -> Any:
    """Put the views of a file in another order."""
    package = _package_of(data_dict.get("id"))
    given = {**data_dict, "resource_id": data_dict.get("id")}
    with _judged("resource_view_reorder", context, given, package, "view"):
        return original_action(context, data_dict)


@tk.chained_action
def package_relationship_create(
    original_action: types.Action, context: types.Context, data_dict: _Data
) -> Any:
    """Say how two datasets are related, which each of them shows."""
    with _judged_both(context, data_dict):
        return original_action(context, data_dict)


@tk.chained_action
def package_relationship_update(
    original_action: types.Action, context: types.Context, data_dict: _Data
) -> Any:
    """Change what is said of how two datasets are related."""
    with _judged_both(context, data_dict):
        return original_action(context, data_dict)


@tk.chained_action
def package_relationship_delete(
    original_action: types.Action, context: types.Context, data_dict: _Data
) -> Any:
    """Say no more that two datasets are related."""
    with _judged_both(context, data_dict):
        return original_action(context, data_dict)


@chains.of_plugin("datastore")
@tk.chained_action
def datastore_create(
    original_action: types.Action, context: types.Context, data_dict: _Data
) -> Any:
    """Write the table of a file; a new file is judged as such."""
    with _judged_rows("datastore_create", context, data_dict):
        return original_action(context, data_dict)


@chains.of_plugin("datastore")
@tk.chained_action
def datastore_upsert(
    original_action: types.Action, context: types.Context, data_dict: _Data
) -> Any:
    """Write rows of a file."""
    with _judged_rows("datastore_upsert", context, data_dict):
        return original_action(context, data_dict)


@chains.of_plugin("datastore")
@tk.chained_action
def datastore_delete(
    original_action: types.Action, context: types.Context, data_dict: _Data
) -> Any:
    """Delete rows of a file; ``datastore_records_delete`` ends here too."""
    with _judged_rows("datastore_delete", context, data_dict):
        return original_action(context, data_dict)


@contextmanager
def _judged_rows(action: str, context: types.Context, data_dict: _Data) -> Iterator[None]:
    """Judge a write of a table, under whichever name the datastore takes its file."""
    resource = data_dict.get("id") or data_dict.get("resource_id")  # the first counts there
    given = {**data_dict, "id": resource, "resource_id": resource}
    with _judged(action, context, given, _package_of(resource), "rows"):
        yield


@contextmanager
def _judged_both(context: types.Context, data_dict: _Data) -> Iterator[None]:
    """Judge a change of two datasets, always in the same order, so that nobody waits for ever."""
    found = [finding.find(data_dict.get(name)) for name in ("subject", "object")]
    packages = {one.id: one for one in found if one is not None}
    with ExitStack() as judged:
        if None not in found:  # else CKAN says what is wrong
            for key in sorted(packages):
                # The right for each of the three; CKAN asks for it in other words to delete.
                action = "package_relationship_create"
                judged.enter_context(_judged(action, context, data_dict, packages[key], "other"))
        yield


@contextmanager
def _judged(
    action: str,
    context: types.Context,
    data_dict: _Data,
    package: model.Package | None,
    change: Change,
) -> Iterator[None]:
    """Refuse a change or write it down, then make it: both or neither.

    :raises PublicationRefused: who may make it instead
    """
    found = None
    if package is not None and not (context.get("ignore_auth") or context.get("preview")):
        found = lock.look_at(package, gate.user_of(context))
    if package is None or found is None:
        yield
        return
    tk.check_access(action, types.Context(context), dict(data_dict))
    try:
        with speaking():
            wrote = _write(found, package, change)
        yield
        if wrote:
            model.Session.commit()  # a no-op where CKAN did; not all of these do
    except Exception:
        model.Session.rollback()
        raise


def _write(found: Watched, package: model.Package, change: Change) -> bool:
    instance = instances.lock(package.id)
    if instance is None:
        return False
    settings = found.settings_of(found.before.organization)[found.before.organization]
    changes: frozenset[Change] = frozenset({change})
    said = lock.answer(instance, package, settings, found.user, changes)
    if said.outcome != "live":
        gate.refuse([refusals.edit(package, said)])
    actor = touch.person(found.user)
    touch.written(package, instance, actor, changes, logged=said.log, reexamine=said.reexamine)
    return True


def _resource_of(view: Any) -> str | None:
    found = model.ResourceView.get(view) if isinstance(view, str) else None
    return found.resource_id if found else None


def _package_of(resource: Any) -> model.Package | None:
    found = model.Resource.get(resource) if isinstance(resource, str) and resource else None
    return found.package if found and found.package_id else None
