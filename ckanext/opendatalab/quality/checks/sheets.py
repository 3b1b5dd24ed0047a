"""The rows of a spreadsheet (XLSX, XLS, ODS), as the texts that a CSV file would have.

The first sheet with anything in it, hidden ones aside.  calamine reads the values that the software
saved: no formula is computed, no link followed, no macro run.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import python_calamine

# As many as a spreadsheet may have; cells, as calamine keeps them, empty ones included, in memory.
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
MOST_CELLS = 10_000_000
MOST_SHEETS = 100
LONGEST_CELL = 32_767
# A title and an empty line may stand above the header.
_HEADER_WITHIN = 10


Row = tuple[int, list[str]]


class UnreadableError(Exception):
    """Not a spreadsheet that can be read.  ``code``: a reason of ``words/schema.yaml``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Sheet:
    """One sheet.  ``rows``: those under the header, each with its number in the spreadsheet.

    ``name``: the sheet's; ``sheets``: how many the file shows; ``above``: whether something stands
    above the header.
    """

    header: tuple[str, ...]
    header_row: int
    rows: Iterator[Row]
    name: str = ""
    sheets: int = 1
    above: bool = False


def rows(path: Path) -> Sheet:
    """Return the first sheet that holds something; its format is known from its content.

    :raises UnreadableError: it cannot be read, is empty, protected by a password, or too large
    """
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        return _first(workbook)
    except python_calamine.PasswordError as error:
        raise UnreadableError("sheet_password") from error
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise UnreadableError("sheet_unreadable") from error


def _first(workbook: Any) -> Sheet:
    visible = python_calamine.SheetVisibleEnum.Visible
    worksheet = python_calamine.SheetTypeEnum.WorkSheet
    shown = [
        one.name
        for one in workbook.sheets_metadata
        if one.visible == visible and one.typ == worksheet
    ]
    for name in shown[:MOST_SHEETS]:
        sheet = workbook.get_sheet_by_name(name)
        width, height = sheet.width, sheet.height
        if width > MOST_COLUMNS or height > MOST_ROWS or width * height > MOST_CELLS:
            raise UnreadableError("sheet_too_large")
        lines = _lines(sheet)
        top = list(islice(lines, _HEADER_WITHIN))
        if top:
            # Where no row is filled for the most part, the first one is the header, such as it is.
            full = (at for at, (_, cells) in enumerate(top) if sum(map(bool, cells)) * 2 > width)
            at = next(full, 0)
            line, cells = top[at]
            header = _trimmed(cells)
            under = _rows(top[at + 1 :], lines, len(header))
            return Sheet(header, line, under, name, len(shown), at > 0)
    raise UnreadableError("sheet_empty")


def _rows(top: list[Row], lines: Iterator[Row], width: int) -> Iterator[Row]:
    """Yield the rows, without cells beyond the header where all of them are empty."""
    for source in (top, lines):
        for line, cells in source:
            yield line, cells if any(cells[width:]) else cells[:width]


def _lines(sheet: Any) -> Iterator[Row]:
    """Yield the rows that are not empty; empty columns before the first cell are left out."""
    for number, values in enumerate(sheet.iter_rows(), start=1):
        if number > MOST_ROWS:
            return
        cells = [text(value) for value in values]
        if any(cells):
            yield number, cells


def _trimmed(cells: list[str]) -> tuple[str, ...]:
    """Formats that were set beyond the table make columns that nobody sees."""
    last = max((at for at, cell in enumerate(cells) if cell.strip()), default=-1)
    return tuple(cells[: last + 1])


def text(value: Any) -> str:
    """Return a cell as Table Schema writes it: dates as ISO, whole numbers without decimals."""
    if isinstance(value, str):
        return value[:LONGEST_CELL]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(timespec="seconds")
    if isinstance(value, datetime.time):
        return value.isoformat(timespec="seconds")
    if isinstance(value, datetime.timedelta):
        return str(value)
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
