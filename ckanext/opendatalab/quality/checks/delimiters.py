"""Which delimiter a table has, and where its header is, from the first rows.  Pure."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass

DELIMITERS = (",", ";", "\t", "|")
MOST_ROWS = 200
# A title or an empty line may stand above the header.
HEADER_WITHIN = 10
# From this part of the rows with the same number of cells, they are a table.
SHARE = 0.8

_Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Found:
    """``header_row``: the line on which the header starts; ``above``: text stands above it."""

    delimiter: str = ","
    header_row: int = 1
    above: bool = False


def find(sample: str, cut: bool) -> Found:
    """Return the delimiter of the table that ``sample`` begins; ``cut``: there is more of it.

    The one that splits the header and most of the rows into as many cells.  Where none splits the
    first row and one splits nearly all others alike, a title stands above the header.  A table
    that none splits has one column.
    """
    tables = {mark: _rows(sample, mark, cut) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: _like_header(tables[mark]))
    rows = tables[best]
    first = rows[0][0] if rows else 1
    if _like_header(rows) > (0, 0):
        return Found(best, first)
    for mark in sorted(DELIMITERS, key=lambda mark: _alike(tables[mark])[0], reverse=True):
        share, width = _alike(tables[mark])
        if share >= SHARE and width > 1:
            header = next(
                (line for line, row in tables[mark][:HEADER_WITHIN] if len(row) == width), None
            )
            if header is not None:
                return Found(mark, header, above=True)
    return Found(",", first)


def _like_header(rows: list[_Row]) -> tuple[float, int]:
    """Return which part of the rows is as wide as the first, and how wide; one cell is nothing."""
    if not rows or len(rows[0][1]) < 2:
        return (0, 0)
    width = len(rows[0][1])
    return (sum(len(row) == width for _, row in rows) / len(rows), width)


def _alike(rows: list[_Row]) -> tuple[float, int]:
    """Return the most common width below the first row, and which part of the rows has it."""
    if len(rows) < 4:
        return (0, 0)
    # Every row that a title or a note stands in is one cell wide.
    widths = Counter(len(row) for _, row in rows[1:])
    width, times = widths.most_common(1)[0]
    return (times / (len(rows) - 1), width)


def _rows(sample: str, delimiter: str, cut: bool) -> list[_Row]:
    """Return the first rows that are not blank, and the lines on which they start."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    rows: list[_Row] = []
    complete = False
    while len(rows) < MOST_ROWS:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            complete = True
            break
        except csv.Error:
            continue
        if any(row):
            rows.append((line, row))
    if cut and complete and len(rows) > 1:
        rows.pop()  # its end is missing
    return rows
