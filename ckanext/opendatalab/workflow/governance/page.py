"""What the page of a dataset's way shows of what the actions give.  Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Steps that lead on come before those that lead back, and these before those that lead out.
_LEADS = ("public", "review", "identified", "working", "closed")
_STEP = "workflow_step"
_EXPLAINED = "workflow_explained"

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
    options = sorted(
        shown["options"],
        key=lambda one: (one["code"] != awaited, _LEADS.index(one["target"]["kind"])),
    )
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


def arrival(
    shown: Shown, entries: Sequence[Mapping[str, Any]]
) -> tuple[Mapping[str, Any], str] | None:
    """Return the step that brought the dataset where it is, with its reason, from its history.

    ``None`` where nobody needs to be told: it goes on, and nobody left a word.  The reason of an
    emergency may have been given afterwards.
    """
    made = [one for one in entries if one["kind"] == _STEP]
    if shown["state"]["kind"] == "review":
        made = [one for one in made if one["actor"]] or made  # what the portal does says nothing
    if not made:
        return None
    last = made[0]
    later = [one for one in entries if one["kind"] == _EXPLAINED and one["id"] > last["id"]]
    reason = last["reason"] or (later[0]["reason"] if later else "")
    stopped = shown["state"]["badge"] == "to_correct" or shown["state"]["kind"] == "closed"
    return (last, reason) if stopped or reason or last["message"] else None


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
