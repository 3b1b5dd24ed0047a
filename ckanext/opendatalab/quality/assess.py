"""How a dataset stands today: computed after each save and each check, and whenever somebody looks.

Whatever is stored is written in the transaction of what changed it.  Nothing here waits for a
network, and nothing is written into a dataset or a resource.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import types
from sqlalchemy.exc import SQLAlchemyError

from ckanext.opendatalab import config
from ckanext.opendatalab.common import adoption, clock, tables
from ckanext.opendatalab.common import status as computed
from ckanext.opendatalab.quality import content_key, criteria, status, status_rules, store
from ckanext.opendatalab.quality.checks import report
from ckanext.opendatalab.quality.running import queue
from ckanext.opendatalab.quality.schemas import store as schemas
from ckanext.opendatalab.quality.scoring.score import Score
from ckanext.opendatalab.quality.store import FileState

log = logging.getLogger(__name__)

# What every save changes without changing what is scored.
_UNSCORED = frozenset((*computed.COMPUTED, "metadata_modified", "resources"))


@dataclass(frozen=True)
class Assessment:
    """How a dataset stands on a day.

    ``files``: what is known of its files, by resource; ``states``: how each of its files counts;
    ``checks``: the outcomes that count, by resource and check.
    """

    dataset: Mapping[str, Any]
    score: Score
    files: Mapping[str, FileState]
    states: Mapping[str, status_rules.File]
    checks: Mapping[str, Mapping[str, str]]
    status: status_rules.Status
    status_then: status_rules.Status | None
    criteria: str
    at: datetime

    def results(self) -> dict[str, Any]:
        """Return what is kept of each criterion: nothing that depends on the day."""
        return {
            one.id: {
                "outcome": one.outcome,
                "weight": one.weight,
                "gain": one.gain,
                "resources": list(one.resources),
            }
            for one in self.score.results
            if not one.timed
        }

    def fingerprint(self) -> str:
        """Return what tells apart the contents that were scored."""
        kept = {key: value for key, value in self.dataset.items() if key not in _UNSCORED}
        scored = [kept, self.dataset.get("resources"), self.checks]
        text = json.dumps(scored, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def faults(self) -> int:
        """Return how many faults the results of today name."""
        return sum(
            fault["count"]
            for resource_id, state in self.states.items()
            if state.current and resource_id in self.files
            for check in (self.files[resource_id].report or {}).get("checks", ())
            for fault in check["faults"]
        )


def of(dataset: str | Mapping[str, Any], today: date | None = None) -> Assessment:
    """Return how a dataset stands, as it is in the session; nothing is written.

    :param dataset: its id, or what ``package_show`` gives of it
    :raises ckan.plugins.toolkit.ObjectNotFound: there is no such dataset
    """
    if isinstance(dataset, str):
        dataset = read(dataset)
    return _assess(dataset, store.files(dataset["id"]), today or clock.today())


def saved(package_id: str) -> None:
    """Assess a dataset that CKAN has saved but not committed; ask for the checks of new contents.

    What breaks while a score is computed is logged and never refuses a save: the score is then
    computed when ``ckan opendatalab tick`` runs.
    """
    if not tables.ready():
        return
    model.Session.flush()  # new files have no id before
    package = model.Package.get(package_id)
    if package is None or package.type not in config.dataset_types():
        return
    try:
        dataset = read(package_id)
        sync(dataset)
        found = of(dataset)
    except SQLAlchemyError:
        raise  # the transaction is broken, and the save with it
    except Exception:
        log.exception("The quality of dataset %s could not be computed", package_id)
        outdate(package_id)
        return
    status.write(found, clock.today(), indexed=True)


def again(package_id: str) -> bool:
    """Assess a dataset that nobody saves at this moment; return whether the index must follow.

    Whoever saves it waits until this transaction ends.  Never commits.

    :raises ckan.plugins.toolkit.ObjectNotFound: there is no such dataset
    """
    lock(package_id)
    dataset = read(package_id)
    if dataset["type"] not in config.dataset_types():
        return False
    sync(dataset)
    return status.write(of(dataset), clock.today(), indexed=False)


def lock(package_id: str) -> model.Package:
    """Have nobody save a dataset before the end of the transaction, and read what was saved.

    To be called before anything else is locked: a save locks the dataset first too.

    :raises ckan.plugins.toolkit.ObjectNotFound: there is no such dataset
    """
    table = model.Package
    model.Session.execute(
        sa.select(table.id).where(table.id == package_id).with_for_update(key_share=True)
    )
    model.Session.expire_all()
    package = model.Package.get(package_id)
    if package is None:
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    return package


def sync(dataset: Mapping[str, Any]) -> None:
    """Write which contents a dataset's files have now, and ask for the checks of new ones.

    Automatically only where the organisation asked for anything; elsewhere what its staff asked for
    is asked of the new content.  What is known of files that are gone goes.
    """
    known = store.files(dataset["id"])
    automatic = _is_adopted(dataset)
    for resource in dataset["resources"]:
        wanted, row = key_of(resource), known.get(resource["id"])
        waits = row is not None and row.requested_at is not None
        settled = not automatic or waits or (row is not None and row.checked == wanted)
        if row is not None and row.wanted == wanted and settled:
            continue
        asked = automatic or waits
        # A file may be replaced because of what is in its cells: those go with it, at once.
        gone = row is not None and _is_of_other_cells(row, wanted)
        store.want(
            resource["id"],
            dataset["id"],
            wanted,
            requested_at=clock.now() if asked else None,
            # Whoever reads the older content at this moment has nothing to say any more.
            claim=None,
            claimed_until=None,
            attempts=0,
            **({"cells": None} if gone else {}),
        )
        if asked:
            queue.after_commit(resource["id"], wanted)
    store.forget_files(set(known) - {one["id"] for one in dataset["resources"]})


def _is_of_other_cells(row: FileState, wanted: str) -> bool:
    """Return whether cells or hints are kept, and of another content."""
    kept = row.cells or {}
    told = kept.get("cells") or any(one["faults"] for one in kept.get("checks", ()))
    return bool(told) and not content_key.same_content(row.checked, wanted)


def key_of(resource: Mapping[str, Any]) -> str:
    """Return the key of the content that a resource has now."""
    schema = schemas.of_resource(resource, with_content=False)
    asked = f"{schema.id} {schema.fingerprint}" if schema else ""
    return content_key.key(resource, asked, config.check_max_rows())


def outdate(package_id: str) -> None:
    """Have the score of a dataset computed anew by whoever looks for what is due."""
    table = store.QualityRow.__table__
    model.Session.execute(
        table.update()
        .where(table.c.package_id == package_id)
        .values(criteria="", scored_at=clock.now())
    )


def _assess(dataset: Mapping[str, Any], files: Mapping[str, FileState], today: date) -> Assessment:
    automatic = _is_adopted(dataset)
    states = {
        one["id"]: _state(files.get(one["id"]), key_of(one), automatic)
        for one in dataset["resources"]
    }
    checks = {
        one: {check["check"]: check["outcome"] for check in (files[one].report or {})["checks"]}
        for one, state in states.items()
        if state.current and files[one].report
    }
    score = criteria.of(dataset, checks, today)
    then = score.total_then
    return Assessment(
        dataset=dataset,
        score=score,
        files=files,
        states=states,
        checks=checks,
        status=status_rules.status(score.total, states.values()),
        status_then=None if then is None else status_rules.status(then, states.values()),
        criteria=criteria.criteria().version,
        at=clock.now(),
    )


def _state(row: FileState | None, wanted: str, automatic: bool) -> status_rules.File:
    """Return how a file counts; a content that is not written down yet will be asked for."""
    if row is None:
        return status_rules.File(asked=automatic, current=False, outcome=None)
    current = row.checked == wanted and row.checker == report.CHECKER
    asked = row.requested_at is not None or (automatic and row.wanted != wanted)
    return status_rules.File(asked, current, row.outcome)


def _is_adopted(dataset: Mapping[str, Any]) -> bool:
    return bool(adoption.adopted([dataset.get("owner_org") or None]))


def read(package_id: str) -> dict[str, Any]:
    """Return a dataset as the session has it: not as the index remembers it."""
    context: types.Context = {"ignore_auth": True, "use_cache": False, "user": ""}
    return tk.get_action("package_show")(context, {"id": package_id})
