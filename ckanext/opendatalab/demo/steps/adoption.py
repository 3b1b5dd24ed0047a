"""How strictly the publications of each organisation are checked, once its datasets are there."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.opendatalab.demo.content import Content, identity
from ckanext.opendatalab.demo.law import Entry
from ckanext.opendatalab.demo.portal import administrator, call, call_as
from ckanext.opendatalab.demo.steps import Event, Outcome, Wish

KIND = "gate"


def total(content: Content) -> int:
    return sum(1 for _ in _wanted(content))


def load(content: Content, wish: Wish) -> Iterator[Event]:
    """One step at a time, as an organisation would: warn, then block; a circuit, at once.

    An organisation that has a mode already keeps it.
    """
    who = administrator(content)
    for name, entry in _wanted(content):
        mode, settings = entry["mode"], entry.get("settings", {})
        id_ = identity("group", name)
        outcome: Outcome = "unchanged"
        if not call("opendatalab_adoption_show", organization=id_)["own"]:
            for step in ("warn", "block") if mode == "block" else (mode,):
                call_as(who, "opendatalab_adoption_update", organization=id_, mode=step, **settings)
            outcome = "created"
        yield Event(KIND, name, outcome)


def clear(content: Content) -> Iterator[Event]:
    """Nothing by itself: it goes with the organisations."""
    yield from ()


def _wanted(content: Content) -> Iterator[tuple[str, Entry]]:
    for name, entry in content.law.organizations.items():
        if entry.get("mode"):
            yield name, entry
