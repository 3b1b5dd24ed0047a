"""Whether a table is one: its header, rows as wide as it, nothing blank, nothing twice."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from ckanext.opendatalab.quality.checks.report import (
    MOST_PLACES,
    Check,
    Fault,
    Level,
    Place,
    outcome_of,
)
from ckanext.opendatalab.quality.checks.text import LONGEST_RECORD, RecordTooLongError

NAME = "structure"
MOST_COLUMNS = 16_384
# Rows that are compared with one another, from the first: so memory does not grow with the file.
COMPARED = 100_000
# Rows whose cells are looked at one by one elsewhere; and their characters.
SAMPLED = 5_000
SAMPLED_CHARACTERS = 4_000_000
SAMPLED_CELL = 1000

Row = tuple[int, Sequence[str]]


class Reader(Protocol):
    """As ``csv.reader``: rows, and the line that was read last."""

    @property
    def line_num(self) -> int: ...
    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


class Watch:
    """Looks at rows while somebody else reads them.

    ``rows``: how many there were; ``complete``: whether that was all; ``sample``: the first ones.
    """

    def __init__(self, header: Sequence[str], most_rows: int, header_row: int = 1) -> None:
        self.rows = 0
        self.complete = True
        self.sample: list[Row] = []
        self._header = header
        self._most_rows = most_rows
        self._sampled = 0
        self._line = header_row
        self._seen: set[int] = set()
        self._faults = _Faults()
        _check_header(header, header_row, self._faults)

    def watch(
        self, reader: Reader, started: Callable[[], None] = lambda: None
    ) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows with the lines on which they start, blank ones aside.

        :param started: told when a record is complete
        """
        try:
            while True:
                try:
                    yield from self._read(reader, started)
                    return
                except csv.Error as error:
                    # The reader is at the end of the record that it gave up.
                    open_ = "end of data" in str(error)
                    self._faults.add("quote_open" if open_ else "quotes", "fail", self._line)
                    started()
        except RecordTooLongError as error:
            code = "quote_open" if error.lines > 1 else "line_too_long"
            self._faults.add(code, "fail", self._line, limit=LONGEST_RECORD)
            self.complete = False

    def check(self) -> Check:
        """Return what was found in the rows that were read."""
        faults = self._faults.told()
        limits: dict[str, Any] = {} if self.rows <= COMPARED else {"rows_compared": COMPARED}
        return Check(NAME, outcome_of(faults), faults, numbers=limits)

    def _read(self, reader: Reader, started: Callable[[], None]) -> Iterator[tuple[int, list[str]]]:
        width = len(self._header)
        most = self._most_rows
        look_at = COMPARED
        rows = self.rows
        blank: list[int] = []
        self._line = line = reader.line_num + 1
        try:
            for row in reader:
                if len(row) != width:
                    if not row:
                        # At the end of the file they are nothing.
                        blank.append(line)
                        started()
                        self._line = line = reader.line_num + 1
                        continue
                    self._uneven(line, row, width)
                if rows >= most:
                    self.complete = False
                    return
                if blank:
                    for one in blank:
                        self._faults.add("blank_rows", "warning", one)
                    blank = []
                if not any(row):
                    self._faults.add("blank_rows", "warning", line)
                else:
                    rows += 1
                    if rows <= look_at:
                        self._look(rows, line, row)
                    yield line, row
                started()
                self._line = line = reader.line_num + 1
        finally:
            self.rows = rows

    def _uneven(self, line: int, row: Sequence[str], width: int) -> None:
        if not any(row):
            return
        code = "row_too_short" if len(row) < width else "row_too_long"
        self._faults.add(code, "fail", line, columns=width)

    def _look(self, number: int, line: int, row: Sequence[str]) -> None:
        whole = hash(tuple(row))
        if whole in self._seen:
            self._faults.add("duplicate_rows", "warning", line)
        else:
            self._seen.add(whole)
        if number <= SAMPLED and self._sampled < SAMPLED_CHARACTERS:
            self._sampled += sum(map(len, row))
            self.sample.append((line, [cell[:SAMPLED_CELL] for cell in row]))


class _Faults:
    """Counts faults by code, and keeps the first places."""

    def __init__(self) -> None:
        self._levels: dict[str, Level] = {}
        self._counts: Counter[str] = Counter()
        self._places: dict[str, list[Place]] = {}
        self._numbers: dict[str, dict[str, str | int]] = {}

    def add(
        self,
        code: str,
        level: Level,
        line: int,
        column: int | None = None,
        name: str = "",
        **numbers: int,
    ) -> None:
        self._levels[code] = level
        self._counts[code] += 1
        self._numbers[code] = dict(numbers)
        places = self._places.setdefault(code, [])
        if len(places) < MOST_PLACES:
            places.append(Place(line, column, name))

    def told(self) -> tuple[Fault, ...]:
        return tuple(
            Fault(
                code, level, self._counts[code], tuple(self._places[code]), (), self._numbers[code]
            )
            for code, level in self._levels.items()
        )


def _check_header(header: Sequence[str], line: int, faults: _Faults) -> None:
    if len(header) > MOST_COLUMNS:
        faults.add("too_many_columns", "fail", line, limit=MOST_COLUMNS)
        return
    seen: set[str] = set()
    for column, name in enumerate(header, start=1):
        bare = name.strip()
        if not bare:
            faults.add("header_empty", "fail", line, column)
        elif bare in seen:
            faults.add("header_twice", "fail", line, column, bare)
        elif bare != name:
            faults.add("header_spaces", "warning", line, column, bare)
        seen.add(bare)
