"""Spreadsheets are read as the table that a CSV file would hold."""

from __future__ import annotations

import datetime
import zipfile

import openpyxl
import pytest

from ckanext.opendatalab.quality.checks import isolate, run, sheets, table
from tests.quality.checks.tables import Subject, column, schema, told

_ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:body><office:spreadsheet><table:table table:name="Feuille">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""

_MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"""


def book(path, *contents):
    """Write a workbook with a sheet for each of ``contents``: cells by their address."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for number, cells in enumerate(contents):
        sheet = workbook.create_sheet(f"Feuille {number + 1}")
        for address, value in cells.items():
            sheet[address] = value
    workbook.save(path)
    return path


def test_values_are_what_a_table_schema_expects(tmp_path):
    cells = {
        "A1": "texte",
        "B1": "entier",
        "C1": "nombre",
        "D1": "date",
        "E1": "quand",
        "F1": "vrai",
    }
    cells |= {
        "A2": "06004",
        "B2": 12.0,
        "C2": 12.5,
        "D2": datetime.date(2024, 3, 31),
        "E2": datetime.datetime.fromisoformat("2024-03-31T14:30:00"),
        "F2": True,
        "A3": "=1+1",
    }
    sheet = sheets.rows(book(tmp_path / "a.xlsx", cells))
    assert sheet.header == ("texte", "entier", "nombre", "date", "quand", "vrai")
    assert (sheet.header_row, sheet.sheets, sheet.above) == (1, 1, False)
    line, values = next(sheet.rows)
    assert line == 2
    assert values == ["06004", "12", "12.5", "2024-03-31", "2024-03-31T14:30:00", "true"]


def test_the_first_sheet_with_something_in_it_is_read_and_titles_passed_over(tmp_path):
    table_ = {"B3": "Subventions", "B5": "a", "C5": "b", "B6": 1, "C6": 2, "B8": 3, "C8": "x"}
    sheet = sheets.rows(book(tmp_path / "a.xlsx", {}, table_, {"A1": "autre"}))
    assert (sheet.name, sheet.sheets, sheet.above) == ("Feuille 2", 3, True)
    assert (sheet.header, sheet.header_row) == (("a", "b"), 5)
    assert list(sheet.rows) == [(6, ["1", "2"]), (8, ["3", "x"])]


def test_hidden_sheets_are_not_read(tmp_path):
    path = book(tmp_path / "a.xlsx", {"A1": "caché"}, {"A1": "a", "A2": "1"})
    workbook = openpyxl.load_workbook(path)
    workbook["Feuille 1"].sheet_state = "hidden"
    workbook.active = 1
    workbook.save(path)
    sheet = sheets.rows(path)
    assert (sheet.name, sheet.header, sheet.sheets) == ("Feuille 2", ("a",), 1)


def test_cells_that_are_formatted_only_make_no_column_and_values_beside_the_table_stay(tmp_path):
    cells = {"A1": "a", "B1": "b", "A2": 1, "B2": 2, "A3": 1, "D3": "note"}
    sheet = sheets.rows(book(tmp_path / "a.xlsx", cells))
    assert sheet.header == ("a", "b")
    assert list(sheet.rows) == [(2, ["1", "2"]), (3, ["1", "", "", "note"])]


def test_an_ods_file_is_read_as_well(tmp_path):
    text = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    number = '<table:table-cell office:value-type="float" office:value="{}"/>'
    date = '<table:table-cell office:value-type="date" office:date-value="{}"/>'
    rows = [
        text.format("a") + text.format("b") + text.format("c"),
        text.format("x") + number.format("7") + date.format("2024-03-31"),
    ]
    content = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", _ODS.format(rows=content))
    sheet = sheets.rows(path)
    assert sheet.header == ("a", "b", "c")
    assert list(sheet.rows) == [(2, ["x", "7", "2024-03-31"])]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet_unreadable"),
        (b"PK\x03\x04rien", "sheet_unreadable"),
        (b"a,b", "sheet_unreadable"),
    ],
)
def test_what_is_no_spreadsheet_is_said_not_to_be_readable(tmp_path, content, code):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(sheets.UnreadableError) as error:
        sheets.rows(path)
    assert error.value.code == code


def test_an_empty_workbook_is_said_to_be_empty(tmp_path):
    with pytest.raises(sheets.UnreadableError) as error:
        sheets.rows(book(tmp_path / "a.xlsx", {}, {"A1": ""}))
    assert error.value.code == "sheet_empty"


def test_a_sheet_larger_than_a_table_is_refused(tmp_path, monkeypatch):
    path = book(tmp_path / "a.xlsx", {"A1": "a", "CV100": "b"})
    monkeypatch.setattr(sheets, "MOST_CELLS", 9_999)
    with pytest.raises(sheets.UnreadableError) as error:
        sheets.rows(path)
    assert error.value.code == "sheet_too_large"


def test_two_cells_at_the_ends_of_a_sheet_do_not_take_the_memory_of_all_between(tmp_path):
    path = book(tmp_path / "a.xlsx", {"A1": "a", "XFD1048576": "b"})
    subject = run.Subject("xlsx", path.name, None, "", "", 1000, datetime.date(2026, 11, 24))
    report = isolate.examine(path, subject, seconds=30, memory_bytes=300_000_000)
    assert [check.reason for check in report.checks] == ["too_much_memory"]


def test_its_rows_are_checked_against_a_schema_at_the_lines_of_the_spreadsheet(tmp_path):
    path = book(
        tmp_path / "a.xlsx", {"A2": "nombre", "B2": "date", "A3": 1, "B3": "31/03/2024", "A4": "x"}
    )
    sheet = sheets.rows(path)
    wanted = schema(column("nombre", "integer"), column("date", "date"))
    check = table.check_rows(sheet.header, sheet.rows, Subject(wanted), sheet.header_row)
    assert told(check) == {"type-error-date": 1, "type-error-integer": 1}
    assert [fault.places[0].row for fault in check.faults] == [3, 4]
