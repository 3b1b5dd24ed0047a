"""What :mod:`.machine` is told and what it answers, as plain values.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ckanext.opendatalab.workflow.engine.definition import GuardCode, Transition

RefusalCode = Literal[
    "unknown_transition",
    "stale",
    "not_from_here",
    "role",
    "unmet",
    "reason_missing",
    "date_missing",
    "date_not_asked",
]
NOT_CHECKED = "not_checked"


@dataclass(frozen=True)
class Who:
    """Whoever acts.  ``author``: she wrote what is to be decided; ``portal``: nobody, by itself."""

    roles: frozenset[str] = frozenset()
    editor: bool = False
    administrator: bool = False
    sysadmin: bool = False
    author: bool = False
    portal: bool = False


PORTAL = Who(portal=True)


@dataclass(frozen=True)
class Facts:
    """A dataset and whoever looks at it, now.

    ``guards``: the reasons why a guard is not met; none: it is; left out: nobody asked, so that it
    is not.  ``version``: raised by every transition and change.  ``single_agent``: the organisation
    has one person for everything, so that four eyes do not exist there.
    """

    state: str
    who: Who
    guards: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, "tuple[str, ...]"])
    has_files: bool = False
    version: int = 0
    four_eyes: bool = True
    single_agent: bool = False


@dataclass(frozen=True)
class Unmet:
    guard: GuardCode
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Option:
    """A transition as somebody sees it.

    ``roles``: who could instead, where she has no right to; then nothing is said of guards.
    ``override``: not allowed, but a sysadmin may with a reason.
    """

    transition: Transition
    allowed: bool
    roles: tuple[str, ...] = ()
    unmet: tuple[Unmet, ...] = ()
    needs_reason: bool = False
    override: bool = False


@dataclass(frozen=True)
class Decision:
    """What to do and what to write down.  ``passed_over``: what an override did not wait for.

    ``alone``: four eyes were missing, in an organisation of a single agent.
    """

    transition: Transition
    source: str
    target: str
    reason: str = ""
    override: bool = False
    passed_over: tuple[Unmet, ...] = ()
    alone: bool = False

    @property
    def reason_due(self) -> bool:
        """Whether the reason is still to be asked for."""
        return self.transition.reason == "afterwards" and not self.reason


@dataclass(frozen=True)
class Refusal:
    code: RefusalCode
    roles: tuple[str, ...] = ()
    unmet: tuple[Unmet, ...] = ()


@dataclass(frozen=True)
class Awaited:
    """The next action, who is awaited for it and what that person has to settle."""

    transition: Transition
    actors: tuple[str, ...]
    unmet: tuple[Unmet, ...] = ()
