"""What does not agree about one governed dataset, and what may be done about it.  Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "open",
    "closed",
    "badge",
    "status",
    "log",
    "index",
    "index_silent",
    "no_row",
    "gone",
    "definition",
    "state",
]
# In the order in which they are told.
KINDS: tuple[Kind, ...] = (
    "open",
    "closed",
    "definition",
    "state",
    "no_row",
    "gone",
    "badge",
    "status",
    "log",
    "index",
    "index_silent",
)
# What needs somebody who understands it; everything else is repaired, and nothing is opened by it.
BY_HAND: frozenset[Kind] = frozenset({"definition", "state", "index_silent"})


@dataclass(frozen=True)
class Row:
    """What the tables say of one dataset.

    ``exists``: CKAN still has it; ``private`` and ``core``: its lock and its state there.
    ``status``: the badge that pages show; ``logged``: the state that the log knew last; ``badged``:
    whether the index holds badges of its type of dataset.
    """

    package_id: str
    name: str
    state: str
    kind: str
    badge: str
    exists: bool
    private: bool
    core: str
    status: str | None
    logged: str | None
    badged: bool = True


@dataclass(frozen=True)
class Defined:
    """What the definition says of the state of a row; ``known``: it has that state."""

    known: bool
    kind: str = ""
    badge: str = ""

    @property
    def public(self) -> bool:
        return self.kind == "public"


def faults(row: Row, defined: Defined | None) -> Iterator[Kind]:
    """Give what does not agree; ``defined`` is ``None`` where the definition is lost.

    A dataset whose definition or state is unknown counts as one that is not public: it is kept
    closed, not opened, by what is repaired.
    """
    if not row.exists:
        yield "gone"
        return
    public = defined is not None and defined.public
    if not public and not row.private:
        yield "open"
    if public and (row.private or row.core != "active"):
        yield "closed"
    if defined is None:
        yield "definition"
        return
    if not defined.known:
        yield "state"
        return
    if (row.kind, row.badge) != (defined.kind, defined.badge):
        yield "badge"
    if row.status != defined.badge:
        yield "status"
    if row.logged != row.state:
        yield "log"


def shown_right(row: Row, indexed: tuple[str, str] | None) -> bool:
    """Return whether the index shows a dataset as it is.

    :param indexed: capacity and badge in the index; ``None``: it is not there
    """
    if not row.exists:
        return indexed is None
    if row.core == "deleted" and indexed is None:
        return True  # CKAN may leave it there, as deleted
    capacity = "private" if row.private else "public"
    return indexed == (capacity, row.badge if row.badged else "")
