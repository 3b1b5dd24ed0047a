"""Groups of fields arrive as forms, clients and older portals send them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ckanext.opendatalab.fields.groups import HVD_REGULATION, groups_of, normalise
from ckanext.opendatalab.fields.schema import our_presets


def field(preset: str) -> dict[str, Any]:
    return {"preset": preset, **our_presets()[preset]}


SCHEMA = {
    "dataset_fields": [
        {"field_name": "title"},
        {"field_name": "theirs", "repeating_subfields": [{"field_name": "name"}]},
        *(
            field(f"opendatalab_{name}")
            for name in ("contact", "temporal_coverage", "spatial_coverage", "frequency")
        ),
        field("opendatalab_hvd_category"),
        field("opendatalab_applicable_legislation"),
    ]
}


def saved(**data: Any) -> dict[str, Any]:
    normalise(data, SCHEMA, "package_update")
    return data


def test_what_was_typed_wins_over_what_was_stored():
    data = saved(contact=[{"name": "Old"}], **{"contact-0-name": "New", "contact-0-url": ""})
    assert data == {"contact": [{"name": "New", "url": ""}]}


def test_blank_groups_go_and_the_others_keep_the_order_of_their_numbers():
    typed = {"contact-10-name": "c", "contact-2-name": "b", "contact-0-name": "a"}
    data = saved(**typed, **{"contact-1-name": " ", "contact-1-email": ""})
    assert data == {"contact": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}


def test_a_set_that_was_emptied_empties_the_field():
    assert saved(contact=[{"name": "Old"}], **{"contact-0-name": ""}) == {}
    assert saved(contact=[]) == {}
    assert saved(contact=[{"name": ""}, {}]) == {}
    assert saved(contact="") == {}


def test_keys_that_only_look_like_a_group_do_not_make_one():
    data = saved(**{"contact-x-name": "a", "contact-0-shoe_size": "b", "contact-²-name": "c"})
    assert "contact" not in data


def test_the_administrators_own_groups_are_saved_by_scheming_as_typed():
    data = saved(theirs=[{"name": "Old"}], **{"theirs-0-name": "New"})
    assert data == {"theirs-0-name": "New"}
    assert saved(theirs=[{"name": ""}]) == {"theirs": [{"name": ""}]}


@pytest.mark.parametrize(
    ("value", "groups"),
    [
        ("M. Martin", [{"name": "M. Martin"}]),
        ('[{"name": "a"}]', [{"name": "a"}]),
        ('{"name": "a"}', [{"name": "a"}]),
        ('["a", "b"]', [{"name": "a"}, {"name": "b"}]),
        ('"a"', [{"name": "a"}]),
        ("[not json", [{"name": "[not json"}]),
        (3, [{"name": "3"}]),
        ("null", [{"name": "null"}]),
        ("", []),
        (None, []),
    ],
)
def test_any_value_becomes_groups(value: Any, groups: list[Any]):
    assert groups_of(value, field("opendatalab_contact")) == groups


def test_text_goes_to_the_first_field_that_takes_text():
    assert groups_of("Valorne", field("opendatalab_spatial_coverage")) == [{"text": "Valorne"}]
    assert groups_of("2014", field("opendatalab_temporal_coverage")) == [{"start": "2014"}]


def test_stored_values_are_shown_as_fields_and_stored_text_as_a_group():
    extras = [
        {"key": "contact", "value": "M. Martin"},
        {"key": "theirs", "value": "x"},
        {"key": "frequency", "value": "annual"},
    ]
    data: dict[str, Any] = {"title": "Arbres", "extras": list(extras)}
    shown = normalise(data, SCHEMA, "package_show")
    assert shown["contact"] == [{"name": "M. Martin"}]
    assert shown["frequency"] == "annual"
    assert shown["extras"] == [extras[1]]
    assert data == {"title": "Arbres", "extras": extras}


def test_free_extras_with_our_names_become_fields_unless_the_field_is_given():
    extras = [{"key": "frequency", "value": "annual"}, {"key": "domaine", "value": "x"}]
    assert saved(extras=extras) == {"frequency": "annual", "extras": extras[1:]}
    assert saved(extras=extras, frequency="daily")["frequency"] == "daily"


def test_extras_that_are_no_extras_are_left_for_core_to_refuse():
    for extras in ("text", [3], [None], [{}]):
        assert saved(extras=extras) == {"extras": extras}


@pytest.mark.parametrize("category", ["c_b79e35eb", ["Mobilité"], '["Mobilité"]'])
def test_a_high_value_dataset_names_its_regulation_once(category: Any):
    data = saved(hvd_category=category, applicable_legislation="https://valorne.example/a\n")
    assert data["applicable_legislation"] == ["https://valorne.example/a", HVD_REGULATION]
    assert saved(**data)["applicable_legislation"] == data["applicable_legislation"]


def test_other_datasets_do_not():
    assert "applicable_legislation" not in saved(hvd_category="")


def test_a_schema_without_fields_of_ours_is_left_alone():
    data = {"contact": "M. Martin", "contact-0-name": "x", "extras": [{"key": "a", "value": "b"}]}
    before = json.loads(json.dumps(data))
    theirs = {"dataset_fields": [{"field_name": "contact", "repeating_subfields": []}]}
    for action in ("package_create", "package_show"):
        normalise(data, theirs, action)
        normalise(data, {}, action)
    assert data == before
