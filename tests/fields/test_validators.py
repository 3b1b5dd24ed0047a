"""Values that the validators of the presets accept, refuse, and clear."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import pytest

from ckanext.opendatalab.fields import validators

pytestmark = pytest.mark.usefixtures("with_plugins")


def checked(validator: Any, value: Any) -> tuple[Any, list[str]]:
    """What becomes of a value: the value kept, or the errors."""
    data, errors = tk.navl_validate({"x": value}, {"x": [validator]}, {})
    return data.get("x"), errors.get("x", [])


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        (
            "opendatalab_date",
            ["2025", "2025-12", "2024-02-29", "2025-01-31T10:00:00", "2025-01-31T10:00:00Z"],
            [
                "2025-02-29",
                "2025-13",
                "0000",
                "31/12/2025",
                "20251231",
                "2025-1-1",
                "mars 2014",
                "2025-01-31T25:00",
                "２０２５",
            ],
        ),
        (
            "opendatalab_url",
            ["http://a.example", "https://www.valorne.example/é?x=1&y=2#z", "https://[::1]/"],
            [
                "www.valorne.example",
                "javascript:alert(1)",
                "mailto:a@b.example",
                "ftp://a.example",
                "http://",
                "http://[x",
                "https://a.example/a b",
                'https://a.example/"><script>',
                "https://a.example/" + "a" * 2_000,
            ],
        ),
        (
            "opendatalab_email",
            ["opendata@valorne.example", "a.b+c@d-e.example.org"],
            ["Martin", "a@b", "a@b@c.example", "<a@b.example>", "a@b.example, c@d.example", "@"],
        ),
        (
            "opendatalab_siren_or_siret",
            ["200046977", "21310555400017", "35600000049837"],
            ["200046978", "21310555400018", "12", "Valorne"],
        ),
        ("opendatalab_text_length", ["x", "x" * 10_000, "<b>x</b>"], ["x" * 10_001]),
    ],
)
def test_good_values_stay_and_bad_ones_get_one_sentence(name: str, good: list[str], bad: list[str]):
    validator = getattr(validators, name)
    for value in good:
        assert checked(validator, value) == (value, [])
    for value in bad:
        errors = checked(validator, value)[1]
        assert len(errors) == 1
        assert len(errors[0]) < 250
    for empty in ("", "   "):
        assert checked(validator, empty) == (None, [])
    for other in (["a"], {"a": 1}, 3, True):
        assert checked(validator, other)[1]


def test_lists_are_kept_as_one_text_and_shown_as_a_list():
    for value in (
        ["https://a.example/", "https://b.example/", "https://a.example/"],
        '["https://a.example/", "https://b.example/"]',
        "https://a.example/\r\n\r\n  https://b.example/ ",
    ):
        kept, errors = checked(validators.opendatalab_url_lines, value)
        assert not errors
        shown = validators.opendatalab_list_output(kept)
        assert shown == ["https://a.example/", "https://b.example/"]
    for empty in ("", [""], "\n", "[]"):
        assert checked(validators.opendatalab_url_lines, empty) == (None, [])


def test_each_wrong_item_of_a_list_is_named():
    errors = checked(validators.opendatalab_url_lines, ["a", "https://a.example/", "b"])[1]
    assert ['"a"' in errors[0], '"b"' in errors[1]] == [True, True]
    too_many = [f"https://a.example/{number}" for number in range(101)]
    assert "100" in checked(validators.opendatalab_url_lines, too_many)[1][0]


def test_what_was_stored_as_plain_text_is_shown_as_a_list():
    assert validators.opendatalab_list_output("Voirie") == ["Voirie"]
    assert validators.opendatalab_list_output("[Voirie") == ["[Voirie"]
    assert validators.opendatalab_list_output(["a"]) == ["a"]


def test_a_vocabulary_takes_values_codes_and_labels():
    field = {"opendatalab_vocabulary": "fee"}
    single = validators.opendatalab_vocabulary(field, {})
    for text in ("no", "Non", "GRATUITE", "Non, la réutilisation est gratuite"):
        assert checked(single, text) == ("no", [])
    assert '"perhaps"' in checked(single, "perhaps")[1][0]
    several = validators.opendatalab_vocabulary_list(field, {})
    assert checked(several, ["oui", "yes", "non"]) == ('["yes", "no"]', [])
    assert checked(several, "oui") == ('["yes"]', [])
    assert checked(several, "") == (None, [])


def test_a_very_long_wrong_value_is_cut_in_the_sentence():
    single = validators.opendatalab_vocabulary({"opendatalab_vocabulary": "fee"}, {})
    assert len(checked(single, "x" * 5_000)[1][0]) < 150


def test_the_sentence_for_a_lost_zero_gives_the_right_code():
    schema = {
        "places": {
            "kind": [tk.get_validator("ignore_empty")],
            "code": [tk.get_validator("ignore_empty"), validators.opendatalab_territory_code],
        }
    }
    given = {"places": [{"kind": "commune", "code": "1004"}, {"kind": "Région", "code": "76"}]}
    data, errors = tk.navl_validate(given, schema, {})
    assert "write 01004" in errors["places"][0]["code"][0]
    assert not errors["places"][1]
    assert data["places"][1]["code"] == "76"
