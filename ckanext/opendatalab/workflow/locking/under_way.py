"""The write of a dataset that is under way: what was there before, who writes, what was judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import ckan.model as model

from ckanext.opendatalab.common import tables
from ckanext.opendatalab.workflow import store
from ckanext.opendatalab.workflow.adoption import adoption_rules
from ckanext.opendatalab.workflow.locking import files
from ckanext.opendatalab.workflow.locking.exposure import NOWHERE, Exposure
from ckanext.opendatalab.workflow.locking.refusal import PublicationRefused
from ckanext.opendatalab.workflow.locking.snapshot import Snapshot
from ckanext.opendatalab.workflow.store import Adopted


@dataclass
class Watched:
    """A write under way.  ``package_id`` is empty until CKAN has made the new dataset.

    ``content``: what was there before, where somebody governs it; ``settings``: what counts for the
    organisations that were asked about.
    """

    package_id: str
    before: Exposure
    user: str | None
    arriving: Mapping[str, files.Incoming] = field(default_factory=dict)
    content: Snapshot | None = None
    settings: dict[str | None, Adopted] = field(default_factory=dict)
    judged: Exposure | None = None

    @property
    def creates(self) -> bool:
        """Whether it makes the dataset."""
        return self.before == NOWHERE

    def settings_of(self, *organizations: str | None) -> dict[str | None, Adopted]:
        """Return what counts for organisations: one query for those not asked about yet."""
        missing = set(organizations) - set(self.settings)
        if missing:
            self.settings |= adopted(missing)
        return {one: self.settings[one] for one in organizations}


# Bound to this write: what a client puts into a context, or CKAN drops from one, does not matter.
_watched: ContextVar[Watched | None] = ContextVar("opendatalab_watched", default=None)


@contextmanager
def watching(watched: Watched) -> Iterator[Watched]:
    """Judge the write inside; a refusal undoes it.

    :raises PublicationRefused: something stands between the dataset and what was to become of it
    """
    token = _watched.set(watched)
    try:
        yield watched
    except PublicationRefused:
        model.Session.rollback()
        raise
    finally:
        _watched.reset(token)


def watched(package_id: str) -> Watched | None:
    """Return the write of this dataset that is under way."""
    found = _watched.get()
    if found is None or found.package_id not in ("", package_id):
        return None
    found.package_id = package_id
    return found


def adopted(organizations: set[str | None]) -> dict[str | None, Adopted]:
    """Return what counts for organisations; on a portal half migrated, only how strictly.

    There what is governed is not open to anybody: the gate takes it for what it blocks.
    """
    if tables.ready():
        return store.adopted(organizations)
    if not store.has_table():
        return {one: Adopted() for one in organizations}
    return {
        one: Adopted(adoption_rules.BLOCK if found.governed else found.mode)
        for one, found in store.adopted(organizations).items()
    }
