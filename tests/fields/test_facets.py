"""Which facets are offered, where, and how they are named."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.opendatalab.fields import facets

pytestmark = pytest.mark.usefixtures("with_plugins")

OURS = [
    "vocab_opendatalab_theme",
    "vocab_opendatalab_frequency",
    "vocab_opendatalab_coverage_level",
    "vocab_opendatalab_quality_status",
]


def results(**names: str) -> dict[str, Any]:
    facet = {
        field: {"title": field, "items": [{"name": name, "display_name": name, "count": 1}]}
        for field, name in names.items()
    }
    return {"count": 1, "results": [], "search_facets": facet}


def shown(search_results: dict[str, Any], field: str) -> str:
    return search_results["search_facets"][field]["items"][0]["display_name"]


def test_ours_come_after_the_licence_and_the_others_keep_their_order():
    given = {"organization": "O", "license_id": "L", "tags": "T"}
    assert list(facets.add(given, "dataset")) == ["organization", "license_id", *OURS, "tags"]


def test_ours_come_last_where_there_is_no_licence():
    assert list(facets.add({"tags": "T"}, None)) == ["tags", *OURS]


def test_a_facet_that_the_administrator_placed_stays_there_with_his_title():
    given = facets.add({OURS[1]: "Rhythm", "license_id": "L"}, "dataset")
    assert list(given) == [OURS[1], "license_id", OURS[0], *OURS[2:]]
    assert given[OURS[1]] == "Rhythm"


def test_other_dataset_types_get_none():
    assert facets.add({"tags": "T"}, "showcase") == {"tags": "T"}


def test_values_are_named_in_the_readers_language(app):
    frequency = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"
    for language, label in (("fr", "Annuelle"), ("en", "Annual")):
        environ = {"CKAN_LANG": language}
        with app.flask_app.test_request_context("/about", environ_overrides=environ):
            found = facets.label(results(vocab_opendatalab_frequency=frequency))
        assert shown(found, "vocab_opendatalab_frequency") == label


@pytest.mark.ckan_config("ckan.locale_default", "fr")
def test_outside_a_request_the_portals_own_language_is_used():
    found = facets.label(results(vocab_opendatalab_coverage_level="communal"))
    assert shown(found, "vocab_opendatalab_coverage_level") == "Communale"


def test_a_value_that_no_vocabulary_has_and_other_facets_stay_as_they_are():
    found = facets.label(results(vocab_opendatalab_theme="Voirie", tags="theme"))
    assert shown(found, "vocab_opendatalab_theme") == "Voirie"
    assert shown(found, "tags") == "theme"


def test_a_search_without_facets_is_left_alone():
    assert facets.label({"count": 0}) == {"count": 0}
