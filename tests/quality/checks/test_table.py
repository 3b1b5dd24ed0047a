"""What a schema says of a table: which fault, how often, where, and in which cells."""

from __future__ import annotations

import random
from datetime import date

import pytest

from ckanext.opendatalab.quality.checks import report, run, table
from tests.quality.checks.tables import Subject, checked, column, schema, told

AMOUNTS = schema(
    column("nom", constraints={"required": True}),
    column("montant", "number"),
    column("date", "date"),
)


def test_a_table_that_follows_its_schema_passes():
    check = checked(AMOUNTS, ["nom", "montant", "date"], ["a", "1.5", "2024-03-31"], ["b", "", ""])
    assert (check.check, check.outcome, check.faults) == ("schema", "pass", ())
    assert check.numbers["rows"] == 2


def test_a_fault_says_the_line_the_column_and_what_is_in_the_cell():
    check = checked(AMOUNTS, ["date", "nom", "montant"], ["", "a", "1"], ["31/03/2024", "", "1,5"])
    found = {fault.code: fault for fault in check.faults}
    assert check.outcome == "fail"
    assert found["type-error-number"].places == (report.Place(3, 3, "montant"),)
    assert found["type-error-number"].values == ("1,5",)
    assert found["type-error-number"].numbers == {"columns": "montant"}
    assert found["type-error-date"].places == (report.Place(3, 1, "date"),)
    assert found["constraint-error-required"].values == ("",)


def test_faults_are_counted_all_and_shown_for_the_first_twenty_lines():
    rows = [["a", "x" if line % 2 else "1", "x"] for line in range(5000)]
    check = checked(AMOUNTS, ["nom", "montant", "date"], *rows)
    assert told(check) == {"type-error-date": 5000, "type-error-number": 2500}
    for fault in check.faults:
        assert len(fault.places) == len(fault.values) == report.MOST_PLACES
    dates, numbers = check.faults
    assert [place.row for place in dates.places] == list(range(2, 22))
    assert [place.row for place in numbers.places] == list(range(3, 43, 2))


def test_the_first_places_are_the_first_in_the_file_whatever_column_they_are_in():
    wanted = schema(column("a", "integer"), column("b", "integer"))
    rows = [["1", "x"] if line < 15 else ["x", "1"] for line in range(60)]
    (fault,) = checked(wanted, ["a", "b"], *rows).faults
    assert fault.count == 60
    assert [place.row for place in fault.places] == list(range(2, 22))
    assert {place.name for place in fault.places[:15]} == {"b"}
    assert fault.numbers == {"columns": "a, b"}


def test_the_order_of_columns_is_free_and_more_of_them_are_allowed():
    check = checked(AMOUNTS, ["date", "autre", "nom"], ["2024-03-31", "?", "a"])
    assert check.outcome == "pass"


def test_a_required_column_that_lacks_is_named():
    check = checked(AMOUNTS, ["montant"], ["1"])
    (fault,) = check.faults
    assert (fault.code, fault.numbers) == ("missing-label", {"columns": "nom"})
    assert fault.places == (report.Place(1, None, "nom"),)


def test_names_in_capitals_are_told_and_the_cells_checked_all_the_same():
    check = checked(AMOUNTS, ["NOM", " Montant "], ["a", "x"])
    assert told(check) == {"incorrect-label": 2, "type-error-number": 1}


def test_a_file_of_another_kind_is_told_once():
    check = checked(AMOUNTS, ["<!DOCTYPE html>"], ["<html>"], ["<body>"])
    assert set(told(check)) == {"unmatched-header", "missing-label"}


def test_a_column_of_the_schema_that_is_there_twice_keeps_the_check_from_being_made():
    check = checked(AMOUNTS, ["nom", "montant", "nom"], ["a", "x", "b"])
    assert (check.outcome, check.reason) == ("skipped", "schema_column_twice")
    assert check.numbers["columns"] == "nom"


def test_doubled_columns_that_the_schema_does_not_know_do_not():
    assert checked(AMOUNTS, ["nom", "", ""], ["a", "", ""]).outcome == "pass"


@pytest.mark.parametrize(
    ("subject", "reason"),
    [
        (Subject(None, ""), "schema_none"),
        (Subject(None, "other"), "schema_elsewhere"),
        (Subject({"$schema": "x"}, "other"), "schema_elsewhere"),
    ],
)
def test_without_a_table_schema_nothing_is_checked_and_all_rows_are_taken(subject, reason):
    rows = iter([(2, ["a"]), (3, ["b"])])
    check = table.check_rows(["a"], rows, subject)
    assert (check.outcome, check.reason) == ("skipped", reason)
    assert next(rows, None) is None


def test_without_a_header_nothing_is_checked():
    assert checked(AMOUNTS, []).reason == "schema_no_header"


def test_values_that_may_be_there_once_are_found_again_far_below():
    wanted = schema(column("id", "integer", constraints={"unique": True}))
    rows = [[str(number)] for number in range(40_000)]
    check = checked(wanted, ["id"], *rows, ["007"], ["-1"], ["-2"], [""], [""])
    (fault,) = check.faults
    assert (fault.code, fault.count) == ("unique-error", 1)
    assert (fault.places[0].row, fault.values) == (40_002, ("007",))


def test_a_key_of_two_columns_is_unique_and_never_empty():
    wanted = schema(column("a"), column("b", "number"), primaryKey=["a", "b"])
    rows = [["x", "1"], ["x", "2"], ["y", "1"], ["x", "1.0"], ["", "1"], ["", ""]]
    check = checked(wanted, ["a", "b"], *rows, ["z", "pas un nombre"])
    assert told(check) == {"primary-key": 1, "type-error-number": 1}


def test_short_rows_count_as_empty_cells_and_blank_ones_not_at_all():
    check = checked(AMOUNTS, ["montant", "nom"], ["1"], ["", ""], [], ["1", "a", "de trop"])
    assert told(check) == {"constraint-error-required": 1}
    assert check.numbers["rows"] == 2


def test_lines_are_those_of_the_file_where_texts_go_over_several(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('nom,montant\n"sur\ndeux lignes",1\nb,x\n', encoding="utf-8")
    subject = run.Subject("csv", "a.csv", AMOUNTS, "x", "table", 10, date(2026, 11, 24))
    check = next(one for one in run.examine(path, subject).checks if one.check == "schema")
    (fault,) = check.faults
    assert fault.places == (report.Place(4, 2, "montant"),)


def test_what_cannot_be_remembered_any_more_is_found_all_the_same():
    numbers = random.Random(7)
    rows = [["a", str(numbers.randrange(10**9)), ""] for _ in range(70_000)]
    wrong = sorted(numbers.sample(range(len(rows)), 300))
    for at in wrong:
        rows[at][1] = f"x{numbers.randrange(200)}"
    (fault,) = checked(AMOUNTS, ["nom", "montant", "date"], *rows).faults
    assert fault.count == 300
    assert [place.row for place in fault.places] == [at + 2 for at in wrong[:20]]


def test_values_longer_than_a_pattern_is_tried_on_do_not_have_its_form():
    wanted = schema(column("a", constraints={"pattern": "a*"}))
    check = checked(wanted, ["a"], ["a" * 5000], ["a" * 5001])
    assert told(check) == {"constraint-error-pattern": 1}
    assert len(check.faults[0].values[0]) == report.LONGEST_VALUE
