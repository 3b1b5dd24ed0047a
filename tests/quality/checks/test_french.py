"""What French schemas ask for beside Table Schema."""

from __future__ import annotations

import pytest

from ckanext.opendatalab.quality.checks.french.siren import is_siren
from ckanext.opendatalab.quality.checks.french.siret import is_siret
from tests.quality.checks.tables import checked, column, french, schema, told


def asked(kind, of, *rows, header=None, types=None, **params):
    wanted = schema(
        *(column(name, (types or {}).get(name, "string")) for name in of),
        custom_checks=[french(kind, **params)],
    )
    return checked(wanted, header or of, *rows)


@pytest.mark.parametrize("number", ["732829320", "356000000", "130025265"])
def test_a_siren_with_the_right_key_is_one(number):
    assert is_siren(number)


@pytest.mark.parametrize(
    "number", ["732829321", "73282932", "7328293200", "732 829 320", "73282932O", "", "٧٣٢٨٢٩٣٢٠"]
)
def test_anything_else_is_no_siren(number):
    assert not is_siren(number)


@pytest.mark.parametrize(
    "number",
    [
        "73282932000074",
        "21860194600013",
        "35600000000048",  # the head office of La Poste, with a key
        "35600000009075",  # an establishment of La Poste, without
    ],
)
def test_a_siret_with_the_right_key_is_one_and_those_of_la_poste_are(number):
    assert is_siret(number)


@pytest.mark.parametrize(
    "number",
    [
        "73282932000075",
        "21860194600014",
        "35600000009076",
        "7328293200007",
        "732 829 320 00074",
        "73282932100073",  # a right key behind a SIREN with a wrong one
        "",
    ],
)
def test_anything_else_is_no_siret(number):
    assert not is_siret(number)


def test_only_the_columns_that_the_schema_names_have_to_hold_numbers_of_organisations():
    check = asked(
        "french-siret-value", ["a", "b"], ["1", "1"], ["", "x"], ["73282932000074", ""], column="a"
    )
    (fault,) = check.faults
    assert (fault.code, fault.count, fault.values) == ("french-siret-value", 1, ("1",))
    assert (fault.places[0].row, fault.places[0].name) == (2, "a")
    check = asked("french-siren-value", ["a"], ["732829320"], ["732829321"], column="a")
    assert told(check) == {"french-siren-value": 1}


def test_of_two_columns_one_has_to_be_filled():
    names = {"column1": "a", "column2": "b"}
    rows = [["x", ""], ["", "x"], ["x", "x"], ["", ""]]
    check = asked("one-of-required", ["a", "b", "c"], *[[*r, "z"] for r in rows], **names)
    assert told(check) == {"one-of-required": 1}
    assert check.faults[0].places[0].row == 5


def test_of_two_columns_the_one_that_is_in_the_file_has_to_be_filled():
    names = {"column1": "a", "column2": "b"}
    rows = [["x", "z"], ["", "z"]]
    check = asked("one-of-required", ["a", "b", "c"], *rows, header=["b", "c"], **names)
    assert told(check) == {"one-of-required": 1}
    assert check.faults[0].places[0].name == "b"


def test_of_two_columns_neither_of_which_is_in_the_file_that_is_told_once():
    names = {"column1": "a", "column2": "b"}
    check = asked("one-of-required", ["a", "b", "c"], ["z"], ["z"], header=["c"], **names)
    (fault,) = check.faults
    assert (fault.count, fault.numbers) == (1, {"columns": "a, b"})


def test_a_total_is_the_sum_of_its_parts_unless_one_is_empty():
    rows = [
        ["3", "1", "2"],
        ["3", "1", "1"],
        ["3", "1", ""],
        ["x", "1", "1"],
        ["0.3", "0.1", "0.2"],
    ]
    types = dict.fromkeys("abc", "number")
    check = asked(
        "sum-columns-value", ["a", "b", "c"], *rows, types=types, column="a", columns=["b", "c"]
    )
    assert told(check) == {"sum-columns-value": 1, "type-error-number": 1}


@pytest.mark.parametrize(
    ("type_", "operation", "one", "other", "wrong"),
    [
        ("date", ">=", "2024-01-02", "2024-01-01", False),
        ("date", ">=", "2024-01-01", "2024-01-02", True),
        ("date", ">=", "", "2024-01-02", False),
        ("integer", "<", "9", "10", False),
        ("string", "<", "9", "10", False),
        ("string", "<", "b", "a", True),
        ("integer", "==", "7", "07", False),
        ("integer", "!=", "7", "07", True),
        ("number", ">", "NaN", "1", False),
    ],
)
def test_two_columns_compare(type_, operation, one, other, wrong):
    types = {"a": type_, "b": type_}
    check = asked(
        "compare-columns-value",
        ["a", "b"],
        [one, other],
        types=types,
        column="a",
        op=operation,
        column2="b",
    )
    assert told(check) == ({"compare-columns-value": 1} if wrong else {})


def test_columns_that_go_together_are_filled_together():
    rows = [["x", "y", "z"], ["", "", "z"], ["x", "", "z"]]
    check = asked("cohesive-columns-value", ["a", "b", "c"], *rows, column="a", othercolumns=["b"])
    assert told(check) == {"cohesive-columns-value": 1}
    lacking = asked(
        "cohesive-columns-value",
        ["a", "b"],
        ["x"],
        header=["a"],
        column="a",
        othercolumns=["b"],
    )
    assert lacking.outcome == "pass"


@pytest.mark.parametrize(
    ("kind", "more", "good", "wrong"),
    [
        (
            "year-interval-value",
            {"allow-year-only": "yes"},
            ["2024", "2023/2024", ""],
            ["2024/2023", "24", "2023-2024", "2024/2024"],
        ),
        ("year-interval-value", {}, ["2023/2024"], ["2024"]),
        (
            "phone-number-value",
            {},
            ["0123456789", "01 23 45 67 89", "+33123456789", "+33 (0)1 23 45 67 89", "3949", "15"],
            ["12345", "00123456789", "+33", "mairie", "01 23 45 67 8", "0" * 100],
        ),
        (
            "nomenclature-actes-value",
            {},
            ["Urbanisme/Documents d’urbanisme", "LIBERTES publiques et pouvoirs de police/x"],
            ["Urbanisme", "Sport/Piscine", "/x", "Urbanisme/"],
        ),
    ],
)
def test_values_have_a_french_form(kind, more, good, wrong):
    rows = [[value, "z"] for value in (*good, *wrong)]
    check = asked(kind, ["a", "b"], *rows, column="a", **more)
    (fault,) = check.faults
    assert (fault.code, fault.count) == (kind, len(wrong))
    assert fault.values == tuple(wrong)


@pytest.mark.parametrize(
    ("custom", "said"),
    [
        ([french("opening-hours-value", column="a")], "opening-hours-value"),
        ([french("french-siret-value", column="autre")], "french-siret-value"),
        ([french("french-siret-value")], "french-siret-value"),
        ([french("compare-columns-value", column="a", op="~", column2="a")], "compare-columns-"),
        ([french("sum-columns-value", column="a", columns="a")], "sum-columns-value"),
        ([french("sum-columns-value", column="a", columns=[])], "sum-columns-value"),
        ([{"name": "french-siret-value", "params": ["a"]}], "french-siret-value"),
        ([{"name": ["x"]}], "custom_checks"),
        (["french-siret-value"], "custom_checks"),
        ({"french-siret-value": {}}, "custom_checks"),
        ([french("french-siret-value", column="a")] * 101, "custom_checks"),
    ],
)
def test_what_is_asked_for_in_unknown_words_is_said_not_to_be_checked(custom, said):
    check = checked(schema(column("a"), custom_checks=custom), ["a"], [""], ["732"])
    assert str(check.numbers["not_checked"]).startswith(said)
