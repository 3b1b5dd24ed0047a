"""What a definition of the workflow says, as plain values.  Pure.

``definitions/standard.yaml`` explains each attribute; :mod:`.parse_definition` reads and checks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from ckanext.opendatalab.common.role_rules import LEGAL_OFFICER, ROLES

Text = Mapping[str, str]
Kind = Literal["identified", "working", "review", "public", "closed"]
Badge = Literal[
    "identified",
    "draft",
    "in_review",
    "to_correct",
    "approved",
    "published",
    "not_open",
    "withdrawn",
]
GuardCode = Literal[
    "form_complete",
    "licence",
    "legal",
    "quality",
    "four_eyes",
    "has_files",
    "no_files",
    "public_reason",
    "publication_date",
    "objection_window",
    "expiry_date",
]
Asked = Literal["none", "optional", "required"]
ReasonAsked = Literal["none", "optional", "required", "afterwards"]

# Which badges a state of a kind may wear: what is not public never reads as if it were.
BADGES: Mapping[Kind, tuple[Badge, ...]] = {
    "identified": ("identified",),
    "working": ("draft", "to_correct"),
    "review": ("in_review", "approved"),
    "public": ("published", "not_open"),
    "closed": ("not_open", "withdrawn"),
}

# Who may make a transition: a role, or what CKAN itself lets somebody do there.
EDITOR = "editor"
ADMINISTRATOR = "administrator"
ACTORS = (EDITOR, ADMINISTRATOR, *ROLES)


@dataclass(frozen=True)
class Guard:
    """``asks``: who settles it (nobody: it settles itself); ``timed``: the clock does.

    ``personal``: it depends on who acts; ``overridable``: a sysadmin may pass over it.
    """

    asks: str = ""
    timed: bool = False
    personal: bool = False
    overridable: bool = True


# In the order in which they are told.
GUARDS: Mapping[GuardCode, Guard] = {
    "form_complete": Guard(asks=EDITOR),
    "has_files": Guard(asks=EDITOR),
    # A record that is public without a legal analysis of its files must have none.
    "no_files": Guard(asks=EDITOR, overridable=False),
    "licence": Guard(asks=EDITOR),
    "legal": Guard(asks=LEGAL_OFFICER),
    "public_reason": Guard(asks=LEGAL_OFFICER),
    "quality": Guard(asks=EDITOR),
    "four_eyes": Guard(personal=True),
    "objection_window": Guard(timed=True),
    "publication_date": Guard(timed=True),
    "expiry_date": Guard(timed=True),
}


@dataclass(frozen=True)
class State:
    """``next``: the transition that is awaited here; ``files``: whether it may be public with any.

    ``objection_days``: how long somebody who is informed may object; ``None``: not at all.
    """

    code: str
    kind: Kind
    badge: Badge
    label: Text
    next: str = ""
    files: bool = True
    objection_days: int | None = None

    @property
    def public(self) -> bool:
        return self.kind == "public"


@dataclass(frozen=True)
class Transition:
    """A step.  ``by``: any of them may make it; nobody: the portal does, once all guards are met.

    ``due_days``: how long it may take where it is the awaited one.  ``date``: whether a date of
    publication is asked for.  ``informs``: roles that are told.
    """

    code: str
    sources: tuple[str, ...]
    target: str
    button: Text
    done: Text
    next: Text | None = None
    by: tuple[str, ...] = ()
    guards: tuple[GuardCode, ...] = ()
    reason: ReasonAsked = "none"
    date: Asked = "none"
    due_days: int | None = None
    informs: tuple[str, ...] = ()
    emergency: bool = False

    @property
    def automatic(self) -> bool:
        return not self.by

    @property
    def timed(self) -> bool:
        """Whether the clock alone makes it."""
        return self.automatic and any(GUARDS[code].timed for code in self.guards)


@dataclass(frozen=True)
class Definition:
    """``first``: where a new dataset starts; ``census``: where one that is only known of does.

    ``data``: what the file says, to keep with the datasets that started under this version.
    """

    code: str
    version: int
    label: Text
    description: Text
    first: str
    census: str
    states: Mapping[str, State]
    transitions: Mapping[str, Transition]
    data: Mapping[str, Any] = field(default_factory=dict[str, Any], compare=False, repr=False)

    def leaving(self, state: str) -> Iterator[Transition]:
        """Give the transitions that leave a state, in the order of the file."""
        return (one for one in self.transitions.values() if state in one.sources)

    def awaited(self, state: str) -> Transition | None:
        """Return the transition that a state waits for; ``None``: for nothing."""
        return self.transitions.get(self.states[state].next)

    @property
    def published(self) -> State:
        """The public state of a dataset with files: where one that was public already is put."""
        return next(one for one in self.states.values() if one.public and one.files)

    @property
    def fingerprint(self) -> str:
        """A digest of what the definition lets happen: other words leave it as it is."""
        behaviour = json.dumps(_without_words(self.data), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(behaviour.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Words:
    """The wording of ``definitions/words.yaml``, by code."""

    badges: Mapping[str, Text]
    kinds: Mapping[str, Text]
    states: Mapping[str, Text]
    transitions: Mapping[str, Mapping[str, Text]]
    guards: Mapping[str, Text]
    reasons: Mapping[str, Text]
    refusals: Mapping[str, Text]
    editing: Mapping[str, Text]
    reminders: Mapping[str, Text]


def reachable(starts: Iterable[str], transitions: Iterable[Transition]) -> set[str]:
    """Return the states that some transitions lead to, the starts included."""
    steps = tuple(transitions)
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        state = waiting.pop()
        if state not in found:
            found.add(state)
            waiting += [one.target for one in steps if state in one.sources]
    return found


def _without_words(data: Mapping[str, Any]) -> dict[str, Any]:
    behaviour = {key: value for key, value in data.items() if key not in ("label", "description")}
    for part, words in (("states", "label"), ("transitions", "words")):
        entries = cast("Mapping[str, Mapping[str, Any]]", data.get(part, {}))
        behaviour[part] = {
            code: {key: value for key, value in entry.items() if key != words}
            for code, entry in entries.items()
        }
    return behaviour
