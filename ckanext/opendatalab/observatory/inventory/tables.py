"""Turns the bytes of an uploaded file into rows of text, whatever its encoding, delimiter or kind.

The content decides what a file is, never its name.  Nothing here knows CKAN.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ckanext.opendatalab.observatory.inventory import spreadsheet
from ckanext.opendatalab.observatory.inventory.messages import Message, UnreadableFileError

DELIMITERS = (",", ";", "\t", "|")
# A title and an empty line may stand above the header.
HEADER_WITHIN = 10
COLUMNS_READ = 200

_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_OTHER_KINDS = (
    (b"%PDF", "is_pdf"),
    (b"\xd0\xcf\x11\xe0", "is_old_office"),
    (b"Rar!", "is_archive"),
    (b"7z\xbc\xaf", "is_archive"),
    (b"\x1f\x8b", "is_archive"),
    (b"{\\rtf", "is_word_processor"),
)
# What accents become when UTF-8 was read as Windows-1252 and saved again, or could not be read.
_DAMAGE = ("Ã©", "Ã¨", "Ãª", "Ã ", "â€™", "\ufffd")

Score = Callable[[Sequence[str]], int]


@dataclass(frozen=True)
class Row:
    """A row: its number as a spreadsheet shows it, the header being 1, its line in a text file."""

    number: int
    line: int
    cells: tuple[str, ...]
    broken: Message | None = None


@dataclass(frozen=True)
class Table:
    """A header, the rows under it, and how the file was understood."""

    kind: str
    detail: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    remarks: tuple[Message, ...] = ()


def read(content: bytes, score: Score, max_rows: int) -> Table:
    """Return the table of ``content``; ``score`` says how well a row would do as a header.

    :raises UnreadableFileError: nothing can be read, there is no header, no row, or too many
    """
    if not content.strip():
        raise UnreadableFileError("is_empty")
    for start, code in _OTHER_KINDS:
        if content.startswith(start):
            raise UnreadableFileError(code)
    if content.startswith(b"PK"):
        table = _from_spreadsheet(content, score, max_rows)
    else:
        table = _from_text(content, score, max_rows)
    if not table.rows:
        raise UnreadableFileError("has_no_rows")
    if len(table.rows) > max_rows:
        raise UnreadableFileError("has_too_many_rows", limit=max_rows)
    return table


# ------------------------------------------------------------------ text


def _from_text(content: bytes, score: Score, max_rows: int) -> Table:
    text, encoding = _decode(content)
    if text.lstrip()[:1] == "<":
        raise UnreadableFileError("is_web_page")
    scores = {mark: _best_score(text, mark, score) for mark in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda mark: scores[mark])
    if not scores[delimiter]:
        raise UnreadableFileError("has_no_header")
    rows = _split(_records(text, delimiter), score, max_rows)
    remarks = tuple(
        Message("accents_damaged") for _ in (1,) if any(mark in text for mark in _DAMAGE)
    )
    return Table("csv", f"{encoding}, {delimiter!r}", *rows, remarks)


def _decode(content: bytes) -> tuple[str, str]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            try:
                return content.decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise UnreadableFileError("has_unknown_encoding") from error
    if b"\x00" in content:
        raise UnreadableFileError("is_not_text")
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise UnreadableFileError("has_unknown_encoding")


def _best_score(text: str, delimiter: str, score: Score) -> int:
    first = islice(_records(text, delimiter), HEADER_WITHIN)
    return max((score(row.cells) for row in first if not row.broken), default=0)


def _records(text: str, delimiter: str) -> Iterator[Row]:
    """Give every record; where quotes do not match, a broken one, then go on at the next line."""
    # The module's limit is for the whole process and ends the reading; ours refuses one row, later.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        line = reader.line_num + 1
        try:
            cells = tuple(next(reader))
            yield Row(number, line, cells)
        except StopIteration:
            return
        except csv.Error:
            values: dict[str, str | int] = {"first": line, "last": reader.line_num}
            yield Row(number, line, (), Message("quotes_unbalanced", values=values))


# ----------------------------------------------------------- spreadsheets


def _from_spreadsheet(content: bytes, score: Score, max_rows: int) -> Table:
    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableFileError("is_damaged_spreadsheet") from error
    if "xl/workbook.xml" in names:
        kind = "xlsx"
    elif "content.xml" in names and "mimetype" in names:
        kind = "ods"
    elif "word/document.xml" in names:
        raise UnreadableFileError("is_word_processor")
    else:
        raise UnreadableFileError("is_archive")
    sheets = spreadsheet.read(content, max_rows + HEADER_WITHIN, COLUMNS_READ)
    for name, cells in sheets:
        numbered = [Row(n, n, tuple(row)) for n, row in enumerate(cells, start=1)]
        if any(score(row.cells) for row in numbered[:HEADER_WITHIN]):
            header, rows = _split(iter(numbered), score, max_rows)
            others = [other for other, content_ in sheets if other != name and content_]
            remarks = tuple(
                Message("other_sheets_unread", values={"sheet": name, "others": ", ".join(others)})
                for _ in (1,)
                if others
            )
            return Table(kind, name, header, rows, remarks)
    raise UnreadableFileError("has_no_header" if any(c for _, c in sheets) else "is_empty")


# ------------------------------------------------------------------ both


def _split(
    records: Iterator[Row], score: Score, max_rows: int
) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """Return the header and the filled rows under it, at most one more than allowed."""
    first = list(islice(records, HEADER_WITHIN))
    place = max(range(len(first)), key=lambda n: score(first[n].cells))
    header = first[place].cells

    def below() -> Iterator[Row]:
        yield from first[place + 1 :]
        yield from records

    filled = (row for row in below() if row.broken or any(cell.strip() for cell in row.cells))
    return header, tuple(islice(filled, max_rows + 1))
