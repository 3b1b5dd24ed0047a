"""What the page of a dataset's way shows of what the actions give.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Shown = Mapping[str, Any]
Option = Mapping[str, Any]


@dataclass(frozen=True)
class Steps:
    """The steps from here, as one reader sees them.

    ``mine``: she may make them; ``emergency``: among these, what closes the dataset at once;
    ``blocked``: hers, once something is settled; ``others``: somebody else's; ``override``: what an
    administrator of the portal may do all the same.
    """

    mine: Sequence[Option]
    emergency: Sequence[Option]
    blocked: Sequence[Option]
    others: Sequence[Option]
    override: Sequence[Option]


def steps(shown: Shown) -> Steps:
    """Return the steps from here in groups; the one that is awaited comes first."""
    awaited = (shown["awaited"] or {}).get("transition")
    options = sorted(shown["options"], key=lambda one: one["code"] != awaited)
    allowed = [one for one in options if one["allowed"]]
    return Steps(
        mine=[one for one in allowed if not one["emergency"]],
        emergency=[one for one in allowed if one["emergency"]],
        blocked=[one for one in options if not one["allowed"] and one["unmet"]],
        others=[one for one in options if not one["allowed"] and one["roles"]],
        override=[one for one in options if one["override"]],
    )


def takes_part(shown: Shown) -> bool:
    """Return whether the reader does more than read where the dataset stands.

    A general director reads only, save where the step is hers.
    """
    found = steps(shown)
    return bool(shown["rights"]["works"] or found.mine or found.emergency or found.blocked)


def since(entries: Iterable[Mapping[str, Any]], version: int | str) -> list[Mapping[str, Any]]:
    """Return the entries of a history that came after a version, in their order."""
    return [
        one
        for one in entries
        if isinstance(version, int) and isinstance(one["version"], int) and one["version"] > version
    ]


def already_done(
    changes: Sequence[Mapping[str, Any]], transition: str, version: int | str, user: str
) -> bool:
    """Return whether somebody made this very step herself just before, as with a double click."""
    return any(
        one["transition"] == transition and one["actor"] == user and one["version"] == next_
        for one in changes
        for next_ in ([version + 1] if isinstance(version, int) else [])
    )
