"""Makes a step that was decided: our row, the log, the mails and the dataset in one commit.

The index follows.  CKAN writes it before its own commit where a dataset becomes public, so that it
is looked at again where that fails; ``to_index`` stays until it shows what is committed.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, datetime, timedelta

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib.search.common import SearchError, SearchIndexError

from ckanext.opendatalab import config
from ckanext.opendatalab.common import clock, outbox, reindex, status
from ckanext.opendatalab.workflow.engine import calendar, machine
from ckanext.opendatalab.workflow.engine.facts import Decision
from ckanext.opendatalab.workflow.governance import (
    history,
    notify,
    opening,
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
    after = _made(found, decision, actor, message, publish_at)
    try:
        return advance(package_id) or after
    except Exception:  # noqa: BLE001 - the step is made, whatever becomes of what follows it
        log.exception("What follows by itself on %s is left to tick", package_id)
        return after


def advance(package_id: str) -> Instance | None:
    """Make the steps that the portal makes by itself, as long as there are; return where it stands.

    Also brings up to date who is awaited.  Commits.  ``None``: nobody governs this dataset.

    :raises ckan.plugins.toolkit.ValidationError: CKAN cannot publish the dataset as it is
    """
    after = None
    for _ in range(MOST_STEPS):
        try:
            instance = store.lock(package_id, whole=True)
            model.Session.expire_all()  # what was read before the lock may have changed
            package = model.Package.get(package_id)
            if instance is None or package is None or package.state == model.State.DELETED:
                model.Session.rollback()
                return instance
            found = situation.of_portal(package, instance)
            decision = machine.advance(instance.definition, found.facts)
            if decision is None:
                after = _refreshed(found)
                model.Session.commit()
                outbox.kick() if after != instance else None
                return after
        except Exception:
            model.Session.rollback()
            raise
        after = _made(found, decision, None)
    return after


def finish(package_id: str) -> None:
    """Do what follows a commit: the index and the mails.  What fails is done later by ``tick``."""
    index(package_id)
    outbox.kick()


def index(package_id: str) -> bool:
    """Have the index show a dataset as it is committed; return whether it does.

    One at a time for each dataset: whoever reads it first must not be the last to write.
    """
    try:
        store.lock_index(package_id)
        model.Session.expire_all()
        seen = store.load(package_id)
        reindex.reindex(package_id)
        if seen is not None:
            store.indexed(package_id, version=seen.version)
        model.Session.commit()
    except tk.ObjectNotFound:  # purged meanwhile
        model.Session.rollback()
    except Exception:  # noqa: BLE001 - what is committed stays so, whichever plugin cannot be indexed
        model.Session.rollback()
        log.exception("The index does not show dataset %s as it is yet", package_id)
        return False
    return True


def due_on(instance: Instance, today: date) -> date | None:
    """Return by when the step that is awaited of a dataset is due."""
    if instance.public:
        return instance.reexamine_on
    awaited = instance.awaited
    return calendar.due_on(awaited.due_days, today) if awaited else None


def _made(
    found: Situation,
    decision: Decision,
    actor: model.User | None,
    message: str = "",
    publish_at: datetime | None = None,
) -> Instance:
    """Make one step and commit; or raise, and nothing has happened."""
    package_id = found.package.id
    try:
        after = _write(found, decision, actor, message, publish_at)
        opening.commit(found.package, after, actor)
    except tk.ValidationError:  # before anything was written anywhere
        model.Session.rollback()
        raise
    except Exception as error:
        model.Session.rollback()
        _undone(package_id)
        if isinstance(error, (SearchError, SearchIndexError)):
            raise _index_is_silent() from error
        raise
    finish(package_id)
    return after


def _undone(package_id: str) -> None:
    """Have the index forget a publication that was not committed."""
    try:
        store.outdated(package_id)
        model.Session.commit()
    except Exception:  # noqa: BLE001 - the first error is the one to tell
        model.Session.rollback()
        log.exception("Run `ckan search-index rebuild` for dataset %s", package_id)
    else:
        index(package_id)


def _refreshed(found: Situation) -> Instance:
    """Save who is awaited now, if somebody else than before, and tell them.  Never commits."""
    instance = found.instance
    after = _awaiting(found)
    if after != instance:
        store.save(after)
        if after.state.kind == "review" and after.awaits:
            notify.turned(replace(found, instance=after))
    return after


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
        # Whatever becomes of the dataset, an emergency stays to be explained.
        reason_due_on=today + timedelta(days=REASON_DAYS)
        if decision.reason_due
        else before.reason_due_on,
        reminded=(),
        to_index=True,
    )
    if (target.badge == "approved" or target.objection_days is not None) and not stays:
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


def _index_is_silent() -> tk.ValidationError:
    told = tk._("The search index does not answer. Nothing changed: try again.")
    return tk.ValidationError({"transition": [told]}, {"transition": told})
