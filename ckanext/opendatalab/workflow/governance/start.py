"""Puts a dataset under governance, or lets it go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from datetime import date
from typing import Any

import ckan.model as model

from ckanext.opendatalab import config
from ckanext.opendatalab.common import clock, status
from ckanext.opendatalab.workflow.engine import calendar
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
    definition = definitions.named(settings.definition)
    definitions.keep(definition)
    start = definition.census if _census.get() else definition.first
    state = definition.published if public else definition.states[start]
    today = clock.today()
    instance = Instance(
        package.id,
        definition,
        state,
        entered_at=clock.now(),
        authors=(actor.id,) if actor and not public else (),
        adopted_at=clock.now() if public else None,
        reexamine_on=(
            reexamine_on or calendar.next_reexamination(today, config.reexamine_months())
            if public
            else None
        ),
        to_index=True,
    )
    instance = replace(instance, due_on=step.due_on(instance, today))
    awaited = instance.awaited
    # Before anything can be asked of the other rooms: whoever starts is whoever describes.
    waits = awaited.by if awaited and (not public or situation.is_due(instance)) else ()
    instance = replace(instance, awaits=tuple(waits))
    store.save(instance)
    status.write(package.id, {"governance_state": state.badge})
    history.write(package, instance, actor, kind, to=state.code, **data)
    return instance


def let_go(
    package: model.Package, instance: Instance, actor: model.User | None, because: str
) -> None:
    """End the governance of a dataset, which stays as visible as it is.  Never commits."""
    history.write(package, instance, actor, "workflow_ended", because=because)
    store.forget(package.id)
    status.write(package.id, {"governance_state": None})
