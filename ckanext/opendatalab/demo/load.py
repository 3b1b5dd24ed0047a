"""Loads and clears the demonstration, step by step, telling what happens to each thing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ckanext.opendatalab.common import outbox
from ckanext.opendatalab.demo import content, store
from ckanext.opendatalab.demo.steps import (
    Event,
    Step,
    Wish,
    accounts,
    adoption,
    census,
    circuit,
    datasets,
    legal,
    organizations,
    quality,
    roles,
    schemas,
)

STEPS: tuple[Step, ...] = (
    organizations,
    accounts,
    roles,
    schemas,
    datasets,
    legal,
    adoption,
    census,
    circuit,
    quality,
)


class RefusedError(Exception):
    """The portal is not one to load the demonstration on."""


def read() -> content.Content:
    """The whole content, with today's dates."""
    return content.read(date.today())  # noqa: DTZ011 - the machine's own day is meant


def total(wanted: content.Content) -> int:
    """How many things :func:`load` will tell of."""
    return sum(step.total(wanted) for step in STEPS)


def load(wanted: content.Content, wish: Wish, *, force: bool = False) -> Iterator[Event]:
    """Make what is missing, mend what is broken, leave the rest alone.

    :raises RefusedError: before anything is written
    """
    check(wanted, force=force)
    # Nobody is to be written to about a town that does not exist.
    with store.index_shown_once(), outbox.muted():
        for step in STEPS:
            yield from step.load(wanted, wish)


def check(wanted: content.Content, *, force: bool) -> None:
    """Refuse a portal that uses our names or, unless ``force``, holds other datasets.

    A portal that the demonstration was loaded on before is one to load it on, whatever datasets
    people have tried to make there since.

    :raises RefusedError: says which
    """
    taken = store.taken_names(wanted)
    if taken:
        raise RefusedError(
            "The demonstration needs names that are in use on this portal, and overwrites nothing: "
            + ", ".join(taken)
        )
    if force or store.states("group", list(wanted.ids)):
        return
    others = store.other_datasets(wanted)
    if others:
        raise RefusedError(
            f"This portal holds {others} datasets that are not the demonstration's. "
            "It is made for an empty portal; --force loads it beside them."
        )


def clear(wanted: content.Content) -> Iterator[Event]:
    """Remove what the demonstration made, and nothing else."""
    with store.index_shown_once():
        for step in reversed(STEPS):
            yield from step.clear(wanted)
    store.forget_activity(wanted)
