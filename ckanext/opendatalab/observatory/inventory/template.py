"""The seven-column table to start an inventory from: as CSV, XLSX and ODS."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import yaml
from openpyxl.styles import Alignment, Font

from ckanext.opendatalab.observatory.inventory.formats import TEMPLATE, Format
from ckanext.opendatalab.observatory.inventory.texts import plain

SOURCE = Path(__file__).with_name("template.yaml")
LANGUAGES = ("en", "fr")
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


@dataclass(frozen=True)
class _Content:
    sheet: str
    header: tuple[str, ...]
    explanations: dict[str, tuple[str, ...]]
    example: tuple[str, ...]

    def rows(self, language: str) -> list[tuple[str, ...]]:
        words = self.explanations.get(language[:2]) or self.explanations["en"]
        return [self.header, words, self.example]


@cache
def content() -> _Content:
    """Return what ``template.yaml`` says.

    :raises ValueError: names the file, the key and what is expected
    """
    data = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    columns = data["columns"]
    header = tuple(column["header"] for column in columns)
    expected = tuple(column.header for column in TEMPLATE.columns)
    if header != expected:
        raise ValueError(f"{SOURCE}: columns: header: expected {expected!r}, got {header!r}")
    return _Content(
        sheet=data["sheet"],
        header=header,
        explanations={
            language: tuple(column["explanation"][language] for column in columns)
            for language in LANGUAGES
        },
        example=tuple(column["example"] for column in columns),
    )


def explained(language: str) -> list[tuple[str, str]]:
    """Return each header with what it means."""
    header, words, _ = content().rows(language)
    return list(zip(header, words, strict=True))


def is_explanation(form: Format, cells: Sequence[str]) -> bool:
    """Return whether a row is the one under the headers of our template."""
    return form is TEMPLATE and any(
        _same(cells, words) for words in content().explanations.values()
    )


def is_example(form: Format, cells: Sequence[str]) -> bool:
    """Return whether a row is the example of our template, left as it was."""
    return form is TEMPLATE and _same(cells, content().example)


def _same(cells: Sequence[str], ours: Sequence[str]) -> bool:
    return [plain(cell) for cell in cells[: len(ours)]] == [plain(text) for text in ours]


def as_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """Return ``rows`` as the CSV that French spreadsheets open with a double click."""
    output = io.StringIO()
    csv.writer(output, delimiter=";", lineterminator="\r\n").writerows(rows)
    return output.getvalue().encode("utf-8-sig")


def as_xlsx(rows: Sequence[Sequence[str]]) -> bytes:
    """Return ``rows`` as XLSX, the first one bold, the second one in italics."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = content().sheet
    for row in rows:
        sheet.append(list(row))
    for row, font in zip(
        sheet.iter_rows(), (Font(bold=True), Font(italic=True), Font()), strict=True
    ):
        for cell in row:
            cell.font = font
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for letter in "ABCDEFG":
        sheet.column_dimensions[letter].width = 32
    sheet.freeze_panes = "A2"
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


# ODS by hand.  One sheet of text is a ZIP of three small files (OASIS OpenDocument 1.3, parts 2 and
# 3); of the libraries, odfpy has had no release since 2020, and odfdo is large for one table.
_ODS_TYPE = MEDIA_TYPES["ods"]
_ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    ' manifest:version="1.3">'
    '<manifest:file-entry manifest:full-path="/" manifest:version="1.3"'
    f' manifest:media-type="{_ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_ODS_CONTENT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<office:document-content office:version="1.3"'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    "<office:automatic-styles>"
    '<style:style style:name="wide" style:family="table-column">'
    '<style:table-column-properties style:column-width="6cm"/></style:style>'
    '<style:style style:name="row0" style:family="table-cell">'
    '<style:table-cell-properties fo:wrap-option="wrap"/>'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="row1" style:family="table-cell">'
    '<style:table-cell-properties fo:wrap-option="wrap"/>'
    '<style:text-properties fo:font-style="italic"/></style:style>'
    '<style:style style:name="row2" style:family="table-cell">'
    '<style:table-cell-properties fo:wrap-option="wrap"/></style:style>'
    "</office:automatic-styles>"
    "<office:body><office:spreadsheet><table:table table:name={name}>"
    '<table:table-column table:style-name="wide" table:number-columns-repeated="{columns}"/>'
    "{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
)


def as_ods(rows: Sequence[Sequence[str]]) -> bytes:
    """Return ``rows`` as ODS, the first one bold, the second one in italics."""
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell table:style-name="row{number}" office:value-type="string">'
            f"<text:p>{escape(cell)}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for number, row in enumerate(rows)
    )
    body = _ODS_CONTENT.format(name=quoteattr(content().sheet), columns=len(rows[0]), rows=lines)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        # First and uncompressed, so that a file manager recognises it.
        archive.writestr("mimetype", _ODS_TYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _ODS_MANIFEST)
        archive.writestr("content.xml", body)
    return output.getvalue()


_WRITERS: dict[str, Callable[[Sequence[Sequence[str]]], bytes]] = {
    "csv": as_csv,
    "xlsx": as_xlsx,
    "ods": as_ods,
}


def file(extension: str, language: str) -> bytes:
    """Return the template; its second row explains the headers in ``language``.

    :raises KeyError: no such kind of file
    """
    return _WRITERS[extension](content().rows(language))
