"""What an organisation asks of the quality of a dataset before its publication.  Pure.

Only what the publisher can settle holds a publication back.  A file that is not checked yet holds
it back too, as long as somebody can be expected to check it: what the portal cannot do traps nobody
and is said instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

Mode = Literal["off", "warn", "block"]
Code = Literal[
    "score", "criterion", "file", "pending", "stale", "unchecked", "outage", "waiting_too_long"
]

MODES: tuple[Mode, ...] = ("off", "warn", "block")
DEFAULT_MODE: Mode = "warn"
# Half of what applies.  A record with a licence, a contact, a frequency and a described file has
# it; "good", two thirds, is what one aims at and too much to be asked of everybody before anything
# is opened.
DEFAULT_SCORE = 50
# From then on it is the portal that does not keep up, and no longer the publisher who is early.
LONGEST_WAIT = timedelta(hours=24)
# Where nobody works at all; a worker that is started again takes minutes.
LONGEST_WAIT_ALONE = timedelta(hours=1)

LONGEST_WAIVER = timedelta(days=365)


@dataclass(frozen=True)
class Policy:
    """What counts for one organisation.

    ``mandatory``: ids of criteria; ``tolerated``: codes of faults, or names of checks, that do not
    count.
    """

    mode: Mode = DEFAULT_MODE
    minimum_score: int = DEFAULT_SCORE
    mandatory: frozenset[str] = frozenset()
    tolerated: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Failing:
    """One check that failed: the codes of its faults that are no mere warnings."""

    check: str
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class File:
    """One file of a dataset.

    ``asked``: its check is asked for or under way, ``since`` then; ``current``: its result is of
    the content, the schema and the checks of today; ``outcome``: ``None``: never checked.
    """

    id: str
    title: str
    asked: bool = False
    since: datetime | None = None
    current: bool = False
    outcome: str | None = None
    failing: tuple[Failing, ...] = ()


@dataclass(frozen=True)
class Situation:
    """A dataset: its score and which criteria it does not meet; its files.

    ``score``: ``None`` where nothing is scored.  ``automatic``: whether files are checked without
    being asked for, which they are where the organisation was adopted.
    """

    score: int | None
    unmet: frozenset[str] = frozenset()
    files: tuple[File, ...] = ()
    automatic: bool = True


@dataclass(frozen=True)
class Finding:
    """One thing to settle, or to know.  ``key``: the criterion or the file that it is about.

    ``blocks``: whether it holds a publication back where the policy does so at all.
    """

    code: Code
    key: str = ""
    blocks: bool = True
    facts: Mapping[str, str | int | datetime] = field(
        default_factory=dict[str, "str | int | datetime"]
    )


def findings(
    situation: Situation, policy: Policy, now: datetime, works: bool
) -> tuple[Finding, ...]:
    """Return what is to be said of a dataset, what holds it back first.

    :param works: whether anybody is there to make the checks that are asked for
    """
    if policy.mode == "off":
        return ()
    found = [*_of_record(situation, policy)]
    for file in situation.files:
        found += _of_file(file, situation, policy, now, works)
    return tuple(sorted(found, key=lambda one: not one.blocks))


def blocking(found: Iterable[Finding], policy: Policy, waived: bool) -> tuple[Finding, ...]:
    """Return what stands between a dataset and its publication.

    :param waived: whether somebody answers for it as it is, until a day that has not passed
    """
    if policy.mode != "block" or waived:
        return ()
    return tuple(one for one in found if one.blocks)


def runs(expires_on: date, ended: bool, today: date) -> bool:
    """Return whether a waiver still counts: on its last day it does."""
    return not ended and today <= expires_on


def _of_record(situation: Situation, policy: Policy) -> Iterator[Finding]:
    if situation.score is not None and situation.score < policy.minimum_score:
        facts = {"score": situation.score, "minimum": policy.minimum_score}
        yield Finding("score", facts=facts)
    for criterion in sorted(policy.mandatory & situation.unmet):
        yield Finding("criterion", criterion)


def _of_file(
    file: File, situation: Situation, policy: Policy, now: datetime, works: bool
) -> Iterator[Finding]:
    title = {"file": file.title}
    if not file.current and file.asked:
        yield _pending(file, now, works)
    elif not file.current and file.outcome is not None:
        yield Finding("stale", file.id, facts=title)
    elif not file.current:
        # Where nobody asked for automatic checks, a file is checked when somebody wishes.
        if situation.automatic:
            yield Finding("unchecked", file.id, facts=title)
    else:
        failing = [one.check for one in file.failing if not _tolerates(policy, one)]
        for check in failing:
            yield Finding("file", file.id, facts={**title, "check": check})
        # Whatever else was looked at and found wrong is told above.
        if file.outcome == "error" and not failing:
            yield Finding("outage", file.id, blocks=False, facts=title)


def _pending(file: File, now: datetime, works: bool) -> Finding:
    # Without a moment nobody can tell how long it has been: it begins now.
    since = file.since or now
    longest = LONGEST_WAIT if works else LONGEST_WAIT_ALONE
    facts: dict[str, str | int | datetime] = {"file": file.title, "since": since}
    if now - since >= longest:
        return Finding("waiting_too_long", file.id, blocks=False, facts=facts)
    return Finding("pending", file.id, facts=facts)


def _tolerates(policy: Policy, failing: Failing) -> bool:
    if failing.check in policy.tolerated:
        return True
    return bool(failing.codes) and set(failing.codes) <= policy.tolerated
