"""Puts the datasets of an organisation under governance, or lets them go.  Never commits."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.lib.search.common import SearchError, SearchIndexError

from ckanext.opendatalab.common import clock, reindex
from ckanext.opendatalab.workflow.adoption import adopting_store
from ckanext.opendatalab.workflow.engine import calendar
from ckanext.opendatalab.workflow.governance import start
from ckanext.opendatalab.workflow.governance import store as instances
from ckanext.opendatalab.workflow.store import Adopted

log = logging.getLogger(__name__)

BATCH = 200
# More than these are indexed after the request, by a background job.
MOST_INDEXED_AT_ONCE = 50
MONTHS = 12


@dataclass(frozen=True)
class Taken:
    """How many datasets were taken in, and when those that are public are examined again."""

    public: int = 0
    private: int = 0
    first: date | None = None
    last: date | None = None

    @property
    def number(self) -> int:
        return self.public + self.private


def dates(count: int, months: int) -> tuple[date | None, date | None]:
    """Return when the first and the last of ``count`` public datasets are examined again."""
    if not count:
        return None, None
    return _spread(0, count, months), _spread(count - 1, count, months)


def take(
    organization: str | None, settings: Adopted, actor: model.User | None, months: int = MONTHS
) -> Taken:
    """Give every dataset of an organisation a place on its path; none changes its visibility.

    What is public is put into the public state, to be examined again within ``months``; the rest
    starts.  What has a place, is harvested or deleted, or comes from an exempt account is left.

    :param organization: ``None``: every organisation that decided nothing itself
    """
    found = adopting_store.candidates(organization, lock=True)
    public = [one for one in found if one.public]
    private = [one for one in found if not one.public]
    for number, batch in _batches(public):
        beginners = [
            start.Beginner(
                package, True, _spread(number + position, len(public), months), authors=()
            )
            for position, package in enumerate(adopting_store.packages([one.id for one in batch]))
        ]
        _begin(beginners, settings, actor, "workflow_adopted")
    creators = {one.id: one.creator for one in private}
    for _, batch in _batches(private):
        drafts = [one.id for one in batch if one.open]
        if drafts:
            adopting_store.close(drafts)
        beginners = [
            start.Beginner(package, authors=tuple(filter(None, [creators[package.id]])))
            for package in adopting_store.packages([one.id for one in batch])
        ]
        _begin(beginners, settings, actor, "workflow_started", because="adopted")
    return Taken(len(public), len(private), *dates(len(public), months))


def release(organization: str | None, actor: model.User | None, because: str) -> int:
    """Let every dataset of an organisation go, as visible as it is; return how many there were."""
    found = adopting_store.governed(organization)
    for _, batch in _batches(found):
        rows = instances.load_many(batch)
        packages = adopting_store.packages(list(batch))
        start.let_go_all([(one, rows[one.id]) for one in packages], actor, because)
        _leave_memory(packages)
    return len(found)


def show(number: int) -> None:
    """Have the index show ``number`` datasets that were taken in, after the commit.

    A few at once; many by a background job.  What fails is left for ``tick``.
    """
    if number <= MOST_INDEXED_AT_ONCE:
        show_waiting()
        return
    try:
        tk.enqueue_job(show_waiting, title="opendatalab: index what is governed")
    except Exception:  # whatever Redis says: tick does it
        log.exception("The datasets that were taken in are indexed by the next tick")


def waiting() -> list[str]:
    """Return the ids of the datasets that the index may not show as they are."""
    return adopting_store.waiting()


def show_waiting(told: Callable[[int], Any] | None = None) -> int:
    """Have the index show every dataset as it is; return how many were left for ``tick``.

    :param told: called with how many more are done
    """
    found = waiting()
    for number, batch in _batches(found):
        try:
            reindex.reindex(*batch)
        except (SearchError, SearchIndexError, OSError):
            log.exception("The index does not answer: the rest is done by the next tick")
            return len(found) - number
        instances.indexed(*batch)
        model.Session.commit()
        if told:
            told(len(batch))
    return 0


def _begin(
    beginners: Sequence[start.Beginner],
    settings: Adopted,
    actor: model.User | None,
    kind: str,
    **data: Any,
) -> None:
    start.begin_all(beginners, settings, actor, kind, **data)
    _leave_memory([one.package for one in beginners])


def _leave_memory(packages: Sequence[model.Package]) -> None:
    """Thousands of datasets need not stay in the session."""
    model.Session.flush()
    for package in packages:
        model.Session.expire(package)


def _spread(position: int, count: int, months: int) -> date:
    return calendar.spread(position, count, clock.today() + timedelta(days=1), months)


def _batches(items: Sequence[Any]) -> Iterator[tuple[int, Sequence[Any]]]:
    for number in range(0, len(items), BATCH):
        yield number, items[number : number + BATCH]
