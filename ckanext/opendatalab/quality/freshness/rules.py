"""Which datasets are late, who is written to about them, and when.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, cast

from ckanext.opendatalab.fields.freshness import Freshness

HARVESTED = "harvest_object_id"

Person = TypeVar("Person")


@dataclass(frozen=True)
class Late:
    """One dataset whose update is expected or late.

    ``expected``: the day on which it was to be updated; ``late``: well past it, and no longer only
    since then.  ``harvested``: it is kept up to date on another portal.
    """

    id: str
    name: str
    title: str
    frequency: str
    updated: date
    expected: date
    days: int
    late: bool
    harvested: bool
    creator: str

    @property
    def event(self) -> str:
        """What mails about it are known by: one for each day on which it was to be updated."""
        return f"late:{self.id}:{self.expected.isoformat()}"


def late(dataset: Mapping[str, Any], found: Freshness, today: date) -> Late | None:
    """Return a dataset that waits for its update; ``None``: it does not."""
    if found.state not in ("due", "late") or found.updated is None or found.expected is None:
        return None
    name = str(dataset.get("name") or "")
    return Late(
        id=str(dataset["id"]),
        name=name,
        title=" ".join(str(dataset.get("title") or name).split())[:200],
        frequency=str(dataset.get("frequency") or ""),
        updated=found.updated,
        expected=found.expected,
        days=(today - found.expected).days,
        late=found.state == "late",
        harvested=is_harvested(dataset),
        creator=str(dataset.get("creator_user_id") or ""),
    )


def is_harvested(dataset: Mapping[str, Any]) -> bool:
    """Return whether a harvester wrote a dataset: whoever works on it is on another portal."""
    extras = dataset.get("extras")
    if isinstance(extras, list):
        for one in cast(list[Any], extras):
            if isinstance(one, Mapping) and cast(Mapping[str, Any], one).get("key") == HARVESTED:
                return True
    return bool(dataset.get(HARVESTED))


def ordered(found: Iterable[Late]) -> list[Late]:
    """Return the longest late first."""
    return sorted(found, key=lambda one: (-one.days, one.title, one.id))


def responsible(creator: Person | None, *others: Sequence[Person]) -> tuple[Person, ...]:
    """Return whom to write to: who made the dataset, if she still works there, else the first of
    the ``others`` that are anybody.
    """
    if creator is not None:
        return (creator,)
    return next((tuple(one) for one in others if one), ())


def to_mail(found: Iterable[Late]) -> list[Late]:
    """Return those that are worth a mail: well past their day, and kept up to date here."""
    return [one for one in ordered(found) if one.late and not one.harvested]
