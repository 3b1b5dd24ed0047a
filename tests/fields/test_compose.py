"""Composing never touches what the administrator wrote, and composing twice changes nothing."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendatalab.fields import compose as compose_module
from ckanext.opendatalab.fields.compose import (
    ComposeError,
    Composition,
    Overlay,
    Page,
    Placement,
    compose,
)

PRESETS: dict[str, Any] = {
    "ours_theme": {"field_name": "theme"},
    "ours_service": {"field_name": "service"},
    "ours_mail": {"field_name": "mail"},
    "ours_identifier": {"field_name": "identifier"},
    "ours_license": {"field_name": "license_id"},
    "ours_fee": {"field_name": "fee"},
    "ours_frequency": {"field_name": "frequency"},
    "ours_state": {"field_name": "state_of_work", "form_snippet": None},
    "ours_encoding": {"field_name": "encoding"},
    "theirs_tags": {"field_name": "tags", "validators": "not_empty"},
    "theirs_plain": {"validators": "ignore_missing"},
}
OVERLAY = Overlay(
    pages=(
        Page(
            "describe",
            {"en": "Describe"},
            (
                Placement("ours_theme", "tags"),
                Placement("ours_service", "title"),
                Placement("ours_mail", "title"),
                Placement("ours_identifier"),
            ),
        ),
        Page("licence", {"en": "Licence"}, (Placement("ours_license"), Placement("ours_fee"))),
        Page("quality", {"en": "Quality"}, (Placement("ours_frequency"),)),
    ),
    computed=(Placement("ours_state"),),
    resource=(Placement("ours_encoding", "format"),),
)


def schema(*fields: Any, resource_fields: Any = ()) -> dict[str, Any]:
    """A schema with these dataset fields; a text is a field of that name."""
    whole = [{"field_name": f} if isinstance(f, str) else f for f in fields]
    return {
        "dataset_type": "dataset",
        "dataset_fields": whole,
        "resource_fields": [{"field_name": f} for f in resource_fields],
    }


def names(composition: Composition, grouping: str = "dataset_fields") -> list[str]:
    fields = composition.schema[grouping]
    return [{**PRESETS.get(f.get("preset", ""), {}), **f}["field_name"] for f in fields]


def pages(composition: Composition) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for name, field in zip(names(composition), composition.schema["dataset_fields"], strict=True):
        if "start_form_page" in field and found[0]:
            found.append([])
        found[-1].append(name)
    return found


def outcomes(composition: Composition) -> dict[str, str]:
    return {decision.field: decision.outcome for decision in composition.report}


def test_our_fields_stand_beside_their_anchors_and_the_rest_follows_on_pages_of_ours():
    composed = compose(schema("title", "notes", "tags", "url"), OVERLAY, PRESETS)
    assert pages(composed) == [
        ["title", "service", "mail", "notes", "tags", "theme", "url", "identifier"],
        ["license_id", "fee"],
        ["frequency", "state_of_work"],
    ]
    assert composed.pages


def test_an_unknown_anchor_means_at_the_end_of_the_page_and_the_report_says_so():
    composed = compose(schema("title"), OVERLAY, PRESETS)
    assert pages(composed)[0] == ["title", "service", "mail", "theme", "identifier"]
    reasons = {decision.field: decision.reason for decision in composed.report}
    assert reasons["theme"] == "at the end: no field 'tags'"


def test_pages_of_the_administrator_are_kept_and_ours_come_after():
    composed = compose(
        schema(
            {"field_name": "title", "start_form_page": {"title": "One"}},
            {"field_name": "tags", "start_form_page": {"title": "Two"}},
            "url",
        ),
        OVERLAY,
        PRESETS,
    )
    assert pages(composed) == [
        ["title", "service", "mail"],
        ["tags", "theme", "url", "identifier"],
        ["license_id", "fee"],
        ["frequency", "state_of_work"],
    ]


def test_without_pages_everything_is_on_one_page():
    composed = compose(schema("title"), OVERLAY, PRESETS, "off")
    assert len(pages(composed)) == 1
    assert not composed.pages


def test_the_administrators_pages_stay_when_ours_are_off():
    theirs = schema({"field_name": "title", "start_form_page": {"title": "One"}}, "tags")
    assert compose(theirs, OVERLAY, PRESETS, "off").pages


def test_a_field_that_the_administrator_defined_is_kept_as_it_is():
    theirs = {"field_name": "license_id", "label": "Their licence", "required": True}
    composed = compose(schema("title", theirs, "tags"), OVERLAY, PRESETS)
    assert outcomes(composed)["license_id"] == "kept"
    assert theirs in composed.schema["dataset_fields"]
    # The licence page then begins with the next field of ours.
    assert pages(composed)[1] == ["fee"]


def test_a_field_that_a_preset_of_the_administrator_names_is_kept():
    presets = {**PRESETS, "theirs_theme": {"field_name": "theme"}}
    composed = compose(schema("title", {"preset": "theirs_theme"}), OVERLAY, presets)
    assert outcomes(composed)["theme"] == "kept"


def test_a_preset_line_that_was_pasted_is_left_where_it_is():
    composed = compose(schema({"preset": "ours_fee"}, "title"), OVERLAY, PRESETS)
    assert outcomes(composed)["fee"] == "skipped"
    assert names(composed)[0] == "fee"


def test_fields_of_files_are_added_beside_their_anchors():
    composed = compose(schema("title", resource_fields=["url", "format", "size"]), OVERLAY, PRESETS)
    assert names(composed, "resource_fields") == ["url", "format", "encoding", "size"]


def test_a_page_that_has_everything_already_starts_no_page():
    composed = compose(schema("title", "license_id", "fee"), OVERLAY, PRESETS)
    assert pages(composed)[1:] == [["frequency", "state_of_work"]]


def test_pages_that_would_delay_a_required_field_are_found():
    # compose() never builds such pages; "auto" rests on this should it ever do.
    before = schema("title", {"field_name": "url", "required": True})
    paged = {"field_name": "title"}, {"field_name": "url", "start_form_page": {}, "required": True}
    delays = compose_module._delays_a_required_field
    assert delays(before, schema(*paged), PRESETS)
    assert not delays(before, before, PRESETS)


def test_the_schema_given_is_not_changed():
    given_schema = schema("title", "tags")
    before = deepcopy(given_schema)
    composed = compose(given_schema, OVERLAY, PRESETS)
    composed.schema["dataset_fields"][0]["label"] = "changed"
    assert given_schema == before


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ({"dataset_type": "bus"}, "'bus': dataset_fields: expected a list"),
        ({"dataset_type": "bus", "dataset_fields": {}}, "dataset_fields: expected a list"),
        (schema("a") | {"resource_fields": None}, "resource_fields: expected a list"),
        (schema("a", {"label": "x"}), "dataset_fields[1]: field_name: expected a text"),
        (schema("a", {"preset": "theirs_plain"}), "dataset_fields[1]: field_name"),
        (schema({"field_name": 3}), "dataset_fields[0]: field_name: expected a text, got 3"),
        (schema("a", ["b"]), "dataset_fields[1]: expected a field"),
        (schema("a", "b", "a"), "dataset_fields[2]: field_name 'a' is already used"),
        (schema({"preset": "unheard_of"}), "preset 'unheard_of' is unknown"),
    ],
)
def test_a_malformed_schema_is_refused_with_type_and_key(broken: Any, told: str):
    with pytest.raises(ComposeError) as raised:
        compose(broken, OVERLAY, PRESETS)
    assert told in str(raised.value)
    assert "dataset type" in str(raised.value)


FIELD = st.fixed_dictionaries(
    {
        "field_name": st.sampled_from(
            ["title", "tags", "notes", "url", "theme", "license_id", "frequency", "fee", "mail"]
        )
    },
    optional={
        "required": st.booleans(),
        "start_form_page": st.just({"title": "Theirs"}),
        "label": st.text(max_size=3),
    },
)
LINE = st.fixed_dictionaries({"preset": st.sampled_from([*PRESETS][:-1])})


def _name(field: dict[str, Any]) -> str:
    return field.get("field_name") or PRESETS[field["preset"]]["field_name"]


SCHEMA = st.builds(
    lambda fields, files: {
        "dataset_type": "dataset",
        "dataset_fields": fields,
        "resource_fields": files,
    },
    st.lists(st.one_of(FIELD, LINE), unique_by=_name, max_size=9),
    st.lists(FIELD, unique_by=_name, max_size=4),
)
MODE = st.sampled_from(["auto", "on", "off"])


@given(SCHEMA, MODE, MODE)
def test_composing_twice_gives_what_composing_once_gave(
    given_schema: dict[str, Any], first: str, second: str
):
    once = compose(given_schema, OVERLAY, PRESETS, first)
    assert compose(once.schema, OVERLAY, PRESETS, second).schema == once.schema


@given(SCHEMA, MODE)
def test_the_administrators_fields_stay_unchanged_in_order_and_on_their_pages(
    given_schema: dict[str, Any], mode: str
):
    composed = compose(given_schema, OVERLAY, PRESETS, mode)
    for grouping in ("dataset_fields", "resource_fields"):
        theirs = given_schema[grouping]
        wanted = {_name(field) for field in theirs}
        assert [f for f in composed.schema[grouping] if _name(f) in wanted] == theirs
    before = pages(Composition(given_schema, (), pages=False))
    after = pages(composed)
    for number, page in enumerate(before):
        for name in page:
            assert name in after[number]


@given(SCHEMA, MODE)
def test_every_field_of_the_overlay_is_in_the_schema_and_in_the_report(
    given_schema: dict[str, Any], mode: str
):
    composed = compose(given_schema, OVERLAY, PRESETS, mode)
    wanted = {"theme", "service", "mail", "identifier", "license_id", "fee", "frequency"}
    assert wanted | {"state_of_work"} <= set(names(composed))
    assert len(names(composed)) == len(set(names(composed)))
    assert len(composed.report) == 9
