"""What a governed dataset may undergo outside its steps.

Judged on what CKAN saved and did not commit, in its transaction (:mod:`.gate`).  Every write comes
through here with the dataset's row locked, then ours, in the order in which the steps lock them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import ckan.authz as authz
import ckan.model as model

from ckanext.opendatalab.common import gates, log, roles
from ckanext.opendatalab.workflow import store
from ckanext.opendatalab.workflow.engine import editing
from ckanext.opendatalab.workflow.engine.editing import Answer, Change
from ckanext.opendatalab.workflow.engine.facts import Who
from ckanext.opendatalab.workflow.governance import marker, start, touch
from ckanext.opendatalab.workflow.governance import store as instances
from ckanext.opendatalab.workflow.governance.instance import Instance
from ckanext.opendatalab.workflow.locking import files, harvest, owner_move, snapshot
from ckanext.opendatalab.workflow.locking import governed_refusal as refusals
from ckanext.opendatalab.workflow.locking.exposure import NOWHERE, Exposure
from ckanext.opendatalab.workflow.locking.refusal import Refusal
from ckanext.opendatalab.workflow.locking.under_way import Watched
from ckanext.opendatalab.workflow.store import Adopted

Becomes = Literal["public", "private", "deleted", "left"]


def open_on(package: model.Package, found: Watched) -> None:
    """Note what is there before a write of a governed dataset, and let nobody else change it.

    To call once it is known that whoever writes may do so.
    """
    instances.lock(package.id)
    model.Session.refresh(package)  # CKAN compares with what it has read of it
    found.before = store.stored_exposure(package.id)
    found.content = snapshot.take(package.id)


def governs(found: Watched, *places: str | None) -> bool:
    """Return whether the dataset of a write, or what belongs to other places, is governed."""
    asked = found.settings_of(found.before.organization, *places)
    return any(one.governed for one in asked.values())


def look_at(
    package: model.Package, user: str | None, settings: dict[str | None, Adopted] | None = None
) -> Watched | None:
    """Return a write of a governed dataset that does not say what it makes of it; else nothing.

    :param settings: what is known of organisations already
    """
    unknown = replace(NOWHERE, organization=package.owner_org)
    known = settings if settings is not None else {}
    found = Watched(package.id, unknown, user, settings=known)
    return found if governs(found) and not marker.is_moving(package.id) else None


def concerns(found: Watched, after: Exposure) -> bool:
    """Return whether the dataset of a write is governed, or will be, or was."""
    places = {after.organization} | (set() if found.creates else {found.before.organization})
    return any(one.governed for one in found.settings_of(*places).values())


def judge(found: Watched, package: model.Package, first: bool) -> None:
    """Refuse what a governed dataset does not undergo; write down what it does.  Never commits.

    :param first: whether this write is judged for the first time: later only what is seen counts
    :raises PublicationRefused: what to do instead
    """
    instance = instances.lock(package.id)
    after = store.stored_exposure(package.id)
    if not first:
        if instance is not None:
            _judge_visibility(package, instance, found.before, after, found.user)
        return
    actor = touch.person(found.user)
    exempt = harvest.exempt(package.id, found.user)
    if found.creates and instance is not None:
        instances.forget(package.id)  # of a dataset of that id that is no more
        instance = None
    if instance is None and exempt:
        if found.creates or found.before.public != after.public:
            log.write(
                found.user,
                "workflow_exempt",
                after.organization,
                package.id,
                because=exempt,
                public=after.seen,
            )
        return
    if found.creates:
        _create(found, package, after, actor)
    elif found.before.organization != after.organization:
        settings = found.settings_of(found.before.organization, after.organization)
        owner_move.judge(package, instance, found.before, after, settings, actor)
    else:
        _edit(found, package, instance, after, actor, bool(exempt))


def answer(
    instance: Instance,
    package: model.Package,
    settings: Adopted,
    user: str | None,
    changes: frozenset[Change],
    exempt: bool = False,
) -> Answer:
    """Return whether somebody whom CKAN lets change a dataset may do so at once.

    Nobody's roles are asked for where they do not matter: before it is approved or public.
    """
    state = instance.state
    matter = bool(changes) and (state.public or state.badge == "approved")
    who = Who(
        roles=frozenset(roles.of(user, package.owner_org)) if matter else frozenset(),
        editor=True,
        sysadmin=exempt or (matter and authz.is_sysadmin(user)),
    )
    return editing.answer(instance.definition, state, who, settings.editing, changes)


def refusal_of(found: Watched, package: model.Package, becomes: Becomes) -> Refusal | None:
    """Return why a dataset may not become something, before it does; locks its rows.

    For what CKAN writes without anything to :func:`judge`.  A dataset that nobody put on the path
    may be closed: it has no page where to do so otherwise.
    """
    instance = instances.lock(package.id)
    before = store.stored_exposure(package.id)
    if becomes == "public":
        if before.seen or (instance is None and harvest.exempt(package.id, found.user)):
            return None
        return refusals.publish(package, instance, found.user)
    if instance is None:
        return None
    if becomes == "left":
        return refusals.left_alone(package)
    if not (instance.public and before.public):
        return None
    return refusals.delete(package) if becomes == "deleted" else refusals.close(package)


def _create(
    found: Watched, package: model.Package, after: Exposure, actor: model.User | None
) -> None:
    if after.organization is None:
        raise refusals.refuse(refusals.unowned(package))
    if after.public:
        raise refusals.refuse(refusals.create(package))
    settings = found.settings_of(after.organization)[after.organization]
    start.begin(package, settings, actor)


def _edit(
    found: Watched,
    package: model.Package,
    instance: Instance | None,
    after: Exposure,
    actor: model.User | None,
    exempt: bool,
) -> None:
    before = found.before
    settings = found.settings_of(after.organization)[after.organization]
    replaced = files.columns(found.arriving, package) if found.arriving else {}
    was = found.content or snapshot.take(package.id)
    changes = snapshot.changes(was, snapshot.take(package.id), replaced)
    if instance is None:
        if not after.public and package.state == model.State.DELETED:
            return  # nobody governed it, and it is gone
        adopts = before.seen and after.public
        kind = "workflow_adopted" if adopts else "workflow_started"
        instance = start.begin(package, settings, actor, public=adopts, kind=kind)
    _judge_visibility(package, instance, before, after, found.user)
    said = answer(instance, package, settings, found.user, changes, exempt)
    if said.outcome != "live":
        raise refusals.refuse(refusals.edit(package, said))
    arrived = after.files - before.files or any(old != new for old, new in replaced.values())
    passed = _passed(package, found.user) if instance.public and arrived and not exempt else []
    if package.state == model.State.DELETED:
        gone: frozenset[Change] = frozenset({"other"})
        changes |= gone
    touch.written(
        package,
        instance,
        actor,
        changes,
        logged=said.log,
        reexamine=said.reexamine or bool(passed),
        since_validated=[f"{one.gate}.{one.code}" for one in passed],
    )


def _judge_visibility(
    package: model.Package,
    instance: Instance,
    before: Exposure,
    after: Exposure,
    user: str | None,
) -> None:
    if instance.public and before.public:
        if not after.seen:
            deleted = package.state == model.State.DELETED
            refused = refusals.delete(package) if deleted else refusals.close(package)
            raise refusals.refuse(refused)
    elif after.public:
        raise refusals.refuse(refusals.publish(package, instance, user))


def _passed(package: model.Package, user: str | None) -> list[gates.Blocker]:
    """Return what the gates say of files and columns only because they are new.

    :raises PublicationRefused: they say something else
    """
    blockers = gates.blockers(package, arrival=True)
    others = [one for one in blockers if not one.since_validated]
    if others:
        raise refusals.refuse(refusals.file(package, others, user))
    return blockers
