"""What a reader sees of a licence: title, card, findings, DCAT."""

from __future__ import annotations

import ckan.lib.helpers as core_helpers
import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories, helpers
from flask import render_template
from rdflib import Graph, URIRef
from rdflib.namespace import DCTERMS

from ckanext.opendatalab.licence import register
from tests.licence.conftest import unique

LICENCE_OUVERTE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
ODBL = "http://opendatacommons.org/licenses/odbl/summary/"
DISTRIBUTION = URIRef("http://www.w3.org/ns/dcat#Distribution")

in_a_page = pytest.mark.usefixtures("with_plugins", "fresh_licence_list", "with_request_context")


def card(pkg) -> BeautifulSoup:
    html = render_template("opendatalab/snippets/licence_card.html", pkg=pkg)
    return BeautifulSoup(html, "html.parser")


@in_a_page
@pytest.mark.parametrize("licence_id", sorted(register.load().licences))
def test_every_licence_of_the_register_has_a_card(licence_id):
    page = card({"name": "a", "title": "A", "license_id": licence_id})
    assert tk.h.opendatalab_licence_title(licence_id) in page.find("h2").text
    assert page.select("li") or "Nothing is asked" in page.text


@in_a_page
def test_the_card_says_what_is_allowed_and_gives_the_credit_to_copy():
    page = card(
        {
            "name": "abris",
            "title": "Abris à vélos",
            "license_id": "lov2",
            "organization": {"title": "Ville de Valorne"},
            "modified": "2026-03-12",
        }
    )
    assert "Use, copy and share the data, also for a commercial purpose." in page.text
    assert "Name the source and the date of the last update." in page.text
    credit = page.select_one(".opendatalab-licence-credit").text.strip()
    assert credit == "Source: Ville de Valorne, “Abris à vélos”, updated on March 12, 2026"
    assert page.select_one("a[rel=license]")["href"] == register.get("lov2").text_url


@in_a_page
def test_the_card_names_the_newest_file_where_the_publisher_gave_no_date():
    files = [{"last_modified": "2025-01-02T00:00:00"}, {"created": "2026-01-02T00:00:00"}]
    found = tk.h.opendatalab_licence_card({"license_id": "lov2", "resources": files})
    assert found["updated"].startswith("2026-01-02")


@in_a_page
def test_what_a_publisher_typed_cannot_become_markup():
    page = card(
        {
            "name": "a",
            "title": "<script>1</script>",
            "license_id": "third-party",
            "license_inherited_from": "<b>IGN</b>",
            "license_fee": "yes",
            "license_fee_basis": "<i>x</i>",
        }
    )
    assert not page.select("script, b, i")
    assert "<b>IGN</b>" in page.text
    assert "Reuse is subject to a fee." in page.text


@in_a_page
def test_a_licence_that_nobody_knows_shows_its_own_name():
    assert tk.h.opendatalab_licence_title("licence-maison") == "licence-maison"
    assert tk.h.opendatalab_licence_title("") == ""
    assert tk.h.opendatalab_licence_title(None) == ""
    page = card({"name": "a", "title": "A", "license_id": "licence-maison"})
    assert "licence-maison" in page.find("h2").text
    assert "ask the contact" in page.text


@pytest.mark.usefixtures("used_portal", "fresh_licence_list", "with_request_context")
def test_findings_are_listed_with_their_weight_and_article():
    found = helpers.call_action(
        "opendatalab_licence_check",
        license_id="odc-odbl",
        hvd_category="http://data.europa.eu/bna/c_b79e35eb",
    )
    html = render_template("opendatalab/snippets/licence_findings.html", findings=found["findings"])
    (item,) = BeautifulSoup(html, "html.parser").select("li")
    assert item.find("strong").text == "To settle:"
    assert "choose the Licence Ouverte 2.0" in item.text
    assert item.find("a")["href"] == "http://data.europa.eu/eli/reg_impl/2023/138/oj"


def test_the_dataset_page_says_the_licence_in_the_readers_language(app, organisation):
    dataset = factories.Dataset(owner_org=organisation.id, license_id="notspecified")
    assert "Licence non précisée" in app.get(f"/fr/dataset/{dataset['name']}").body
    assert "Licence not specified" in app.get(f"/dataset/{dataset['name']}").body


@pytest.mark.usefixtures("fresh_licence_list")
@pytest.mark.parametrize(("licence_id", "address"), [("lov2", LICENCE_OUVERTE), ("odc-odbl", ODBL)])
def test_every_distribution_carries_the_address_that_harvesters_know(
    app, organisation, licence_id, address
):
    word = unique("dcat")
    dataset = factories.Dataset(
        name=word,
        owner_org=organisation.id,
        license_id=licence_id,
        resources=[
            {"name": "CSV", "url": "https://data.valorne.example/a.csv", "format": "CSV"},
            {"name": "JSON", "url": "https://data.valorne.example/a.json", "format": "JSON"},
        ],
    )
    for path in (f"/dataset/{dataset['name']}.ttl", f"/catalog.ttl?q=name:{word}"):
        graph = Graph().parse(data=app.get(path).body, format="turtle")
        distributions = set(graph.subjects(None, DISTRIBUTION))
        assert len(distributions) == 2
        for distribution in distributions:
            assert set(graph.objects(distribution, DCTERMS.license)) == {URIRef(address)}


@pytest.mark.usefixtures("fresh_licence_list")
def test_a_dataset_without_licence_invents_none(app, organisation):
    dataset = factories.Dataset(
        owner_org=organisation.id,
        license_id="fr-crpa",
        resources=[{"name": "CSV", "url": "https://data.valorne.example/a.csv"}],
    )
    graph = Graph().parse(data=app.get(f"/dataset/{dataset['name']}.ttl").body, format="turtle")
    assert not set(graph.objects(None, DCTERMS.license))


def test_the_list_of_the_api_has_our_licences(app, used_portal, fresh_licence_list):
    offered = app.get("/api/action/license_list").json["result"]
    assert "lov2" in {entry["id"] for entry in offered}
    assert core_helpers.license_options("licence-maison")[0][0] == "licence-maison"
