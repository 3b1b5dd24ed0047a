"""Whether a regular expression can take for ever: in how many ways it reads one text.  Pure.

Python tries them one after the other.  Where a loop can read one text in two ways, a text of ``n``
such pieces is read in ``2**n`` ways before it is refused.  That is a property of the automaton of
the expression (Glushkov): a state that comes back to itself, over the same text, by two paths.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ckanext.opendatalab.quality.checks import pattern_sets as sets

LONGEST_PATTERN = 2000
# Each position is one character that is read; a repetition counts as often as it may be read.
_MOST_POSITIONS = 3000
_MOST_IN_A_LOOP = 250
_DEEPEST = 50

try:
    _parser: Any = importlib.import_module("re._parser")
except ImportError:  # Python 3.10
    _parser = importlib.import_module("sre_parse")


class _UnknownError(Exception):
    """An expression that is not understood here, or is too large."""


@dataclass
class _Part:
    nullable: bool
    first: list[int]
    last: list[int]


_NOTHING = _Part(True, [], [])
# No character can be read beyond the beginning and the end, so nothing goes through these twice.
_EDGE = _Part(False, [], [])


@dataclass
class _Automaton:
    """The positions' character sets, and which follows which: ``double`` in more than one way."""

    sets: list[sets.Set] = field(default_factory=list[sets.Set])
    follow: list[set[int]] = field(default_factory=list[set[int]])
    double: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])

    def position(self, characters: sets.Set) -> _Part:
        if len(self.sets) >= _MOST_POSITIONS:
            raise _UnknownError
        self.sets.append(characters)
        self.follow.append(set())
        at = len(self.sets) - 1
        return _Part(False, [at], [at])

    def link(self, before: Iterable[int], after: Iterable[int]) -> None:
        following = list(after)
        for one in before:
            for other in following:
                if other in self.follow[one]:
                    self.double.add((one, other))
                self.follow[one].add(other)


def catastrophic(pattern: str) -> bool:
    """Return whether matching ``pattern`` may take for ever, or nobody can tell.

    :raises ValueError: it is no regular expression
    """
    if len(pattern) > LONGEST_PATTERN:
        return True
    try:
        tree = _parser.parse(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValueError(str(error)) from error
    automaton = _Automaton()
    try:
        _sequence(automaton, tree, tree.state.flags, 0)
    except _UnknownError:
        return True
    return any(_ambiguous(automaton, loop) for loop in _loops(automaton))


def _sequence(automaton: _Automaton, items: Any, flags: int, depth: int) -> _Part:
    if depth > _DEEPEST:
        raise _UnknownError
    whole = _NOTHING
    for operation, argument in items:
        part = _item(automaton, str(operation), argument, flags, depth + 1)
        whole = _join(automaton, whole, part)
    return whole


def _join(automaton: _Automaton, one: _Part, other: _Part) -> _Part:
    automaton.link(one.last, other.first)
    return _Part(
        one.nullable and other.nullable,
        one.first + (other.first if one.nullable else []),
        other.last + (one.last if other.nullable else []),
    )


def _item(automaton: _Automaton, name: str, argument: Any, flags: int, depth: int) -> _Part:
    if name in ("LITERAL", "NOT_LITERAL", "ANY", "IN", "CATEGORY"):
        return automaton.position(sets.of(name, argument, flags))
    if name == "AT":
        edge = str(argument).startswith(("AT_BEGINNING", "AT_END")) and not flags & re.MULTILINE
        return _EDGE if edge else _NOTHING
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _repeat(automaton, argument, flags, depth)
    if name == "SUBPATTERN":
        _, added, removed, items = argument
        return _sequence(automaton, items, (flags | added) & ~removed, depth)
    if name == "ATOMIC_GROUP":
        return _sequence(automaton, argument, flags, depth)
    if name == "BRANCH":
        parts = [_sequence(automaton, branch, flags, depth) for branch in argument[1]]
        return _Part(
            any(part.nullable for part in parts),
            [at for part in parts for at in part.first],
            [at for part in parts for at in part.last],
        )
    if name in ("ASSERT", "ASSERT_NOT"):
        _sequence(automaton, argument[1], flags, depth)
        return _NOTHING
    raise _UnknownError  # a reference to what was read before, and whatever Python adds


def _repeat(automaton: _Automaton, argument: Any, flags: int, depth: int) -> _Part:
    least, most, items = argument
    endless = most is _parser.MAXREPEAT or most >= _MOST_POSITIONS
    times = max(least, 1) if endless else most
    whole, before = _NOTHING, _NOTHING
    # x{1,3} is x(x(x)?)?: a turn follows the one before it, and no other.
    for turn in range(times):
        part = _sequence(automaton, items, flags, depth)
        automaton.link((whole if part.nullable else before).last, part.first)
        needed = turn < least
        whole = _Part(
            whole.nullable and (part.nullable or not needed),
            whole.first + (part.first if turn == 0 or part.nullable else []),
            part.last + (whole.last if part.nullable or not needed else []),
        )
        before = part
    if endless:
        automaton.link(before.last, before.first)
    return whole


def _loops(automaton: _Automaton) -> Iterable[list[int]]:
    """The sets of positions that can each be reached from the other (Tarjan, without recursion)."""
    number: dict[int, int] = {}
    lowest: dict[int, int] = {}
    waiting: list[int] = []
    inside: set[int] = set()
    for root in range(len(automaton.sets)):
        if root in number:
            continue
        work = [(root, iter(sorted(automaton.follow[root])))]
        number[root] = lowest[root] = len(number)
        waiting.append(root)
        inside.add(root)
        while work:
            at, following = work[-1]
            for other in following:
                if other not in number:
                    number[other] = lowest[other] = len(number)
                    waiting.append(other)
                    inside.add(other)
                    work.append((other, iter(sorted(automaton.follow[other]))))
                    break
                if other in inside:
                    lowest[at] = min(lowest[at], number[other])
            else:
                work.pop()
                if work:
                    lowest[work[-1][0]] = min(lowest[work[-1][0]], lowest[at])
                if lowest[at] == number[at]:
                    start = waiting.index(at)
                    loop = waiting[start:]
                    del waiting[start:]
                    inside.difference_update(loop)
                    if len(loop) > 1 or at in automaton.follow[at]:
                        yield loop


def _ambiguous(automaton: _Automaton, loop: list[int]) -> bool:
    """Return whether the same text leads from a position of the loop to itself in two ways."""
    if len(loop) > _MOST_IN_A_LOOP:
        return True
    members = set(loop)
    if any(one in members and other in members for one, other in automaton.double):
        return True
    follow = {one: automaton.follow[one] & members for one in loop}
    overlap = {
        one: frozenset(x for x in loop if sets.overlap(automaton.sets[one], automaton.sets[x]))
        for one in loop
    }
    # Pairs of positions reached over the same text, from a position where both were the same.
    apart: set[tuple[int, int]] = set()
    work = [(one, one) for one in loop]
    while work:
        one, other = work.pop()
        for to in follow[one]:
            for also in follow[other] & overlap[to]:
                if to < also and (to, also) not in apart:
                    apart.add((to, also))
                    work.append((to, also))
                elif also < to and (also, to) not in apart:
                    apart.add((also, to))
                    work.append((also, to))
    # Those that can meet again: where they do, the loop leads back to where they parted.
    return any(follow[one] & follow[other] for one, other in apart)
