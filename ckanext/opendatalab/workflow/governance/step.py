"""Makes a step that was decided: our row, the log, the mails and the dataset in one commit."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.lib.search.common import SearchError, SearchIndexError

from ckanext.opendatalab import config
from ckanext.opendatalab.common import clock, outbox, reindex, status
from ckanext.opendatalab.workflow.engine import calendar, machine
from ckanext.opendatalab.workflow.engine.facts import Decision
from ckanext.opendatalab.workflow.governance import (
    history,
    marker,
    notify,
    record,
    situation,
    store,
)
from ckanext.opendatalab.workflow.governance.instance import Instance
from ckanext.opendatalab.workflow.governance.situation import Situation

log = logging.getLogger(__name__)

# Within how many days an emergency is to be explained.
REASON_DAYS = 3
# More automatic steps in a row than any definition has.
MOST_STEPS = 10
_packages: Any = model.Package.__table__  # pyright: ignore[reportAttributeAccessIssue]


def make(
    found: Situation,
    decision: Decision,
    actor: model.User | None,
    message: str = "",
    publish_at: datetime | None = None,
) -> Instance:
    """Make a step, whose row the caller has locked, and those that the portal makes after it.

    Commits; or raises, and nothing has happened.

    :param actor: ``None``: the portal itself
    :param message: what she writes to the others, beside the reason
    :raises ckan.plugins.toolkit.ValidationError: CKAN cannot publish the dataset as it is
    """
    package_id = found.package.id
    try:
        after = _write(found, decision, actor, message, publish_at)
        _commit(found.package, after, actor)
    except Exception:
        model.Session.rollback()
        raise
    finish(package_id)
    return advance(package_id) or after


def advance(package_id: str) -> Instance | None:
    """Make the steps that the portal makes by itself, as long as there are; return where it stands.

    Also brings up to date who is awaited.  Commits.  ``None``: nobody governs this dataset.
    """
    after = None
    for _ in range(MOST_STEPS):
        try:
            instance = store.lock(package_id)
            package = model.Package.get(package_id)
            if instance is None or package is None or package.state == model.State.DELETED:
                model.Session.rollback()
                return instance
            found = situation.of_portal(package, instance)
            decision = machine.advance(instance.definition, found.facts)
            if decision is None:
                after = _awaiting(found)
                if after != instance:
                    store.save(after)
                model.Session.commit()
                return after
            after = _write(found, decision, None, "", None)
            _commit(package, after, None)
        except Exception:
            model.Session.rollback()
            raise
        finish(package_id)
    return after


def finish(package_id: str) -> None:
    """Do what follows a commit: the index and the mails.  What fails is done later by ``tick``."""
    try:
        reindex.reindex(package_id)
    except (SearchError, SearchIndexError, OSError):
        log.exception("The index does not show dataset %s as it is yet", package_id)
    else:
        store.indexed(package_id)
        model.Session.commit()
    outbox.kick()


def due_on(instance: Instance, today: date) -> date | None:
    """Return by when the step that is awaited of a dataset is due."""
    if instance.public:
        return instance.reexamine_on
    awaited = instance.awaited
    return calendar.due_on(awaited.due_days, today) if awaited else None


def _write(
    found: Situation,
    decision: Decision,
    actor: model.User | None,
    message: str,
    publish_at: datetime | None,
) -> Instance:
    """Write where the dataset stands now, into the session."""
    after = _moved(found.instance, decision, actor, publish_at)
    there = situation.after(found, after)
    after = _awaiting(there)
    store.save(after)
    status.write(after.package_id, {"governance_state": after.state.badge})
    history.step(found, after, decision, actor, message)
    notify.stepped(replace(there, instance=after), decision, actor, message)
    return after


def _moved(
    before: Instance, decision: Decision, actor: model.User | None, publish_at: datetime | None
) -> Instance:
    now, today = clock.now(), clock.today()
    source = before.state
    target = before.definition.states[decision.target]
    stays = decision.source == decision.target
    after = replace(
        before,
        state=target,
        version=before.version + 1,
        entered_at=before.entered_at if stays else now,
        assignee_id=before.assignee_id if stays else None,
        publish_at=publish_at or (before.publish_at if target.badge == "approved" else None),
        reason_due_on=today + timedelta(days=REASON_DAYS) if decision.reason_due else None,
        reminded=(),
        to_index=True,
    )
    if target.badge == "approved" and not stays:
        after = replace(after, decided_at=now)
    if target.kind == "review" and source.kind == "working" and actor:
        authors = tuple(dict.fromkeys([*before.authors, actor.id]))
        after = replace(after, submitted_by=actor.id, authors=authors)
    if target.badge == "to_correct":
        after = replace(after, assignee_id=before.submitted_by)
    if target.public:
        again = calendar.next_reexamination(today, config.reexamine_months())
        after = replace(after, reexamine_on=again)
    else:
        after = replace(after, reexamine_on=None, expires_at=None)
    return replace(after, due_on=due_on(after, today))


def _awaiting(found: Situation) -> Instance:
    awaited = found.awaited
    return replace(found.instance, awaits=awaited.actors if awaited else ())


def _commit(package: model.Package, after: Instance, actor: model.User | None) -> None:
    """Have the dataset agree with its state, and commit both."""
    model.Session.flush()
    if record.is_one(after):
        _show_record(package, after)
        return
    if after.kept:
        record.put_back(package, after.kept)
        store.save(replace(after, kept={}))
    if after.public and (package.private or package.state != model.State.ACTIVE):
        _publish(package, actor)
    elif not after.public and not package.private:
        _close(package)
    else:
        model.Session.commit()


def _show_record(package: model.Package, after: Instance) -> None:
    """Without CKAN's action: its form may ask for fields that such a record does not have."""
    kept = record.show(package, after.kept)
    store.save(replace(after, kept=kept))
    package.private, package.state = False, model.State.ACTIVE
    model.Session.commit()


def _publish(package: model.Package, actor: model.User | None) -> None:
    """Through CKAN's own action, whose commit is ours: other plugins and followers are told."""
    name = (
        actor.name if actor else tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    )
    context: Any = {"user": name, "ignore_auth": True}
    package_id = package.id
    values = {"id": package_id, "private": False, "state": model.State.ACTIVE}
    try:
        with marker.moving(package_id):
            tk.get_action("package_patch")(context, values)
    except (SearchError, SearchIndexError) as error:
        raise tk.ValidationError(
            {"transition": [tk._("The search index does not answer. Nothing changed: try again.")]}
        ) from error
    model.Session.commit()


def _close(package: model.Package) -> None:
    """Without CKAN's action: it must work with the index down and whatever the form would say."""
    now = datetime.now(timezone.utc).replace(tzinfo=None)  # as CKAN keeps it
    model.Session.execute(
        sa.update(_packages)
        .where(_packages.c.id == package.id)
        .values(private=True, metadata_modified=now)
    )
    model.Session.commit()
    model.Session.expire_all()
