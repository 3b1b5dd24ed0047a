"""Asks for the checks of a dataset's files again, content changed or not."""

from __future__ import annotations

from dataclasses import dataclass

import ckan.model as model

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.quality import assess, store
from ckanext.opendatalab.quality.running import jobs, queue


@dataclass(frozen=True)
class Asked:
    """``asked``: the files whose check is asked for now; ``already``: those that waited for it."""

    asked: tuple[str, ...]
    already: tuple[str, ...]


def ask(package_id: str, resource_id: str | None = None) -> Asked:
    """Ask for the check of a file, or of every file of a dataset; commits.

    A check that is asked for already stays as it is: nobody gets it sooner by asking twice.

    :raises ckan.plugins.toolkit.ObjectNotFound: there is no such dataset
    """
    assess.again(package_id)  # which locks it, and writes down which files it has
    asked: list[str] = []
    already: list[str] = []
    for state in store.files(package_id).values():
        if resource_id is not None and state.resource_id != resource_id:
            continue
        if state.requested_at is not None:
            already.append(state.resource_id)
            continue
        store.change(
            state.resource_id,
            requested_at=clock.now(),
            claim=None,
            claimed_until=None,
            attempts=0,
        )
        queue.after_commit(state.resource_id, state.wanted)
        asked.append(state.resource_id)
    changed = assess.again(package_id)
    row = store.load(package_id)
    model.Session.commit()
    if changed or (row is not None and row["to_index"]):
        jobs.show([package_id])
    return Asked(tuple(asked), tuple(already))
