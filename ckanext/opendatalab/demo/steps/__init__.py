"""What is loaded, in order; clearing runs the other way round.

A room that brings content of its own adds a content file, and a module here with the same three
functions (:class:`Step`); ``load.STEPS`` says in which order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from ckanext.opendatalab.demo.content import Content

Outcome = Literal["created", "repaired", "unchanged", "removed", "kept"]


@dataclass(frozen=True)
class Event:
    """What happened to one thing."""

    kind: str
    name: str
    outcome: Outcome
    note: str = ""


@dataclass(frozen=True)
class Wish:
    """How to load."""

    password: str | None = None
    reset_passwords: bool = False


class Step(Protocol):
    """A module of this package."""

    def total(self, content: Content) -> int: ...

    def load(self, content: Content, wish: Wish) -> Iterator[Event]: ...

    def clear(self, content: Content) -> Iterator[Event]: ...
