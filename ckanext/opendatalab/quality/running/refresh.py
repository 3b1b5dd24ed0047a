"""Does what is due for the quality of datasets, some at a time: it may be run twice at once."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import clock, tables
from ckanext.opendatalab.quality import assess
from ckanext.opendatalab.quality.running import claims, due, jobs, queue

log = logging.getLogger(__name__)

SHOWN_AT_ONCE = 50

Watch = Callable[[Iterable[str], int, str], "AbstractContextManager[Iterable[str]]"]


@dataclass
class Outcome:
    """``scored``: scores computed anew; ``asked``: checks asked for because their time has come;
    ``handed_over``: those that the background did not have; ``checked``: those made here;
    ``given_up``: those that were tried too often; ``indexed``: datasets shown in the index as they
    are; ``failed``: what went wrong; ``left``: checks that wait for somebody.
    """

    scored: int = 0
    asked: int = 0
    handed_over: int = 0
    checked: int = 0
    given_up: int = 0
    indexed: int = 0
    failed: int = 0
    left: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return it for a program."""
        return asdict(self)


def planned(limit: int) -> Outcome:
    """Return what :func:`run` would do; nothing is written."""
    waiting = claims.counts().waiting
    outcome = Outcome(left=waiting)
    outcome.scored = min(limit, due.count_datasets(clock.today()))
    outcome.asked = min(limit, due.count_checks())
    outcome.given_up = len(claims.exhausted(limit))
    outcome.indexed = len(due.to_index(limit))
    return outcome


def run(limit: int) -> Outcome:
    """Do at most ``limit`` of each kind of thing that is due; checks are left to the background.

    Commits.  Whatever fails is logged, and the others go on.
    """
    outcome = Outcome()
    if not tables.ready():
        return outcome
    _prepare(outcome, limit, due.datasets(clock.today(), limit))
    outcome.handed_over = queue.hand_over(claims.waiting(limit))
    outcome.left = claims.counts().waiting
    model.Session.rollback()
    return outcome


def run_here(limit: int, watch: Watch | None = None) -> Outcome:
    """Do everything that is due, checks included, one after the other in this process; commits.

    :param limit: at most so many checks
    :param watch: shows somebody how far it is, given the ids, how many there are and of what
    """
    outcome = Outcome()
    if not tables.ready():
        return outcome
    show = watch or _unwatched
    overdue = due.datasets(clock.today(), 10_000_000)
    with show(overdue, len(overdue), "Scores") as package_ids:
        _prepare(outcome, limit, package_ids)
    total = min(limit, claims.counts().waiting)
    with show(_checked(outcome, limit), total, "Files") as checked:
        for _ in checked:
            pass
    outcome.left = claims.counts().waiting
    model.Session.rollback()
    return outcome


def rescore(package_ids: Iterable[str]) -> Outcome:
    """Compute scores anew and ask for the checks of what changed; commits."""
    outcome = Outcome()
    if tables.ready():
        _score(outcome, package_ids)
        model.Session.rollback()
    return outcome


def _prepare(outcome: Outcome, limit: int, package_ids: Iterable[str]) -> None:
    model.Session.rollback()  # what an earlier look read may be old
    _score(outcome, package_ids)
    for state in claims.exhausted(limit):
        outcome.given_up += jobs.give_up(state)
    asked = due.ask(limit)
    model.Session.commit()
    outcome.asked = len(asked)
    outcome.indexed += jobs.show(due.to_index(limit))


def _score(outcome: Outcome, package_ids: Iterable[str]) -> None:
    changed: list[str] = []
    for package_id in package_ids:
        try:
            if assess.again(package_id):
                changed.append(package_id)
            model.Session.commit()
            outcome.scored += 1
        except tk.ObjectNotFound:
            model.Session.rollback()  # purged meanwhile
        except Exception:
            model.Session.rollback()
            log.exception("The quality of dataset %s could not be computed", package_id)
            assess.outdate(package_id)
            model.Session.commit()
            outcome.failed += 1
        if len(changed) >= SHOWN_AT_ONCE:
            outcome.indexed += jobs.show(changed)
            changed = []
    outcome.indexed += jobs.show(changed)


def _checked(outcome: Outcome, limit: int) -> Iterator[str]:
    """Check files one by one until nothing waits, and give each that was tried."""
    for _ in range(limit):
        taken = claims.take()
        if not taken:
            return
        for state in taken:
            ended = jobs.work(state)
            outcome.checked += ended == "checked"
            outcome.given_up += ended == "given_up"
            outcome.failed += ended in ("waits", "given_up")
            yield state.resource_id


def _unwatched(ids: Iterable[str], total: int, what: str) -> Any:
    return nullcontext(ids)
