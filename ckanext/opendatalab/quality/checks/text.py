"""How a text file is written: its encoding, its delimiter, its header; and its records, bounded.

The encoding is decided on the whole stream: a byte order mark, else strict UTF-8, else
Windows-1252; one late invalid byte counts.  Guessing libraries take short French files for
Central European ones.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TextIO

from ckanext.opendatalab.quality.checks import delimiters
from ckanext.opendatalab.quality.checks.report import Fault, Place

BLOCK = 256 * 1024
SAMPLE = 64 * 1024
# Of characters: longer than the outline of any commune in one cell.
LONGEST_LINE = 4_000_000
LONGEST_RECORD = 4_000_000

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16"),
)
# As people call them.
NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
}


@dataclass(frozen=True)
class Layout:
    """How a text file is written.

    ``encoding``: as Python names it; ``header_row``: the line of the file on which the header
    starts, from 1.  ``faults``: what is wrong with it so far; ``readable``: whether rows can be
    read at all.
    """

    path: Path
    encoding: str = "utf-8"
    bom: bool = False
    delimiter: str = ","
    quotechar: str = '"'
    header: tuple[str, ...] = ()
    header_row: int = 1
    readable: bool = True
    faults: tuple[Fault, ...] = field(default=())

    def records(self) -> Records:
        """Return the rows under the header."""
        return Records(self)


class RecordTooLongError(Exception):
    """A record passed the bound.  ``lines``: how many lines of the file it had by then."""

    def __init__(self, lines: int) -> None:
        super().__init__(lines)
        self.lines = lines


class Records:
    """The rows under a header; use as a context manager.

    ``reader`` gives them, and raises ``csv.Error`` on one whose quotes do not match (ask on: the
    next one starts on the next line) and :class:`RecordTooLongError`, which is the end.
    ``reader.line_num``: the line of the file that was read last.
    """

    def __init__(self, layout: Layout) -> None:
        # The module's limit is the process's, and below what one outline needs; ours counts.
        csv.field_size_limit(max(csv.field_size_limit(), LONGEST_RECORD + 1))
        self._layout = layout
        self._stream = layout.path.open(encoding=layout.encoding, newline="")
        self._size = 0
        self._lines = 0
        self.reader = csv.reader(
            self._bounded(self._stream),
            delimiter=layout.delimiter,
            quotechar=layout.quotechar,
            strict=True,
        )

    def __enter__(self) -> Records:
        """Go behind the header."""
        while self.reader.line_num < self._layout.header_row:
            self.started()
            try:
                next(self.reader)
            except csv.Error:
                continue
            except StopIteration:
                break
        self.started()
        return self

    def __exit__(self, *args: object) -> None:
        self._stream.close()

    def started(self) -> None:
        """Say that a record is complete: what comes is counted for the next one."""
        self._size = self._lines = 0

    def _bounded(self, stream: TextIO) -> Iterator[str]:
        for line in stream:
            self._size += len(line)
            self._lines += 1
            if self._size > LONGEST_RECORD:
                raise RecordTooLongError(self._lines)
            yield line


def open_text(path: Path) -> Layout:
    """Return how a text file is written; never raises for its content."""
    layout = _decoded(path)
    if not layout.readable:
        return layout
    with path.open(encoding=layout.encoding, newline="") as stream:
        found = delimiters.find(stream.read(SAMPLE), bool(stream.read(1)))
    faults = layout.faults
    if found.above:
        place = Place(row=found.header_row)
        faults += (Fault("title_above_header", "fail", places=(place,)),)
    layout = replace(layout, delimiter=found.delimiter, header_row=found.header_row, faults=faults)
    return _with_header(layout)


def _with_header(layout: Layout) -> Layout:
    """Read the header again, whole: the sample may have ended inside it."""
    records = Records(replace(layout, header_row=0))
    with records:
        while True:
            records.started()
            start = records.reader.line_num + 1
            try:
                row = next(records.reader)
            except StopIteration:
                return layout
            except csv.Error:
                if start >= layout.header_row:
                    return _unreadable(layout, Fault("header_quotes", "fail", 1, (Place(start),)))
                continue
            except RecordTooLongError as error:
                code = "record_too_long" if error.lines > 1 else "line_too_long"
                return _unreadable(layout, _too_long(code, start))
            if start >= layout.header_row:
                return replace(layout, header=tuple(row), header_row=start)


def _unreadable(layout: Layout, fault: Fault) -> Layout:
    return replace(layout, readable=False, faults=(*layout.faults, fault))


def _too_long(code: str, line: int) -> Fault:
    return Fault(code, "fail", 1, (Place(row=line),), numbers={"limit": LONGEST_LINE})


# -------------------------------------------------------------- encoding


def _decoded(path: Path) -> Layout:
    """Read the whole file once: its encoding, bytes that are no text, lines without an end."""
    with path.open("rb") as stream:
        head = stream.read(4)
    for mark, encoding, strict in _MARKS:
        if head.startswith(mark):
            layout = Layout(path, encoding=encoding, bom=True)
            scan = _scan(path, strict)
            if scan.broken is not None:
                numbers = {"encoding": NAMES[encoding]}
                place = Place(row=scan.broken)
                fault = Fault("encoding_broken", "fail", 1, (place,), numbers=numbers)
                return _unreadable(layout, fault)
            return _judged(layout, scan)
    scan = _scan(path, "utf-8")
    if scan.nul is not None:
        return _judged(Layout(path), scan)
    if scan.broken is None:
        return _judged(Layout(path), scan)
    first_invalid = scan.broken
    scan = _scan(path, "cp1252")
    layout = Layout(path, encoding="cp1252")
    if scan.broken is not None:
        fault = Fault("encoding_unknown", "fail", 1, (Place(row=scan.broken),))
        return _unreadable(layout, fault)
    layout = _judged(layout, scan)
    if not layout.readable:
        return layout
    fault = Fault(
        "encoding",
        "warning",
        1,
        (Place(row=first_invalid),),
        numbers={"encoding": NAMES["cp1252"]},
    )
    return replace(layout, faults=(*layout.faults, fault))


def _judged(layout: Layout, scan: _Scan) -> Layout:
    if scan.nul is not None:
        return _unreadable(layout, Fault("nul_bytes", "fail", 1, (Place(row=scan.nul),)))
    if scan.long is not None:
        return _unreadable(layout, _too_long("line_too_long", scan.long))
    if layout.encoding in ("utf-16", "utf-32"):
        numbers = {"encoding": NAMES[layout.encoding]}
        fault = Fault("encoding", "warning", numbers=numbers)
        return replace(layout, faults=(*layout.faults, fault))
    return layout


@dataclass(frozen=True)
class _Scan:
    """The lines with the first byte that does not fit, the first NUL, the first without an end."""

    broken: int | None = None
    nul: int | None = None
    long: int | None = None


def _scan(path: Path, encoding: str) -> _Scan:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line = 1  # where the next character is
    length = 0  # of the line so far
    with path.open("rb") as stream:
        while True:
            block = stream.read(BLOCK)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as error:
                # What a decoder kept from the block before holds no end of a line.
                before = error.object[: error.start]
                return _Scan(broken=line + _ends(before.decode(encoding, "ignore")))
            if "\0" in text:
                return _Scan(nul=line + _ends(text[: text.index("\0")]))
            first, last = _first_end(text), max(text.rfind("\n"), text.rfind("\r"))
            length += len(text) if first < 0 else first
            if length > LONGEST_LINE:
                return _Scan(long=line)
            if first >= 0:
                length = len(text) - last - 1
                line += _ends(text)
            if not block:
                return _Scan()


def _first_end(text: str) -> int:
    found = [place for place in (text.find("\n"), text.find("\r")) if place >= 0]
    return min(found) if found else -1


def _ends(text: str) -> int:
    """Return how many lines end in a text."""
    return text.count("\n") or text.count("\r")
