"""Sets of characters, as ranges of code points, from the parts of a regular expression.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

Set = tuple[tuple[int, int], ...]

_LAST = 0x10FFFF
_DIGIT: Set = ((48, 57),)
# What lies beyond ASCII is taken for a letter, and for a space too where it may be one.
_WORD: Set = ((48, 57), (65, 90), (95, 95), (97, 122), (0x80, _LAST))
_SPACE: Set = ((9, 13), (28, 32), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x3000))
_CATEGORIES = {"DIGIT": _DIGIT, "WORD": _WORD, "SPACE": _SPACE}


def of(name: str, argument: Any, flags: int) -> Set:
    """Return the characters that one item of a parsed expression reads."""
    if name == "ANY":
        return ((0, _LAST),) if flags & re.DOTALL else _others(((10, 10),))
    if name == "IN":
        return (
            _case(_members(argument), flags)
            if not _negated(argument)
            else _others(_case(_members(argument[1:]), flags))
        )
    if name == "CATEGORY":
        return _category(str(argument))
    single = _case(((argument, argument),), flags)
    return _others(single) if name == "NOT_LITERAL" else single


def overlap(one: Set, other: Set) -> bool:
    """Return whether some character is in both."""
    return any(
        low <= other_high and other_low <= high
        for low, high in one
        for other_low, other_high in other
    )


def _negated(items: Any) -> bool:
    return str(items[0][0]) == "NEGATE"


def _members(items: Any) -> Set:
    ranges: list[tuple[int, int]] = []
    for operation, argument in items:
        name = str(operation)
        if name == "LITERAL":
            ranges.append((argument, argument))
        elif name == "RANGE":
            ranges.append(argument)
        else:
            ranges.extend(_category(str(argument)))
    return _merged(ranges)


def _category(name: str) -> Set:
    found = _CATEGORIES[name.removeprefix("CATEGORY_").removeprefix("NOT_")]
    return _others(found) if "_NOT_" in name else found


def _case(characters: Set, flags: int) -> Set:
    if not flags & re.IGNORECASE:
        return characters
    ranges = list(characters)
    for low, high in characters:
        for start, distance in ((65, 32), (97, -32)):
            first, last = max(low, start), min(high, start + 25)
            if first <= last:
                ranges.append((first + distance, last + distance))
        if high >= 0x80:
            ranges.append((0x80, _LAST))
    return _merged(ranges)


def _merged(ranges: Iterable[tuple[int, int]]) -> Set:
    merged: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def _others(characters: Set) -> Set:
    ranges: list[tuple[int, int]] = []
    start = 0
    for low, high in _merged(characters):
        if low > start:
            ranges.append((start, low - 1))
        start = high + 1
    if start <= _LAST:
        ranges.append((start, _LAST))
    return tuple(ranges)
