"""Governed datasets that change hands: their approval does not go with them."""

from __future__ import annotations

from dataclasses import replace

import ckan.authz as authz
import ckan.model as model

from ckanext.opendatalab.common import clock, roles
from ckanext.opendatalab.workflow.engine import editing
from ckanext.opendatalab.workflow.governance import definitions, start, store
from ckanext.opendatalab.workflow.governance.instance import Instance
from ckanext.opendatalab.workflow.locking import governed_refusal as refusals
from ckanext.opendatalab.workflow.locking.exposure import Exposure
from ckanext.opendatalab.workflow.store import Adopted


def judge(
    package: model.Package,
    instance: Instance | None,
    before: Exposure,
    after: Exposure,
    settings: dict[str | None, Adopted],
    actor: model.User | None,
) -> Instance | None:
    """Let a dataset go from one organisation to another, one of which is governed, or refuse.

    Never commits.  Return where it stands there; ``None``: nobody governs it there.

    :raises PublicationRefused: it is public, or would be judged by fewer people
    """
    there = settings[after.organization]
    sysadmin = actor is not None and authz.is_sysadmin(actor.name)
    if there.governed and after.organization is None:
        raise refusals.refuse(refusals.unowned(package))
    if settings[before.organization].governed:
        if before.seen:
            raise refusals.refuse(refusals.leave_public(package))
        alone = there.single_agent and not settings[before.organization].single_agent
        if (alone or not there.governed) and not sysadmin:
            raise refusals.refuse(refusals.leave(package))
        if not there.governed:
            if after.public:
                raise refusals.refuse(refusals.create(package))
            if instance is not None:
                start.let_go(package, instance, actor, "moved")
            return None
    elif after.public:
        approvers = editing.approvers(definitions.named(there.definition))
        held = roles.of(actor, after.organization) if actor else set()
        if not (before.seen and after.seen and (sysadmin or held.intersection(approvers))):
            raise refusals.refuse(refusals.arrive_public(package, approvers))
        return start.begin(
            package,
            there,
            actor,
            public=True,
            reexamine_on=clock.today(),
            kind="workflow_moved",
            from_organization=before.organization,
        )
    if after.public:
        raise refusals.refuse(refusals.create(package))
    return _restart(package, instance, before, there, actor)


def _restart(
    package: model.Package,
    instance: Instance | None,
    before: Exposure,
    there: Adopted,
    actor: model.User | None,
) -> Instance:
    after = start.begin(
        package, there, actor, kind="workflow_moved", from_organization=before.organization
    )
    if instance is None:
        return after
    # Whoever wrote it there approves it no more here; a page opened before is out of date.
    authors = tuple(dict.fromkeys([*instance.authors, *after.authors]))
    after = replace(
        after,
        version=instance.version + 1,
        authors=authors,
        reason_due_on=instance.reason_due_on,  # an emergency stays to be explained
    )
    store.save(after)
    return after
