"""Goes through portions of a table column by column and tells what its schema does not allow."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from frictionless import Field

from ckanext.opendatalab.quality.checks.french import FrenchCheck
from ckanext.opendatalab.quality.checks.report import MOST_PLACES
from ckanext.opendatalab.quality.checks.schema_fields import Reading
from ckanext.opendatalab.quality.checks.table_codes import codes_of
from ckanext.opendatalab.quality.checks.table_faults import Faults

Codes = tuple[str, ...]
# Texts whose verdict is remembered, in the whole table.
_REMEMBERED = 60_000
# Values among which doubles are looked for; the memory for them is the only one that grows.
_MOST_UNIQUE = 500_000
_LONGEST_MATCHED = 5000
# The value of a cell that is of another type: neither there nor empty.
_WRONG = object()


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
        readers = {field.name: _reader(field) for field in reading.fields if field.name in at}
        alone = [check for check in checks if len(check.columns) == 1]
        together = [check for check in checks if len(check.columns) > 1]
        self._probes = [
            _Probe((at[field.name],), _of_cell(field, readers[field.name], own))
            for field in reading.fields
            if field.name in at
            and ((own := [c for c in alone if c.columns[0] == field.name]) or _demanding(field))
        ]
        for check in together:
            present = [name for name in check.columns if name in at]
            if present and (check.absent or len(present) == len(check.columns)):
                judge = _of_cells(check, present, readers)
                self._probes.append(_Probe(tuple(at[name] for name in present), judge))
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
            _Unique([at[name] for name in names], [readers[name] for name in names], code)
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

    def feed(self, lines: Sequence[int], rows: Sequence[Sequence[str]]) -> None:
        """Check some rows."""
        columns = list(zip(*rows, strict=True))
        for probe in self._probes:
            probe.feed(lines, columns, self._faults)
        for unique in self._unique:
            unique.feed(lines, columns, self._faults)


class _Probe:
    """Asks ``judge`` about each text of a column, or each combination of several, once."""

    def __init__(self, at: tuple[int, ...], judge: Callable[[Any], Codes]) -> None:
        self._at = at
        self._judge = judge
        self._good: set[Hashable] = set()
        self._bad: dict[Hashable, Codes] = {}
        self.limit = _REMEMBERED

    def feed(self, lines: Sequence[int], columns: Sequence[Sequence[str]], faults: Faults) -> None:
        column = columns[self._at[0]]
        texts: Sequence[Any] = (
            column
            if len(self._at) == 1
            else list(zip(*(columns[at] for at in self._at), strict=True))
        )
        distinct = set(texts)
        unknown = distinct - self._good
        wrong = False
        for text in unknown:
            codes = self._bad.get(text)
            if codes is None:
                codes = self._judge(text)
                if codes:
                    self._bad[text] = codes
                else:
                    self._good.add(text)
            wrong = wrong or bool(codes)
        if wrong:
            self._tell(lines, texts, column, faults)
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
            faults.of_rows(code, self._at[0], count, first.get(code, []))


class _Unique:
    """Looks for values, or combinations, that were there before."""

    def __init__(self, at: list[int], readers: list[Callable[[str], Any]], code: str) -> None:
        self._at = at
        self._readers = readers
        self._code = code
        self._seen: set[int] = set()

    def feed(self, lines: Sequence[int], columns: Sequence[Sequence[str]], faults: Faults) -> None:
        count = 0
        first: list[tuple[int, str]] = []
        own = [columns[at] for at in self._at]
        for line, *cells in zip(lines, *own, strict=True):
            values = [read(cell) for read, cell in zip(self._readers, cells, strict=True)]
            if _WRONG in values:
                continue
            if all(value is None for value in values):
                wrong = self._code == "primary-key"
            else:
                key = hash(tuple(_same(value) for value in values))
                wrong = key in self._seen
                if len(self._seen) < _MOST_UNIQUE:
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


def _demanding(field: Field) -> bool:
    """Whether some text may not do: not so for a text that nothing is asked of."""
    plain = field.type == "any" or (field.type == "string" and field.format == "default")
    return not plain or bool(set(field.constraints) - {"unique"})


def _reader(field: Field) -> Callable[[str], Any]:
    """Return what gives a cell's value: ``None`` if empty, ``_WRONG`` if of another type."""
    reader = field.create_cell_reader()

    def read(cell: str) -> Any:
        try:
            value, notes = reader(cell)
        except Exception:  # noqa: BLE001 - a value that even frictionless did not think of
            return _WRONG
        return _WRONG if notes and "type" in notes else value

    return read


def _of_cell(
    field: Field, read: Callable[[str], Any], checks: Sequence[FrenchCheck]
) -> Callable[[str], Codes]:
    reader = field.create_cell_reader()
    matched = "pattern" in field.constraints

    def judge(cell: str) -> Codes:
        if matched and len(cell) > _LONGEST_MATCHED:
            return ("constraint-error-pattern",)
        try:
            _, notes = reader(cell)
        except Exception:  # noqa: BLE001 - a value that even frictionless did not think of
            return ("type-error",)
        codes = codes_of(field, notes) if notes else ()
        value = read(cell) if checks else None
        if value is not _WRONG:
            codes = (*codes, *(check.type for check in checks if check.wrong(value)))
        return codes

    return judge


def _of_cells(
    check: FrenchCheck, present: Sequence[str], readers: Mapping[str, Callable[[str], Any]]
) -> Callable[[tuple[str, ...]], Codes]:
    own = [readers[name] for name in present]
    absent = [None] * (len(check.columns) - len(present))

    def judge(cells: tuple[str, ...]) -> Codes:
        values = [read(cell) for read, cell in zip(own, cells, strict=True)]
        told = _WRONG in values
        return () if told or not check.wrong(*values, *absent) else (check.type,)

    return judge


def _same(value: Any) -> str:
    """Return a text that equal values share: Python's hash has -1 for -2."""
    return str(value.normalize() if isinstance(value, Decimal) else value)
