"""Checks a table against a Table Schema: types, constraints and what French schemas add to them.

frictionless reads the values and knows the constraints.  Its rows are gone through here by columns
instead: a value that a column has a hundred times is read once, and memory stays the same however
long the file is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ckanext.opendatalab.quality.checks import french, report, schema_fields, schema_safety
from ckanext.opendatalab.quality.checks.table_columns import MOST_UNIQUE, Columns
from ckanext.opendatalab.quality.checks.table_faults import Faults

NAME = "schema"
_MOST_LEFT_OUT = 10
# Cells that are held at a time, and characters.
_CELLS = 32_000
_CHARACTERS = 2_000_000

Rows = Iterable[tuple[int, Sequence[str]]]


def check_rows(
    header: Sequence[str], rows: Rows, subject: Any, header_row: int = 1
) -> report.Check:
    """Return what the schema of ``subject`` says of rows, each with its line.

    All rows are taken, also where the schema says nothing of them: somebody may watch them go by.
    """
    checking = Checking(header, subject, header_row)
    if checking.stopped is None:
        for lines, block in _blocks(rows, len(header)):
            checking.feed(lines, block)
    else:
        deque(rows, maxlen=0)
    return checking.result()


class Checking:
    """One check under way.  ``stopped``: its result, where no row need be read for it."""

    def __init__(self, header: Sequence[str], subject: Any, header_row: int = 1) -> None:
        self.rows = 0
        self.numbers: dict[str, str | int] = {}
        self._faults = Faults(header, header_row)
        self._columns: Columns | None = None
        self.stopped: report.Check | None = None
        self.stopped = self._begin(header, subject)

    def _begin(self, header: Sequence[str], subject: Any) -> report.Check | None:
        reason = _reason(subject)
        if reason:
            return report.Check(NAME, "skipped", reason=reason)
        reason = schema_safety.refused(subject.schema)
        if reason:
            return report.Check(NAME, "error", reason=reason)
        if not any(name.strip() for name in header):
            return report.Check(NAME, "skipped", reason="schema_no_header")
        reading = schema_fields.read(subject.schema)
        names = [field.name for field in reading.fields]
        checks, unknown = french.read(subject.schema.get("custom_checks"), names)
        left_out = [*reading.left_out, *unknown]
        if left_out:
            self.numbers["not_checked"] = ", ".join(left_out[:_MOST_LEFT_OUT])
        self._columns = Columns(header, reading, checks, self._faults)
        if self._columns.doubled:
            doubled = ", ".join(self._columns.doubled[:_MOST_LEFT_OUT])
            numbers: dict[str, str | int] = {**self.numbers, "columns": doubled}
            return report.Check(NAME, "skipped", reason="schema_column_twice", numbers=numbers)
        return self.result() if self._columns.none else None

    def feed(self, lines: Sequence[int], rows: Sequence[Sequence[str]]) -> None:
        """Check some rows, which all have as many cells as the header, and their lines."""
        if self._columns is not None:
            self.rows += len(rows)
            self._columns.feed(lines, rows)

    def result(self) -> report.Check:
        """Return the check, with what was found until now."""
        if self.stopped is not None:
            return self.stopped
        if self._columns and self._columns.unique and self.rows > MOST_UNIQUE:
            self.numbers["unique_compared"] = MOST_UNIQUE
        faults = self._faults.told()
        numbers: dict[str, str | int] = {"rows": self.rows, **self.numbers}
        return report.Check(NAME, report.outcome_of(faults), faults, numbers=numbers)


def _reason(subject: Any) -> str:
    if subject.schema_kind == "other":
        return "schema_elsewhere"
    return "schema_none" if subject.schema is None else ""


def _blocks(rows: Rows, width: int) -> Iterator[tuple[list[int], list[Sequence[str]]]]:
    """Yield the rows in portions, as many cells as the header in each; empty rows are left out."""
    most = max(20, _CELLS // max(1, width))
    lines: list[int] = []
    block: list[Sequence[str]] = []
    characters = 0
    for line, row in rows:
        if len(row) != width:
            row = [*row[:width], *[""] * (width - len(row))]
        # As one text it is measured fastest, and is nothing where every cell is.
        size = len("".join(row))
        if size:
            lines.append(line)
            block.append(row)
            characters += size
            if len(block) >= most or characters > _CHARACTERS:
                yield lines, block
                lines, block, characters = [], [], 0
    if block:
        yield lines, block
