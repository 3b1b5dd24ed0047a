"""Datasets at a point of their path, the mails about them, and other days than today."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.common.model import Mail
from ckanext.opendatalab.workflow.governance import start, step, store
from ckanext.opendatalab.workflow.store import adopted
from tests.governance import world
from tests.governance.world import Commune

__all__ = ["Commune"]


def put(dataset: dict[str, Any], state: str, **values: Any) -> None:
    """Have a dataset stand in a state, as if the steps had been made; nobody is told."""
    model.Session.rollback()
    instance = store.lock(dataset["id"])
    assert instance is not None
    there = replace(
        instance,
        state=instance.definition.states[state],
        version=instance.version + 1,
        **{"entered_at": clock.now(), "to_index": False, **values},
    )
    awaited = there.awaited
    there = replace(there, awaits=awaited.by if awaited and not there.public else ())
    store.save(there)
    package = model.Package.get(dataset["id"])
    if package.private == there.public:
        package.private = not there.public
        package.metadata_modified = clock.now().replace(tzinfo=None)
    model.Session.commit()
    step.index(dataset["id"])


def where(dataset: dict[str, Any]) -> Any:
    """Return where a dataset stands, as it is committed."""
    model.Session.rollback()
    return store.load(dataset["id"])


def mails(dataset: dict[str, Any], kind: str = "step") -> list[Mail]:
    """Return the mails of a kind (step, turn, reminder) about a dataset, in order."""
    model.Session.rollback()
    found = sa.select(Mail).where(Mail.event.like(f"workflow_{kind}:{dataset['id']}:%"))
    return list(model.Session.scalars(found.order_by(Mail.id)))


def told(dataset: dict[str, Any], *people: dict[str, Any], kind: str = "step") -> list[str]:
    """Return who got the last mails, by place among ``people``; anybody else by her id."""
    found = mails(dataset, kind)
    last = [one for one in found if one.event == found[-1].event] if found else []
    ids = {one["id"]: f"{place}" for place, one in enumerate(people)}
    return sorted(ids.get(one.recipient, one.recipient) for one in last)


def cheap(commune: Commune, count: int, state: str = "") -> list[str]:
    """Return the ids of many new datasets, written as rows: CKAN takes a while for each."""
    packages = []
    for number in range(count):
        package = model.Package(
            name=f"lot-{uuid.uuid4().hex}",
            title=f"Lot {number}",
            owner_org=commune.id,
            private=True,
            creator_user_id=commune.editor["id"],
        )
        package.extras = {}
        model.Session.add(package)
        packages.append(package)
    model.Session.flush()
    editor = model.User.get(commune.editor["name"])
    settings = adopted([commune.id])[commune.id]
    instances = start.begin_all([start.Beginner(one) for one in packages], settings, editor)
    if state:
        there = [replace(one, state=one.definition.states[state]) for one in instances]
        store.save_all(
            [replace(one, awaits=one.awaited.by if one.awaited else ()) for one in there]
        )
    model.Session.commit()
    return [one.id for one in packages]


def spoil(dataset: dict[str, Any]) -> None:
    """Have a dataset hold what CKAN's form refuses, as a move of data may have left it."""
    package = model.Package.get(dataset["id"])
    package.add_tag_by_name("x")  # too short
    package.metadata_modified = clock.now().replace(tzinfo=None)
    model.Session.commit()


def in_days(days: float) -> datetime:
    return clock.now() + timedelta(days=days)


def submitted(commune: Commune, **values: Any) -> dict[str, Any]:
    """Return a complete dataset of the editor's, in review."""
    dataset = commune.dataset(**{**world.COMPLETE, **values})
    world.step(commune.editor, dataset, "submit")
    return dataset
