"""Which steps may be made for many datasets at once: those that need no look at each.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from ckanext.opendatalab.workflow.engine.definition import Definition, Transition

Obstacle = Literal["emergency", "date", "reason", "role"]


def obstacle(
    definition: Definition, step: Transition, held: Iterable[str], reason: str = ""
) -> Obstacle | None:
    """Return why a step is made dataset by dataset; ``None``: it need not be.

    Whether it may be made at all is for :mod:`..engine.machine` to say.

    :param held: what she is to the dataset, by what was given to her: what a sysadmin may pass
        over, she does knowingly, one by one
    :param reason: the one that she gives for all
    """
    if step.emergency:
        return "emergency"
    if step.date == "required":
        return "date"
    if step.reason == "required" and not reason.strip():
        return "reason"
    if definition.states[step.target].public and not {*held} & {*step.by}:
        return "role"
    return None


def offered(
    definition: Definition, state: str, held: Iterable[str], alone: bool
) -> Iterator[Transition]:
    """Give the steps from a state to offer somebody for many datasets at once.

    :param alone: whether she wrote the dataset where two people are needed
    """
    actors = {*held}
    for step in definition.leaving(state):
        if step.automatic or not actors & {*step.by}:
            continue
        if alone and "four_eyes" in step.guards:
            continue
        if obstacle(definition, step, actors) is None:
            yield step
