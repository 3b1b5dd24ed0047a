"""What a form would make of a dataset, before anything is saved."""

from __future__ import annotations

from ckanext.opendatalab.quality.page import typed

FIELDS = [
    {"field_name": "title"},
    {"field_name": "theme", "output_validators": "opendatalab_list_output"},
    {"field_name": "contact", "repeating_subfields": []},
    {"field_name": "notes_translated"},
    {"field_name": "hidden", "form_snippet": None},
]


def test_what_is_typed_stands_in_the_place_of_what_is_stored():
    stored = {"title": "Arbres", "hidden": "kept", "frequency": "ANNUAL", "theme": ["a"]}
    sent = {
        "title": [" Arbres de Valorne "],
        "theme": ["b", "c"],
        "contact-1-email": ["opendata@valorne.example"],
        "contact-0-name": ["Service"],
        "contact-2-name": ["  "],
        "notes_translated-fr": ["Des arbres"],
    }
    assert typed.dataset(stored, FIELDS, sent) == {
        "resources": [],
        "title": "Arbres de Valorne",
        "theme": ["b", "c"],
        "contact": [{"name": "Service"}, {"email": "opendata@valorne.example"}],
        "notes_translated": {"fr": "Des arbres"},
        "hidden": "kept",
        "frequency": "ANNUAL",
    }


def test_a_box_that_is_not_ticked_any_more_empties_its_field():
    found = typed.dataset({"theme": ["a"]}, FIELDS, {"title": ["Arbres"]})
    assert found["theme"] == []


FILE = [{"field_name": name} for name in ("url", "name", "format")]


def test_a_file_that_is_described_is_one_of_the_dataset():
    stored = {"resources": [{"id": "1", "name": "a"}, {"id": "2", "url": "u"}]}
    found = typed.resource(
        stored, FILE, {"name": ["Arbres"], "url": ["https://x.example/a.csv"]}, "1"
    )
    assert found["resources"][0]["name"] == "Arbres"
    assert found["resources"][1] == {"id": "2", "url": "u"}
    assert stored["resources"][0]["name"] == "a"


def test_a_new_file_is_there_once_it_has_an_address_and_an_upload_says_its_format():
    assert typed.resource({}, FILE, {"name": ["Arbres"]}, "")["resources"] == []
    found = typed.resource({}, FILE, {"upload": ["arbres.csv"]}, "")["resources"]
    assert found == [
        {
            "id": typed.NEW,
            "url": "arbres.csv",
            "url_type": "upload",
            "name": "",
            "format": "CSV",
        }
    ]
