"""Tasks of governed organisations, written as rows: what a list shows needs no long way there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import ckan.model as model

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.workflow.governance import store
from ckanext.opendatalab.workflow.model import Workflow
from tests.governance.world import Commune, call

__all__ = ["Commune", "call", "store"]

STATES = {
    "draft": ("working", "draft", ["editor"]),
    "in_review": ("review", "in_review", ["project_lead"]),
    "to_correct": ("working", "to_correct", ["editor"]),
}


def put(dataset: dict[str, Any], state: str, **values: Any) -> dict[str, Any]:
    """Have a dataset stand somewhere else; return it."""
    kind, badge, awaits = STATES[state]
    table = Workflow.__table__
    given = {"state": state, "kind": kind, "badge": badge, "awaits": awaits, **values}
    for name in ("assignee_id", "submitted_by"):
        if isinstance(given.get(name), dict):
            given[name] = given[name]["id"]
    if "authors" in given:
        given["authors"] = [one["id"] for one in given["authors"]]
    model.Session.execute(table.update().where(table.c.package_id == dataset["id"]).values(**given))
    model.Session.commit()
    return dataset


def ago(days: int) -> date:
    return clock.today() - timedelta(days=days)


def version(dataset: dict[str, Any]) -> int:
    model.Session.rollback()
    return store.load(dataset["id"]).version


def tasks(user: dict[str, Any], tab: str = "to_decide", **asked: Any) -> dict[str, Any]:
    """Return somebody's tasks by name of the dataset."""
    shown = call(user, "opendatalab_task_list", tab=tab, limit=100, **asked)
    return {one["name"]: one for one in shown["tasks"]}


def names(*datasets: dict[str, Any]) -> set[str]:
    return {one["name"] for one in datasets}


def counts(user: dict[str, Any]) -> dict[str, int]:
    return call(user, "opendatalab_task_counts")
