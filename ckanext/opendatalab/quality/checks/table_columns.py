"""Goes through portions of a table column by column and tells what its schema does not allow."""

from __future__ import annotations

import operator
from collections.abc import Callable, Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from frictionless import Field

from ckanext.opendatalab.quality.checks.french import FrenchCheck
from ckanext.opendatalab.quality.checks.report import MOST_PLACES
from ckanext.opendatalab.quality.checks.schema_fields import Reading
from ckanext.opendatalab.quality.checks.table_cells import WRONG, Cells, Codes, judge_together
from ckanext.opendatalab.quality.checks.table_faults import Faults

# Texts whose verdict is remembered, in the whole table.
_REMEMBERED = 60_000
# Values among which doubles are looked for; the memory for them is the only one that grows.
MOST_UNIQUE = 500_000

Table = Sequence[Sequence[str]]


class Columns:
    """The columns of one table against its schema.

    ``doubled``: fields that two columns stand for.  ``none``: no column is one of the schema's.
    """

    def __init__(
        self, header: Sequence[str], reading: Reading, checks: Sequence[FrenchCheck], faults: Faults
    ) -> None:
        self._faults = faults
        at, self.doubled = _places(header, reading.fields)
        self.none = not at
        self._told(header, at, reading)
        cells = {
            field.name: Cells(field, [check for check in checks if check.columns == [field.name]])
            for field in reading.fields
            if field.name in at
        }
        self._probes: list[_Probe] = []
        for name, one in cells.items():
            judge, bad = one.judge()
            if judge or bad:
                self._probes.append(_Probe(at[name], _one(at[name]), judge, bad))
        for check in (check for check in checks if len(check.columns) > 1):
            present = [name for name in check.columns if name in at]
            if len(present) == len(check.columns) or (present and check.absent):
                own = [cells[name] for name in present]
                texts = _several([at[name] for name in present], own, check.emptiness)
                self._probes.append(_Probe(at[present[0]], texts, judge_together(check, own), {}))
            elif check.absent:
                faults.of_header(check.type, check.columns, [None] * len(check.columns), 1)
        limit = max(500, _REMEMBERED // max(1, len(self._probes)))
        for probe in self._probes:
            probe.limit = limit
        keys: list[tuple[tuple[str, ...], str]] = [
            ((name,), "unique-error") for name in reading.unique if name in at
        ]
        if reading.primary_key and all(name in at for name in reading.primary_key):
            keys.append((reading.primary_key, "primary-key"))
        self._unique = [
            _Unique([at[name] for name in names], [cells[name] for name in names], code)
            for names, code in keys
        ]

    def _told(self, header: Sequence[str], at: Mapping[str, int], reading: Reading) -> None:
        if self.none:
            self._faults.of_header("unmatched-header", [], [])
        missing = [
            f.name for f in reading.fields if f.name in reading.required and f.name not in at
        ]
        if missing:
            self._faults.of_header("missing-label", missing, [None] * len(missing))
        other = [name for name, column in at.items() if header[column] != name]
        if other:
            self._faults.of_header("incorrect-label", other, [at[name] for name in other])

    @property
    def unique(self) -> bool:
        """Whether some values may be there once only."""
        return bool(self._unique)

    def feed(self, lines: Sequence[int], rows: Sequence[Sequence[str]]) -> None:
        """Check some rows."""
        columns = list(zip(*rows, strict=True))
        for probe in self._probes:
            probe.feed(lines, columns, self._faults)
        for unique in self._unique:
            unique.feed(lines, columns, self._faults)


class _Probe:
    """Asks ``judge`` about each text of a column, or each combination of several, once.

    ``judge``: ``None`` where only the texts of ``bad`` are wrong.
    """

    def __init__(
        self,
        at: int,
        texts: Callable[[Table], Sequence[Any]],
        judge: Callable[[Any], Codes] | None,
        bad: dict[Any, Codes],
    ) -> None:
        self._at = at
        self._texts = texts
        self._judge = judge
        self._good: set[Hashable] = set()
        self._bad = bad
        self.limit = _REMEMBERED

    def feed(self, lines: Sequence[int], columns: Table, faults: Faults) -> None:
        texts = self._texts(columns)
        if self._judge is not None:
            unknown = set(texts)
            unknown -= self._good
            unknown -= self._bad.keys()
            if unknown:
                judge = self._judge
                bad = {text: codes for text in unknown if (codes := judge(text))}
                self._bad.update(bad)
                self._good |= unknown - bad.keys() if bad else unknown
        if not self._bad.keys().isdisjoint(texts):
            self._tell(lines, texts, columns[self._at], faults)
        if self._judge is not None:
            if len(self._good) > self.limit:
                self._good.clear()
            if len(self._bad) > self.limit:
                self._bad.clear()

    def _tell(
        self, lines: Sequence[int], texts: Sequence[Any], column: Sequence[str], faults: Faults
    ) -> None:
        counts: dict[str, int] = {}
        first: dict[str, list[tuple[int, str]]] = {}
        for line, text, cell in zip(lines, texts, column, strict=True):
            for code in self._bad.get(text, ()):
                seen = counts.get(code, 0)
                counts[code] = seen + 1
                if seen < MOST_PLACES and seen < faults.wanted(code, line):
                    first.setdefault(code, []).append((line, cell))
        for code, count in counts.items():
            faults.of_rows(code, self._at, count, first.get(code, []))


class _Unique:
    """Looks for values, or combinations, that were there before."""

    def __init__(self, at: list[int], cells: list[Cells], code: str) -> None:
        self._at = at
        self._cells = cells
        self._code = code
        self._seen: set[int] = set()

    def feed(self, lines: Sequence[int], columns: Table, faults: Faults) -> None:
        count = 0
        first: list[tuple[int, str]] = []
        own = [columns[at] for at in self._at]
        for line, *cells in zip(lines, *own, strict=True):
            values = [one.value(cell) for one, cell in zip(self._cells, cells, strict=True)]
            if WRONG in values:
                continue
            if all(value is None for value in values):
                wrong = self._code == "primary-key"
            else:
                key = hash(tuple(_same(value) for value in values))
                wrong = key in self._seen
                if len(self._seen) < MOST_UNIQUE:
                    self._seen.add(key)
            if wrong:
                count += 1
                if count <= MOST_PLACES and count <= faults.wanted(self._code, line):
                    first.append((line, cells[0]))
        if count:
            faults.of_rows(self._code, self._at[0], count, first)


def _places(header: Sequence[str], fields: Sequence[Field]) -> tuple[dict[str, int], list[str]]:
    """Return at which column each field is, and the fields that are there twice.

    A name is found whatever its capitals and the spaces around it; how it is written is told.
    """
    exact = {field.name for field in fields}
    loose: dict[str, str] = {}
    for field in fields:
        loose.setdefault(_loose(field.name), field.name)
    at: dict[str, int] = {}
    doubled: dict[str, None] = {}
    for column, label in enumerate(header):
        name = label if label in exact else loose.get(_loose(label))
        if name is None:
            continue
        if name in at:
            doubled[name] = None
        else:
            at[name] = column
    return at, list(doubled)


def _loose(name: str) -> str:
    return name.strip().casefold()


def _one(at: int) -> Callable[[Table], Sequence[Any]]:
    return operator.itemgetter(at)


def _several(
    at: Sequence[int], cells: Sequence[Cells], emptiness: bool
) -> Callable[[Table], Sequence[Any]]:
    """Return what gives, of each row, the texts of some columns, or which of them are empty."""

    def texts(columns: Table) -> Sequence[Any]:
        return list(zip(*(columns[one] for one in at), strict=True))

    def empty(columns: Table) -> Sequence[Any]:
        pairs = zip(at, cells, strict=True)
        told = (map(one.empty.__contains__, columns[column]) for column, one in pairs)
        return list(zip(*told, strict=True))

    return empty if emptiness else texts


def _same(value: Any) -> str:
    """Return a text that equal values share: Python's hash has -1 for -2."""
    return str(value.normalize() if isinstance(value, Decimal) else value)
