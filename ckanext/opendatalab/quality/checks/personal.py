"""Hints at personal data in a table: which columns somebody should look at.  Internal.

By the names of the columns (:mod:`common.hints`) and by what single cells are: an e-mail address
that is not a desk's, a telephone number, a social security number or an account number with a valid
key.  Nothing that a cell holds is kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ckanext.opendatalab.common import hint_names, hints
from ckanext.opendatalab.quality.checks.report import (
    LONGEST_NAME,
    MOST_PLACES,
    Check,
    Fault,
    Place,
    outcome_of,
)

NAME = "personal"
KINDS = ("email", "phone", "national_number", "account", "name", "address", "birth_date")

_EMAIL = re.compile(r"(?<![^\s<:;,(\"'])([\w.+%'-]{1,64})@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PHONE = re.compile(
    r"(?<![\w.+-])(?:(?:\+|00)33[ .]?(?:\(0\))?|0)[ .]?[1-9](?:[ .-]?\d\d){4}(?![\w.-])"
)
_NATIONAL = re.compile(
    r"(?<!\d)[1-478][ .]?\d\d[ .]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .]?(?:\d\d|2[AB])"
    r"[ .]?\d{3}[ .]?\d{3}[ .]?\d\d(?!\d)"
)
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
# Hints by names look at so many rows.
_ROWS_OF_HINTS = 500

Row = tuple[int, Sequence[str]]


@dataclass(frozen=True)
class Found:
    """``columns``: those that may hold personal data, from 1."""

    check: Check
    columns: frozenset[int]


def find(header: Sequence[str], sample: Sequence[Row], rows: int) -> Found:
    """Return which columns of a table may hold personal data.

    :param sample: the first rows, with their lines; ``rows``: how many there are
    """
    cells_of: dict[str, dict[int, tuple[int, int]]] = {}
    for at in range(len(header)):
        cells = [row[at] if at < len(row) else "" for _, row in sample]
        for kind, count, first in _kinds(header[at], cells):
            cells_of.setdefault(kind, {})[at + 1] = (count, sample[first][0])
    named = hints.hints(header, [row for _, row in sample[:_ROWS_OF_HINTS]])
    for hint in named:
        for at, name in enumerate(header, start=1):
            if name == hint.column:
                cells_of.setdefault(hint.kind, {}).setdefault(at, (0, 0))
    faults = tuple(_fault(kind, cells_of[kind], header) for kind in KINDS if kind in cells_of)
    columns = frozenset(column for kind in cells_of.values() for column in kind)
    looked_at = len(sample)
    numbers: dict[str, str | int] = {"rows_looked_at": looked_at} if looked_at < rows else {}
    return Found(Check(NAME, outcome_of(faults), faults, numbers=numbers), columns)


def without_values(check: Check, columns: frozenset[int], header: Sequence[str]) -> Check:
    """Return a check without what is in cells of ``columns``, or is personal by itself.

    A value whose column is not known goes as soon as there is such a column.
    """
    names = {header[column - 1].strip() for column in columns}

    def kept(place: Place | None, value: str) -> str:
        if is_personal(value):
            return ""
        if not columns:
            return value
        if place is None or place.column is None or place.column in columns:
            return ""
        return "" if place.name.strip() in names else value

    def cleaned(fault: Fault) -> Fault:
        places: list[Place | None] = [*fault.places, *[None] * len(fault.values)]
        values = tuple(kept(places[at], value) for at, value in enumerate(fault.values))
        return replace(fault, values=values if any(values) else ())

    return replace(check, faults=tuple(cleaned(fault) for fault in check.faults))


def is_personal(value: str) -> bool:
    """Tell whether one value is personal data, whatever stands beside it."""
    return bool(_emails([value]) or _phones([value]) or _nationals([value]) or _accounts([value]))


def _kinds(name: str, cells: list[str]) -> list[tuple[str, int, int]]:
    """Return what cells of a column are: kind, how many cells, and which is the first."""
    joined = "\n".join(cells)
    found: list[tuple[str, list[int]]] = []
    if "@" in joined:
        found.append(("email", _emails(cells)))
    # Ten digits may number anything.
    if not set(hints.words(name)) & hint_names.IDENTIFIERS and _PHONE.search(joined):
        found.append(("phone", _phones(cells)))
    if _NATIONAL.search(joined):
        found.append(("national_number", _nationals(cells)))
    if _ACCOUNT.search(joined):
        found.append(("account", _accounts(cells)))
    return [(kind, len(places), places[0]) for kind, places in found if places]


def _emails(cells: Sequence[str]) -> list[int]:
    return [
        at
        for at, cell in enumerate(cells)
        if "@" in cell and any(not _is_desk(found[1]) for found in _EMAIL.finditer(cell))
    ]


def _is_desk(before: str) -> bool:
    return bool(set(hints.words(before)) & hint_names.DESKS)


def _phones(cells: Sequence[str]) -> list[int]:
    return [at for at, cell in enumerate(cells) if _PHONE.search(cell)]


def _nationals(cells: Sequence[str]) -> list[int]:
    return [
        at
        for at, cell in enumerate(cells)
        if any(_has_key(found[0]) for found in _NATIONAL.finditer(cell))
    ]


def _has_key(number: str) -> bool:
    """Tell whether the last two digits are the key of the others."""
    bare = re.sub(r"[ .]", "", number).replace("2A", "19").replace("2B", "18")
    return 97 - int(bare[:13]) % 97 == int(bare[13:])


def _accounts(cells: Sequence[str]) -> list[int]:
    return [
        at
        for at, cell in enumerate(cells)
        if any(_is_account(found[0]) for found in _ACCOUNT.finditer(cell))
    ]


def _is_account(text: str) -> bool:
    """Tell whether a text is an IBAN: its digits, letters counted from 10, leave 1 of 97."""
    bare = text.replace(" ", "")
    turned = bare[4:] + bare[:4]
    return 15 <= len(bare) <= 34 and int("".join(str(int(one, 36)) for one in turned)) % 97 == 1


def _fault(kind: str, columns: dict[int, tuple[int, int]], header: Sequence[str]) -> Fault:
    """Return one place for each column: the first cell, without what it holds."""
    places = tuple(
        Place(line or None, column, header[column - 1][:LONGEST_NAME])
        for column, (_, line) in sorted(columns.items())[:MOST_PLACES]
    )
    count = sum(count for count, _ in columns.values())
    return Fault(f"personal_{kind}", "warning", max(count, len(columns)), places)
