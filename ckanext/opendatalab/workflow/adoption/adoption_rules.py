"""How strictly an organisation's publications are checked, and who changes it.  Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Mode = Literal["off", "warn", "block", "govern"]
Refusal = Literal["not_administrator", "whole_portal", "loosening", "alone", "reason", "one_step"]

OFF: Final = "off"
WARN: Final = "warn"
BLOCK: Final = "block"
GOVERN: Final = "govern"  # as block, along a path of states
# From the loosest to the strictest.
MODES: Final[tuple[Mode, ...]] = (OFF, WARN, BLOCK, GOVERN)


@dataclass(frozen=True)
class Change:
    """A mode that somebody wants.  ``current``: the one that counts now, inherited or not.

    ``alone``: one person is to be enough where two are asked for now.
    """

    current: Mode
    wanted: Mode
    by_sysadmin: bool = False
    by_administrator: bool = False  # of the organisation concerned
    whole_portal: bool = False
    has_reason: bool = False
    empty_portal: bool = False  # there is no dataset at all
    alone: bool = False


def mode(value: object) -> Mode:
    """Return a stored mode; what is none of them blocks, never counts as off."""
    return value if value in MODES else BLOCK


def strictest(modes: Iterable[Mode]) -> Mode:
    """Return the strictest of some modes; of none, off."""
    found = list(modes)
    return max(found, key=MODES.index) if found else OFF


def weaker(one: Mode, other: Mode) -> bool:
    """Return whether the first mode checks less than the second."""
    return MODES.index(one) < MODES.index(other)


def refusal(change: Change) -> Refusal | None:
    """Return why the change is refused, ``None`` when it may be made.

    Whoever is checked may ask for more, not for less.  The step over "warn" to "block" would stop
    the work of everybody at once, so that only a portal without datasets may make it; "govern"
    gives everybody a next step instead.
    """
    if not change.by_sysadmin:
        if change.whole_portal:
            return "whole_portal"
        if not change.by_administrator:
            return "not_administrator"
    if weaker(change.wanted, change.current):
        if not change.by_sysadmin:
            return "loosening"
        return None if change.has_reason else "reason"
    if change.alone:
        if not change.by_sysadmin:
            return "alone"
        return None if change.has_reason else "reason"
    if (change.current, change.wanted) == (OFF, BLOCK) and not change.empty_portal:
        return "one_step"
    return None
