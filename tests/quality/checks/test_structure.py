"""What is wrong with a table as such, and on which line of the file."""

from __future__ import annotations

import pytest

from ckanext.opendatalab.quality.checks import structure
from tests.quality.checks.files import check, examined, fault, outcomes, told, xlsx
from tests.quality.checks.files import isolated as isolated_


def test_a_sound_table_passes_every_check(tmp_path):
    report = examined(tmp_path, "code;valeur\na;1\nb;2\n")
    made = outcomes(report)
    assert made.pop("schema") == "skipped"
    assert set(made.values()) == {"pass"}
    assert (report.rows, report.complete, report.delimiter) == (2, True, ";")
    assert len(report.content) == 64


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a;b;a\n1;2;3\n", {"header_twice": [1]}),
        ("a;;c\n1;2;3\n", {"header_empty": [1]}),
        ("a; b\n1;2\n", {"header_spaces": [1]}),
        ("a;b\n1;2\n1\n1;2;3\n", {"row_too_short": [3], "row_too_long": [4]}),
        ("a;b\n1;2\n\n;\n3;4\n", {"blank_rows": [3, 4]}),
        ("a;b\n1;2\n\n\n\n", {}),
        ("a;b\n1;2\n3;4\n1;2\n1;2\n", {"duplicate_rows": [4, 5]}),
        ('a;b\n"x\ny\nz";2\n1\n', {"row_too_short": [5]}),
        ('a;b\n1;"x" y\n3;4\n', {"quotes": [2]}),
        ('a;b\n1;2\n3;"x\n4;5\n', {"quote_open": [3]}),
    ],
)
def test_what_is_wrong_is_told_with_the_line_of_the_file(tmp_path, content, expected):
    assert told(examined(tmp_path, content)) == expected


def test_rows_after_one_with_bad_quotes_are_still_read(tmp_path):
    report = examined(tmp_path, 'a;b\n1;2\n1;"x" y\n3;4\n5\n')
    assert told(report) == {"quotes": [3], "row_too_short": [5]}
    assert report.rows == 3


def test_a_header_alone_is_a_warning(tmp_path):
    report = examined(tmp_path, "a;b\n")
    assert told(report, "format") == {"header_only": []}
    assert (report.outcome(), report.rows) == ("warning", 0)


def test_places_are_bounded_and_the_count_is_not(tmp_path):
    found = fault(examined(tmp_path, "a;b\n" + "1\n" * 500), "row_too_short")
    assert (found.count, len(found.places)) == (500, 20)


def test_only_so_many_rows_are_read_and_the_report_says_so(tmp_path):
    content = "a;b\n" + "".join(f"{n};x\n" for n in range(10))
    report = examined(tmp_path, content, rows=4)
    assert (report.rows, report.complete) == (4, False)
    report = examined(tmp_path, content, rows=10)
    assert (report.rows, report.complete) == (10, True)


def test_rows_are_compared_up_to_a_bound_that_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(structure, "COMPARED", 3)
    report = examined(tmp_path, "a;b\n1;1\n2;2\n3;3\n4;4\n4;4\n")
    assert told(report) == {}
    assert check(report, "structure").numbers == {"rows_compared": 3}


def test_cells_of_personal_columns_are_kept_from_no_check(tmp_path):
    schema = {"fields": [{"name": "contact", "type": "integer"}, {"name": "n", "type": "integer"}]}
    content = "contact;n\njeanne.martin@example.org;1\npaul@example.org;x\n"
    found = fault(examined(tmp_path, content, schema=schema), "type-error-integer")
    assert found.count == 3
    assert set(found.values) == {"", "x"}


def test_a_spreadsheet_gets_the_same_checks_with_its_own_row_numbers(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", ["a", "b"], ["1", "2"], ["1", "2"], ["3", ""])
    report = isolated_(path, "XLSX")
    assert told(report) == {"duplicate_rows": [3]}
    assert (report.rows, report.columns) == (3, ("a", "b"))
