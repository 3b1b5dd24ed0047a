"""Schemas come from anybody: what may not be worked with is refused, and said in one sentence."""

from __future__ import annotations

import time

import pytest

from ckanext.opendatalab.quality.checks import schema_safety, wording
from ckanext.opendatalab.quality.checks.pattern_safety import catastrophic
from tests import samples
from tests.quality.checks.tables import checked, column, schema, told


def deep(levels):
    value = {}
    for _ in range(levels):
        value = {"x": value}
    return value


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (None, "schema_not_a_mapping"),
        ([], "schema_not_a_mapping"),
        ("https://example.org/schema.json", "schema_not_a_mapping"),
        ({}, "schema_without_fields"),
        ({"fields": []}, "schema_without_fields"),
        ({"fields": {"a": {}}}, "schema_without_fields"),
        ({"fields": "/etc/passwd"}, "schema_reference"),
        ({"$ref": "file:///etc/passwd"}, "schema_reference"),
        (schema(column("a"), more={"x": [{"$ref": "#/a"}]}), "schema_reference"),
        (schema("a"), "schema_field_without_name"),
        (schema({"type": "string"}), "schema_field_without_name"),
        (schema(column(" ")), "schema_field_without_name"),
        (schema(column(7)), "schema_field_without_name"),
        (schema(column("a"), column("a")), "schema_field_twice"),
        (schema(column("a", constraints=["required"])), "schema_constraints"),
        (schema(column("a", constraints={"pattern": "(a"})), "schema_pattern_wrong"),
        (schema(column("a", constraints={"pattern": 7})), "schema_pattern_wrong"),
        (schema(column("a", constraints={"pattern": "(a+)+"})), "schema_pattern_slow"),
        (schema(*(column(f"c{n}") for n in range(1001))), "schema_too_many_fields"),
        (schema(column("a"), x=deep(12)), "schema_too_deep"),
        (schema(column("a"), x=deep(100_000)), "schema_too_deep"),
        (schema(column("a", constraints={"enum": ["x"] * 60_000})), "schema_too_large"),
        (schema(column("a"), x="x" * 2_000_001), "schema_too_large"),
        (schema(column("x" * 2_000_001)), "schema_too_large"),
    ],
)
def test_what_cannot_be_worked_with_is_refused_in_words(wanted, code):
    assert schema_safety.refused(wanted) == code
    for language in ("en", "fr"):
        assert wording.reason(code, language) != code
    if wanted is not None:
        check = checked(wanted, ["a"], ["x"])
        assert (check.outcome, check.reason) == ("error", code)


def test_official_schemas_are_not_refused():
    for name in samples.every_schema():
        assert schema_safety.refused(samples.read_schema(name)) is None, name


@pytest.mark.parametrize(
    "pattern",
    [
        "(a+)+",
        "(a*)*b",
        "(a|aa)+",
        "(a|b|ab)*c",
        "(?:a?b?)*",
        r"(\w+\s?)+$",
        "(.*a)+",
        r"^(([a-z])+.)+[A-Z]([a-z])+$",
        "(x{1,3})+",
        "([^,]*,?)*",
        r"(\d+|\w)+",
        r"^(\s*\S+)*$",
        r"^(\S+\s*)*$",
        "(?i)(a|Ab?b?)+c",
        "(a+){2,}",
        r"(a)\1+",
        "(?=(a+)+b)c",
        "(((((((((a*)*)*)*)*)*)*)*)*)*",
        "(" * 60 + "a" + ")" * 60,
        "a" * 2001,
        "((a{1,100}){1,100}){1,100}",
    ],
)
def test_expressions_that_may_take_for_ever_are_found_at_once(pattern):
    start = time.process_time()
    assert catastrophic(pattern)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "a+",
        r"(,\w+)*",
        r"(\w+,)*",
        r"^\d{14}$",
        "(a|b)*",
        "[a-z]+(-[a-z]+)*",
        "(?:x{3})+",
        "(?:ab{2,5},)+",
        "^(7j/7|lundi|mardi)(\\|(7j/7|lundi|mardi))*$",
        "(ab|ac)*",
        "a{1,50}b{1,50}",
        "(?:(?:^|,)(^[A-Z]{2}[A-Z0-9]{4,33}$|Non))+$",
        "(?!x)[^;]+(;[^;]+)*",
        r"https?://(?:[a-z0-9\-]+\.)+[a-z]{2,6}",
    ],
)
def test_expressions_that_read_a_text_in_one_way_are_not(pattern):
    assert not catastrophic(pattern)


def test_nothing_of_a_schema_is_fetched_and_what_makes_no_sense_is_left_out_and_said():
    wanted = schema(
        column("a", "integer", constraints={"minimum": "x", "maximum": 5, "inconnue": 1}),
        column("b", "sorte", example="x"),
        column("c", ["string", "null"], constraints={"required": True}),
        column("d", "date", format="%d/%m/%Y", rdfType="http://127.0.0.1:1/", example="hier"),
        column("e", "boolean", trueValues="oui"),
        **{
            "$schema": "http://127.0.0.1:1/profil.json",
            "profile": "/etc/passwd",
            "missingValues": 7,
            "primaryKey": ["a", "z"],
            "foreignKeys": [{"fields": "a", "reference": {"resource": "/etc/passwd"}}],
        },
    )
    rows = [["7", "x", "", "31/03/2024", "true"], ["x", "", "x", "2024-03-31", ""]]
    check = checked(wanted, ["a", "b", "c", "d", "e"], *rows)
    assert told(check) == {
        "constraint-error-maximum": 1,
        "constraint-error-required": 1,
        "type-error-integer": 1,
        "type-error": 1,
    }
    assert check.numbers["not_checked"] == "missingValues, a, b, c, e, primaryKey, foreignKeys"
