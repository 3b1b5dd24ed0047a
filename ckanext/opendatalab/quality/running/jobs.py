"""Checks one file that somebody or something asked to have checked: what the worker runs.

Three transactions: take the row, read what the file is, write what was found.  Between them nothing
is locked and no connection is held.  A worker that is killed leaves his claim, which runs out.
"""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import Literal

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib.search.common import SearchIndexError
from sqlalchemy.exc import SQLAlchemyError, StatementError

from ckanext.opendatalab.common import clock, tables
from ckanext.opendatalab.common.reindex import reindex
from ckanext.opendatalab.quality import assess, store
from ckanext.opendatalab.quality.running import claims, content, examination, result
from ckanext.opendatalab.quality.running.examination import Task
from ckanext.opendatalab.quality.running.result import Result
from ckanext.opendatalab.quality.schemas import fetching
from ckanext.opendatalab.quality.store import FileState

log = logging.getLogger(__name__)

UNREADABLE = "file_unreadable"
NOT_FINISHED = "file_not_finished"

# "dropped": the file changed meanwhile, or is gone; "waits": to be tried again.
Outcome = Literal["checked", "dropped", "waits", "given_up"]


def check(resource_id: str) -> bool:
    """Check a file if that is asked for and nobody else does; return whether it was tried."""
    if not tables.ready():
        return False
    model.Session.rollback()
    taken = claims.take(resource_id=resource_id)
    for state in taken:
        work(state)
    return bool(taken)


def work(state: FileState) -> Outcome:
    """Check the file that was taken and write what was found; commits.

    What goes wrong is logged and tried again a few times, then said of the file.
    """
    try:
        task = _read(state)
        if task is None:
            return "dropped"
        with tempfile.TemporaryDirectory(prefix="opendatalab-") as folder:
            done = examination.examine(state, task, Path(folder, "file"))
        return "checked" if _finish(state, task.wanted, done) else "dropped"
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one file, the worker goes on
        model.Session.rollback()
        if isinstance(error, StatementError):
            error.hide_parameters = True  # cells of the file, which no log may have
        log.warning("The file %s could not be checked", state.resource_id, exc_info=True)
        if state.attempts < claims.MOST_ATTEMPTS:
            claims.release(state)
            return "waits"
        unreadable = isinstance(error, content.UnreadableError)
        return (
            "given_up" if give_up(state, UNREADABLE if unreadable else NOT_FINISHED) else "dropped"
        )
    finally:
        model.Session.rollback()


def give_up(state: FileState, reason: str = NOT_FINISHED) -> bool:
    """Say of a file that it could not be checked, if nobody has got further; commits."""
    return _finish(state, state.wanted, result.of_failure(reason))


def _read(state: FileState) -> Task | None:
    """Return what is to be checked; ``None``: there is nothing to check any more."""
    package = model.Package.get(state.package_id)
    if package is None:
        store.forget(state.package_id)
        model.Session.commit()
        return None
    if package.state == model.State.DELETED:
        # Nothing is asked for until somebody restores it.
        store.change(state.resource_id, requested_at=None, claim=None, claimed_until=None)
        model.Session.commit()
        return None
    dataset = assess.read(package.id)
    resource = next((one for one in dataset["resources"] if one["id"] == state.resource_id), None)
    if resource is None:
        store.forget_files([state.resource_id])
        model.Session.commit()
        return None
    schema = fetching.for_resource(resource)  # before the key, which tells of what is kept
    task = Task(resource, assess.key_of(resource), schema)
    model.Session.rollback()  # which gives the connection back
    return task


def _finish(state: FileState, wanted: str, done: Result) -> bool:
    """Write what was found and how the dataset stands now, unless somebody else took over."""
    try:
        package = assess.lock(state.package_id)
    except tk.ObjectNotFound:
        store.forget(state.package_id)
        model.Session.commit()
        return False
    row = store.file(state.resource_id, lock=True)
    if row is None or row.claim != state.claim or row.wanted != state.wanted:
        model.Session.rollback()
        return False
    result.write(row, wanted, done, package.owner_org)
    changed = _scored(state.package_id)
    model.Session.commit()
    if changed:
        show([state.package_id])
    return True


def _scored(package_id: str) -> bool:
    """Assess a dataset.  What breaks there is logged and takes no result of a check with it."""
    try:
        return assess.again(package_id)
    except SQLAlchemyError:
        raise  # the transaction is broken, and the result with it
    except Exception:
        log.exception("The quality of dataset %s could not be computed", package_id)
        assess.outdate(package_id)
        return False


def show(package_ids: list[str]) -> int:
    """Bring the index in line with datasets, and note it; return of how many it could be done."""
    if not package_ids:
        return 0
    since = clock.now()
    try:
        reindex(*package_ids)
    except SearchIndexError:
        model.Session.rollback()
        log.warning("The index lacks the quality of %s datasets", len(package_ids), exc_info=True)
        return 0
    store.indexed(package_ids, since)
    model.Session.commit()
    return len(package_ids)
