"""Puts a dataset under governance, or lets it go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import ckan.model as model

from ckanext.opendatalab import config
from ckanext.opendatalab.common import clock, log, status
from ckanext.opendatalab.workflow.engine import calendar
from ckanext.opendatalab.workflow.engine.definition import Definition
from ckanext.opendatalab.workflow.governance import definitions, history, situation, step, store
from ckanext.opendatalab.workflow.governance.instance import Instance
from ckanext.opendatalab.workflow.store import Adopted

_census: ContextVar[bool] = ContextVar("opendatalab_census", default=False)


@contextmanager
def census() -> Iterator[None]:
    """Have the datasets created inside start as known of only, not yet described."""
    token = _census.set(True)
    try:
        yield
    finally:
        _census.reset(token)


@dataclass(frozen=True)
class Beginner:
    """A dataset that starts, which is in the session.

    ``public``: it is public already and stays so, as adopted; ``reexamine_on``: when it is examined
    again then.  ``authors``: ids of who wrote it, ``None``: whoever has it start.
    """

    package: model.Package
    public: bool = False
    reexamine_on: date | None = None
    authors: tuple[str, ...] | None = None


def begin(
    package: model.Package,
    settings: Adopted,
    actor: model.User | None,
    *,
    public: bool = False,
    reexamine_on: date | None = None,
    kind: str = "workflow_started",
    **data: Any,
) -> Instance:
    """Put a dataset that is in the session at the start of its organisation's path.

    Never commits.  Re-index it after the commit.

    :param public: it is public already: it stays so, as adopted
    :param reexamine_on: when it is to be examined, for one that is public
    :param kind: what the log calls it
    """
    return begin_all([Beginner(package, public, reexamine_on)], settings, actor, kind, **data)[0]


def begin_all(
    beginners: Sequence[Beginner],
    settings: Adopted,
    actor: model.User | None,
    kind: str = "workflow_started",
    **data: Any,
) -> list[Instance]:
    """Put several datasets at the start, as :func:`begin` does one, in a few statements."""
    definition = definitions.keep(definitions.named(settings.definition))
    instances = [_at_start(one, definition, actor) for one in beginners]
    store.save_all(instances)
    for badge in dict.fromkeys(one.state.badge for one in instances):
        ids = [one.package_id for one in instances if one.state.badge == badge]
        status.write_all(ids, {"governance_state": badge})
    log.write_all(
        [
            history.entry(one.package, instance, actor, kind, to=instance.state.code, **data)
            for one, instance in zip(beginners, instances, strict=True)
        ]
    )
    return instances


def _at_start(beginner: Beginner, definition: Definition, actor: model.User | None) -> Instance:
    public = beginner.public
    authors = beginner.authors
    if authors is None:
        authors = (actor.id,) if actor and not public else ()
    start = definition.census if _census.get() else definition.first
    today = clock.today()
    instance = Instance(
        beginner.package.id,
        definition,
        definition.published if public else definition.states[start],
        entered_at=clock.now(),
        authors=authors,
        adopted_at=clock.now() if public else None,
        reexamine_on=(
            beginner.reexamine_on or calendar.next_reexamination(today, config.reexamine_months())
            if public
            else None
        ),
        to_index=True,
    )
    instance = replace(instance, due_on=step.due_on(instance, today))
    awaited = instance.awaited
    # Before anything can be asked of the other rooms: whoever starts is whoever describes.
    waits = awaited.by if awaited and (not public or situation.is_due(instance)) else ()
    return replace(instance, awaits=tuple(waits))


def let_go(
    package: model.Package, instance: Instance, actor: model.User | None, because: str
) -> None:
    """End the governance of a dataset, which stays as visible as it is.  Never commits."""
    let_go_all([(package, instance)], actor, because)


def let_go_all(
    governed: Sequence[tuple[model.Package, Instance]], actor: model.User | None, because: str
) -> None:
    """End the governance of several datasets, as :func:`let_go` does of one.

    What the public wording of a record without files replaced goes into the log: nothing else
    keeps it.
    """
    ids = [package.id for package, _ in governed]
    log.write_all(
        [
            history.entry(
                package,
                instance,
                actor,
                "workflow_ended",
                because=because,
                **{"from": instance.state.code, "kept": dict(instance.kept) or None},
            )
            for package, instance in governed
        ]
    )
    store.forget(*ids)
    status.write_all(ids, {"governance_state": None})
