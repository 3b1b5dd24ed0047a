"""Our own data files are sound, and a broken one is named with the key."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.opendatalab.fields import validators
from ckanext.opendatalab.fields.compose import ComposeError
from ckanext.opendatalab.fields.definitions import parse_overlay, parse_presets
from ckanext.opendatalab.fields.schema import is_ours, our_presets, overlay
from ckanext.opendatalab.quality.schemas import validators as quality_validators

GOOD = "presets: [{preset_name: a, values: {field_name: a, label: {en: A, fr: A}}}]"


def every_field() -> list[dict[str, Any]]:
    fields = list(our_presets().values())
    return fields + [sub for field in fields for sub in field.get("repeating_subfields", [])]


def test_every_preset_is_placed_once():
    placed = [placement.preset for page in overlay().pages for placement in page.placements]
    placed += [placement.preset for placement in (*overlay().computed, *overlay().resource)]
    assert sorted(placed) == sorted(our_presets())


def test_no_field_of_ours_is_required():
    for field in every_field():
        assert "required" not in field
        assert "not_empty" not in field.get("validators", "")


def test_the_validators_of_the_presets_are_exported():
    named = {
        name
        for field in every_field()
        for key in ("validators", "output_validators")
        for name in field.get(key, "").split()
        if name.startswith("opendatalab_")
    }
    # Those of other rooms are for what these know: schemas.
    assert named == {*validators.__all__, *quality_validators.__all__}


def test_a_list_is_always_given_back_as_a_list():
    for field in every_field():
        kept_as_list = any(
            name in field.get("validators", "")
            for name in ("vocabulary_list", "url_lines", "schema_lines")
        )
        assert kept_as_list == (field.get("output_validators") == "opendatalab_list_output")


def test_fields_of_ours_are_known_by_their_preset():
    assert is_ours({"preset": "opendatalab_theme"})
    assert not is_ours({"field_name": "theme"})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[", "not YAML"),
        ("- a", "expected a mapping"),
        ("about: x", "presets: expected a list, got None"),
        ("presets: [{values: {}}]", "presets[0]: preset_name: expected a text"),
        ("presets: [{preset_name: a}]", "presets[0] (a): values: expected a mapping"),
        ("presets: [{preset_name: a, values: {label: x}}]", "field_name"),
        (
            "presets: [{preset_name: a, values: {field_name: a, label: A}}]",
            "field a: label: expected {en: …, fr: …}",
        ),
        (
            "presets: [{preset_name: a, values: {field_name: a, label: {en: A, fr: A},"
            " opendatalab_vocabulary: nothing}}]",
            "opendatalab_vocabulary: no vocabulary 'nothing'",
        ),
        (
            GOOD[:-1] + ", {preset_name: a, values: {field_name: b}}]",
            "a name that no other",
        ),
    ],
)
def test_broken_presets_are_named_with_their_key(text: str, told: str):
    with pytest.raises(ComposeError) as raised:
        parse_presets("presets.yaml", text)
    assert "presets.yaml" in str(raised.value)
    assert told in str(raised.value)


PAGE = "{name: p, title: {en: P, fr: P}, fields: [%s]}"
REST = "\ncomputed: []\nresource: []\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("version: 1", "pages: expected a list"),
        ("pages: []" + REST, "pages: expected at least one page"),
        ("pages: [x]" + REST, "pages[0]: expected a mapping"),
        ("pages: [{name: p, title: P, fields: []}]" + REST, "pages[0]: title: expected {en: …"),
        (f"pages: [{PAGE % 'x'}]" + REST, "pages[0]: fields[0]: expected the keys preset"),
        (f"pages: [{PAGE % '{preset: b}'}]" + REST, "fields[0]: preset: 'b' is unknown"),
        (f"pages: [{PAGE % '{preset: a, after: 1}'}]" + REST, "fields[0]: after: expected"),
        (f"pages: [{PAGE % '{preset: a, before: b}'}]" + REST, "fields[0]: expected the keys"),
        (f"pages: [{PAGE % ''}]\nresource: []", "computed: expected a list"),
    ],
)
def test_a_broken_overlay_is_named_with_its_key(text: str, told: str):
    with pytest.raises(ComposeError) as raised:
        parse_overlay("overlay.yaml", text, parse_presets("presets.yaml", GOOD))
    assert "overlay.yaml" in str(raised.value)
    assert told in str(raised.value)
