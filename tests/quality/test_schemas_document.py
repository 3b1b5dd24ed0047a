"""Schema files that anybody may have written."""

from __future__ import annotations

import json

import pytest

from ckanext.opendatalab.quality.schemas import document

GOOD = {
    "title": "Aides",
    "fields": [
        {"name": "club", "constraints": {"required": True}},
        {"name": "montant", "type": "number"},
    ],
}


def problem(data: bytes) -> str:
    try:
        document.check(document.read(data))
    except document.UnreadableError as error:
        return error.problem
    return ""


def with_fields(*fields: object) -> bytes:
    return json.dumps({"fields": list(fields)}).encode()


def test_a_table_schema_tells_its_columns_title_and_fingerprint():
    schema = document.check(document.read(b"\xef\xbb\xbf" + json.dumps(GOOD).encode()))
    assert document.columns(schema) == (("club",), ("montant",))
    assert document.text_of(schema, "title") == "Aides"
    assert document.text_of(schema, "version") == ""
    other_way = dict(reversed(list(GOOD.items())))
    assert document.fingerprint(schema) == document.fingerprint(other_way)
    assert document.fingerprint(schema) != document.fingerprint({**GOOD, "title": "Autres"})


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "not_json"),
        (b"<html>", "not_json"),
        (b"\xff\xfe{}", "not_json"),
        (b"[" * 200_000, "not_json"),
        (b'{"fields": [{"name": "a", "rdfType": NaN}]}', "not_json"),
        (b'{"fields": [{"name": "a", "maximum": 1e999}]}', "not_json"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not_json"),
        (b" " * (document.MOST_BYTES + 1), "too_large"),
        (b'{"fields": [{"name": "a\\u0000"}]}', "not_text"),
        (b'{"fields": [{"name": "a\\ud800"}]}', "not_text"),
        (b"[]", "not_table"),
        (b'{"fields": {}}', "not_table"),
        (b'{"$schema": "http://json-schema.org/draft-07/schema"}', "not_table"),
        (with_fields(), "fields"),
        (with_fields(*({"name": f"c{at}"} for at in range(1001))), "fields"),
        (with_fields("a"), "field_name"),
        (with_fields({}), "field_name"),
        (with_fields({"name": ["a"]}), "field_name"),
        (with_fields({"name": "  "}), "field_name"),
        (with_fields({"name": "a" * 201}), "field_name"),
        (with_fields({"name": "a"}, {"name": "A "}), "field_twice"),
    ],
)
def test_what_is_no_usable_table_schema_is_told_apart(data, expected):
    assert problem(data) == expected


def test_a_json_schema_is_known_as_one():
    assert document.kind({"$schema": "https://json-schema.org/draft/2020-12/schema"}) == "json"
    assert document.kind({"openapi": "3"}) == "other"
    assert document.kind("text") == "other"
