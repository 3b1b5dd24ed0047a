"""Says who has a task, and warns where that does not help."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import clock, outbox, people, standing
from ckanext.opendatalab.common.schema import validated
from ckanext.opendatalab.legal.notify import in_portal_language
from ckanext.opendatalab.workflow.governance import (
    describe,
    finding,
    history,
    notify,
    situation,
    step,
    store,
    wording,
)
from ckanext.opendatalab.workflow.governance.situation import Situation
from ckanext.opendatalab.workflow.locking.refusal import speaking
from ckanext.opendatalab.workflow.tasks import absence_store, reach, schema

ASSIGNED = "workflow_assigned"


def opendatalab_workflow_assign(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Say who is to make the next step of a dataset.

    It gives her no right: she makes the steps that her roles allow.

    :param id: id or name of the dataset
    :param version: the one that you have seen
    :param user: id or name of somebody who is a member or has a role there; ``""``: nobody
    :returns: as ``opendatalab_workflow_show``; and ``warning``: why that may not help, or ``""``
    :raises ckan.plugins.toolkit.ValidationError: under ``version`` it changed since you opened it;
        under ``user`` why it cannot be her
    """
    package = finding.package(data_dict)
    tk.check_access("opendatalab_workflow_assign", context, data_dict)
    asked = validated(data_dict, schema.assign())
    actor = finding.person(context)
    assignee = _assignee(asked["user"], package)
    package_id = package.id
    with speaking():
        try:
            changed = _write(package, asked["version"], assignee, actor)
            model.Session.commit()
        except Exception:
            model.Session.rollback()
            raise
        if changed:
            step.finish(package_id)
        found = _now(package_id, actor.name)
        return {**describe.shown(found), "warning": reach.warning(found, assignee)}


def _assignee(reference: str, package: model.Package) -> model.User | None:
    if not reference:
        return None
    person = people.user(reference)
    if person is None or person.state != model.State.ACTIVE:
        raise _refused(tk._("No account in use has this name."))
    if not standing.on_dataset(person.name, package).any:
        raise _refused(
            tk._(
                "This person is not a member of the organization and has no role there. Choose"
                " somebody else, or have her given a role first."
            )
        )
    return person


def _write(
    package: model.Package, version: int, assignee: model.User | None, actor: model.User
) -> bool:
    """Write it into the session; return whether it changes anything."""
    instance = finding.governed(store.lock(package.id))
    model.Session.refresh(package)
    if package.state == model.State.DELETED:
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    if instance.version != version:
        told = wording.refusal("stale")
        raise tk.ValidationError({"version": [told]}, {"version": told})
    wanted = assignee.id if assignee else None
    if instance.assignee_id == wanted:
        return False
    # The index too: a plugin may let whoever has a task read the dataset.
    after = replace(instance, assignee_id=wanted, version=instance.version + 1, to_index=True)
    store.save(after)
    history.write(
        package, after, actor, ASSIGNED, assignee=wanted, assignee_before=instance.assignee_id
    )
    if assignee is not None and assignee.id != actor.id:
        _tell(package, after.version, assignee)
    return True


def _tell(package: model.Package, version: int, assignee: model.User) -> None:
    """Put a mail to whoever has the task now into the transaction."""
    title = notify.title(package)
    with in_portal_language():
        subject = tk._("A task for you: {title}").format(title=title)
        told = tk._("This dataset was assigned to you. Its page says what is awaited.")
        body = f"{told}\n\n{title}\n{notify.page(package.id)}"
    for recipient in absence_store.reached(assignee.id, clock.today(), package):
        outbox.add(f"{ASSIGNED}:{package.id}:{version}", recipient, subject, body)


def _now(package_id: str, user: str) -> Situation:
    package = model.Package.get(package_id)
    if package is None:  # purged at this very moment
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    return situation.of(package, finding.instance(package_id), user)


def _refused(message: str) -> Exception:
    return tk.ValidationError({"user": [message]})
