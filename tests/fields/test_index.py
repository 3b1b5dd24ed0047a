"""What Solr gets of our fields, what a search finds, and what its results hold."""

from __future__ import annotations

import json
from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories

from ckanext.opendatalab.common import status
from ckanext.opendatalab.common.reindex import reindex
from ckanext.opendatalab.fields import index

THEMES = "http://publications.europa.eu/resource/authority/data-theme/"
ANNUAL = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"
FACETS = (
    "vocab_opendatalab_theme",
    "vocab_opendatalab_frequency",
    "vocab_opendatalab_coverage_level",
    "vocab_opendatalab_quality_status",
)

DATASET: dict[str, Any] = {
    "theme": ["TRAN", "ENVI"],
    "frequency": "ANNUAL",
    "coverage_level": "communal",
    "issues_served": ["innovation"],
    "producing_service": "Direction des arbres",
    "contact": [{"name": "Équipe cheminots", "email": "a@valorne.example"}],
    "spatial_coverage": [{"kind": "commune", "code": "01004", "text": "Bellevallon"}],
    "temporal_coverage": [{"start": "2025-01-01", "end": "2025-12-31"}],
    "quality_statement": "Les platanes ne sont pas comptés.",
    "documentation": ["https://valorne.example/a"],
    "license_id": "cc-by",
}


def found(**query: Any) -> dict[str, Any]:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return tk.get_action("package_search")({"user": user}, query)


def counts(result: dict[str, Any], facet: str) -> dict[str, int]:
    return {item["name"]: item["count"] for item in result["search_facets"][facet]["items"]}


def labels(result: dict[str, Any], facet: str) -> list[str]:
    return sorted(item["display_name"] for item in result["search_facets"][facet]["items"])


@pytest.fixture
def dataset(used_portal) -> dict[str, Any]:
    return factories.Dataset(**DATASET)


@pytest.mark.usefixtures("portal")
class TestFacets:
    def test_each_value_of_a_list_is_counted_by_itself(self):
        factories.Dataset(**DATASET)
        factories.Dataset(theme=["TRAN"], frequency="DAILY")
        factories.Dataset()
        result = found(**{"facet.field": json.dumps(FACETS)})
        assert counts(result, FACETS[0]) == {f"{THEMES}TRAN": 2, f"{THEMES}ENVI": 1}
        assert sum(counts(result, FACETS[1]).values()) == 2
        assert counts(result, FACETS[2]) == {"communal": 1}
        assert labels(result, FACETS[0]) == ["Environment", "Transport"]
        one = found(fq=f'vocab_opendatalab_theme:"{THEMES}ENVI"')
        assert one["count"] == 1

    def test_the_search_page_has_the_facets_in_french(self, app):
        factories.Dataset(**DATASET)
        page = app.get("/fr/dataset/")
        text = " ".join(page.body.split())
        for label in ("Transports", "Annuelle", "Communale"):
            assert label in text
        one = app.get("/fr/dataset/", query_string={FACETS[0]: f"{THEMES}TRAN"})
        assert "1 jeu de données trouvé" in " ".join(one.body.split())

    def test_an_organisation_page_has_them_too(self, app):
        organisation = factories.Organization()
        factories.Dataset(**DATASET, owner_org=organisation["id"])
        assert "Transports" in app.get(f"/fr/organization/{organisation['name']}").body


@pytest.mark.parametrize("word", ["cheminots", "platanes", "Bellevallon", "arbres"])
def test_words_of_our_fields_are_found(dataset: dict[str, Any], word: str):
    ids = [result["id"] for result in found(q=word, rows=100)["results"]]
    assert dataset["id"] in ids


def test_a_result_holds_the_fields_as_the_dataset_has_them(dataset: dict[str, Any]):
    result = found(fq=f"id:{dataset['id']}")["results"][0]
    for field in ("theme", "contact", "temporal_coverage", "documentation", "frequency"):
        assert result[field] == dataset[field]


def test_a_result_in_cores_schema_holds_the_fields_as_extras(dataset: dict[str, Any]):
    result = found(fq=f"id:{dataset['id']}", use_default_schema=True)["results"][0]
    extras = {extra["key"]: extra["value"] for extra in result["extras"]}
    assert json.loads(extras["theme"]) == dataset["theme"]
    assert json.loads(extras["contact"]) == dataset["contact"]


@pytest.mark.parametrize("default", [False, True])
def test_computed_fields_are_in_results_once_there_is_something_to_say(
    dataset: dict[str, Any], default: bool
):
    """The same on every version of CKAN: known values are there, unknown ones are absent."""
    before = found(fq=f"id:{dataset['id']}", use_default_schema=default)["results"][0]
    assert before["governance_state"] == "published"
    for name in ("legal_eligibility", "legal_outcome"):
        assert name not in before
    status.write(dataset["id"], {"quality_status": "certified", "quality_score": 80})
    model.repo.commit()
    reindex(dataset["id"])
    after = found(
        fq=f"id:{dataset['id']}",
        use_default_schema=default,
        **{"facet.field": json.dumps(FACETS)},
    )
    result = after["results"][0]
    assert (result["quality_status"], result["quality_score"]) == ("certified", 80)
    assert "legal_eligibility" not in result
    assert counts(after, FACETS[3]) == {"certified": 1}
    listed = tk.get_action("package_show")({"ignore_auth": True}, {"id": dataset["id"]})
    assert listed["quality_score"] == 80


def test_a_private_dataset_is_a_draft_in_the_index(used_portal):
    organisation = factories.Organization()
    dataset = factories.Dataset(owner_org=organisation["id"], private=True)
    query = {"fq": "vocab_opendatalab_governance_state:draft", "include_private": True}
    assert dataset["id"] in [result["id"] for result in found(**query, rows=100)["results"]]


def test_long_text_is_indexed(used_portal):
    text = "œ" * 9_990 + " ginkgo"
    dataset = factories.Dataset(quality_statement=text, provenance=text)
    result = found(q="ginkgo", fq=f"id:{dataset['id']}")["results"]
    assert result[0]["quality_statement"] == text


def test_hostile_text_is_indexed(used_portal):
    text = '<script>alert(1)</script> \x08 " \\ {!func}'
    dataset = factories.Dataset(contact=[{"name": text}], producing_service=text)
    assert found(fq=f"id:{dataset['id']}")["count"] == 1


def document(**extras: str) -> dict[str, Any]:
    """An index document as CKAN hands it over, with extras in both of its places."""
    own: dict[str, Any] = {"id": "x", "type": "dataset", "title": "T"}
    return own | extras | {f"extras_{key}": value for key, value in extras.items()}


CONTACTS = json.dumps([{"name": "A", "email": "a@b.example"}, {"name": "B"}])


@pytest.mark.usefixtures("with_plugins")
class TestDocument:
    def test_groups_become_text_whether_dcat_comes_before_or_after(self):
        dcat = p.get_plugin("dcat")
        first = dcat.before_dataset_index(index.prepare(document(contact=CONTACTS)))
        last = index.prepare(dcat.before_dataset_index(document(contact=CONTACTS)))
        alone = index.prepare(document(contact=CONTACTS))
        assert first == last == alone
        assert first["extras_contact__name"] == "A B"
        assert not {"contact", "extras_contact"} & set(first)

    def test_lists_and_computed_values_leave_no_bare_key(self):
        prepared = index.prepare(document(theme='["a", "b"]') | {"quality_score": 80})
        assert prepared["vocab_opendatalab_theme"] == ["a", "b"]
        assert not {"theme", "quality_score"} & set(prepared)

    def test_text_of_before_is_one_value(self):
        assert index.prepare(document(theme="Voirie"))["vocab_opendatalab_theme"] == ["Voirie"]
        assert index.prepare(document(contact="M. M"))["extras_contact__name"] == "M. M"

    def test_a_dataset_of_another_type_is_left_alone(self):
        other = document(theme="[1]") | {"type": "bus_stop"}
        assert index.prepare(dict(other)) == other
