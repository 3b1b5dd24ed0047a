"""What cells look like, without a schema: signs that a spreadsheet changed the data.  Hints only.

A column's cells are joined first: one search tells whether a sign is there at all, and only then is
each cell looked at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from ckanext.opendatalab.common import hints
from ckanext.opendatalab.quality.checks.report import (
    LONGEST_NAME,
    LONGEST_VALUE,
    MOST_PLACES,
    Check,
    Fault,
    Place,
    outcome_of,
)

NAME = "content"
# Of the cells of a column that are not empty: so many speak for the column.
MOST = 0.9
HALF = 0.5

_FLAGS = re.MULTILINE
_DECIMAL_COMMA = re.compile(r"^[+-]?(?:\d+|\d{1,3}(?:[ \u00a0\u202f]\d{3})+),\d+$", _FLAGS)
_NUMBER = re.compile(r"^[+-]?(?:\d+|\d{1,3}(?:[ \u00a0\u202f]\d{3})+)(?:[.,]\d+)?$", _FLAGS)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|1[0-2])/(?:19|20)\d\d"
_FRENCH_DATE = re.compile(rf"^{_DAY}(?: \d{{1,2}}[:h]\d{{2}}(?::\d{{2}})?)?$", _FLAGS)
_ANY_DATE = re.compile(rf"^(?:{_DAY}|(?:19|20)\d\d-\d\d-\d\d)\b", _FLAGS)
_SCIENTIFIC = re.compile(r"^\d[.,]\d+E\+\d\d?$", _FLAGS)
_ERROR = re.compile(
    r"^#(?:REF!|N/A|VALUE!|VALEUR!|DIV/0!|NAME\?|NOM\?|NUM!|NOMBRE!|NULL!|NUL!|#{2,}.*)$", _FLAGS
)
_FORMULA = re.compile(r"^[=+@-][A-Za-z_][\w.]*[(|!]", _FLAGS)
_ACCENTS = re.compile("\ufffd|Ã[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e]|â€[™œ“”˜]")
_DIGITS = re.compile(r"\d+")

# By the words of a column's name: how long a code is.  The first that fits.
_CODES: tuple[tuple[frozenset[str], int], ...] = (
    (frozenset({"siret"}), 14),
    (frozenset({"siren"}), 9),
    (frozenset({"insee"}), 5),
    (frozenset({"postal"}), 5),
    (frozenset({"postale", "code"}), 5),
    (frozenset({"codgeo"}), 5),
    (frozenset({"commune", "code"}), 5),
    (frozenset({"com", "code"}), 5),
    (frozenset({"departement", "code"}), 2),
    (frozenset({"dep", "code"}), 2),
)

Row = tuple[int, Sequence[str]]
Code = Literal[
    "decimal_comma",
    "french_dates",
    "lost_zeros",
    "scientific",
    "spreadsheet_errors",
    "formulas",
    "broken_accents",
]


@dataclass(frozen=True)
class _Hit:
    line: int
    column: int
    name: str
    value: str


def check(
    header: Sequence[str], sample: Sequence[Row], rows: int, described: Collection[str] = ()
) -> Check:
    """Return hints at cells.

    :param sample: the first rows, with their lines; ``rows``: how many there are
    :param described: columns that a schema describes, which says more of them
    """
    hits: dict[Code, list[_Hit]] = {}
    counts: dict[Code, int] = {}
    for at, name in enumerate(header):
        if name.strip() in described:
            continue
        cells = [row[at].strip() if at < len(row) else "" for _, row in sample]
        for code, test in _signs(name, cells):
            found = [number for number, cell in enumerate(cells) if cell and test(cell)]
            counts[code] = counts.get(code, 0) + len(found)
            kept = hits.setdefault(code, [])
            kept.extend(_Hit(sample[n][0], at + 1, name, cells[n]) for n in found[:MOST_PLACES])
    faults = tuple(_fault(code, counts[code], hits[code]) for code in counts)
    looked_at = len(sample)
    numbers: dict[str, str | int] = {"rows_looked_at": looked_at} if looked_at < rows else {}
    return Check(NAME, outcome_of(faults), faults, numbers=numbers)


def _signs(name: str, cells: list[str]) -> list[tuple[Code, Callable[[str], bool]]]:
    """Return what the cells of a column show, each with the test of a cell."""
    joined = "\n".join(cells)
    filled = sum(map(bool, cells))
    found: list[tuple[Code, Callable[[str], bool]]] = []
    if not filled:
        return found

    def share(pattern: re.Pattern[str]) -> float:
        return sum(1 for _ in pattern.finditer(joined)) / filled

    if (
        "," in joined
        and _DECIMAL_COMMA.search(joined)
        and (name_says_number(name) or share(_NUMBER) >= MOST)
    ):
        found.append(("decimal_comma", _matches(_DECIMAL_COMMA)))
    if (
        "/" in joined
        and _FRENCH_DATE.search(joined)
        and (share(_FRENCH_DATE) >= HALF or share(_ANY_DATE) >= MOST)
    ):
        found.append(("french_dates", _matches(_FRENCH_DATE)))
    length = _code_length(name, joined)
    if length and (short := _lost(joined, length)):
        found.append(("lost_zeros", lambda cell: len(cell) in short and cell.isdigit()))
    if "E+" in joined and _SCIENTIFIC.search(joined):
        found.append(("scientific", _matches(_SCIENTIFIC)))
    if "#" in joined and _ERROR.search(joined):
        found.append(("spreadsheet_errors", _matches(_ERROR)))
    if _FORMULA.search(joined):
        found.append(("formulas", _matches(_FORMULA)))
    if ("\ufffd" in joined or "Ã" in joined or "â€" in joined) and _ACCENTS.search(joined):
        found.append(("broken_accents", lambda cell: bool(_ACCENTS.search(cell))))
    return found


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda cell: bool(pattern.match(cell))


def name_says_number(name: str) -> bool:
    """Tell whether a column's name promises amounts, whatever else stands in some of its cells."""
    return bool(set(hints.words(name)) & {"montant", "prix", "cout", "taux", "surface", "longueur"})


def _code_length(name: str, joined: str) -> int:
    """Return how many digits the codes of a column have, 0 where it holds none."""
    said = set(hints.words(name))
    for wanted, length in _CODES:
        if wanted <= said:
            return length
    lengths = set(map(len, joined.split())) if said & {"code", "cp"} else set()
    return 5 if lengths == {4, 5} and _only_digits(joined) else 0


def _lost(joined: str, length: int) -> frozenset[int]:
    """Return how long those numbers are that lost their zeros."""
    lengths = set(map(len, filter(str.isdigit, joined.split())))
    # One zero at the front, two for establishments of the oldest units.
    return (
        frozenset({length - 1, length - 2} - {0}) & lengths
        if length > 5
        else (frozenset({length - 1}) & lengths)
    )


def _only_digits(joined: str) -> bool:
    return all(_DIGITS.fullmatch(cell) for cell in joined.split())


def _fault(code: Code, count: int, hits: list[_Hit]) -> Fault:
    first = sorted(hits, key=lambda hit: (hit.line, hit.column))[:MOST_PLACES]
    return Fault(
        code,
        "warning",
        count,
        tuple(Place(hit.line, hit.column, hit.name[:LONGEST_NAME]) for hit in first),
        tuple(hit.value[:LONGEST_VALUE] for hit in first),
    )
