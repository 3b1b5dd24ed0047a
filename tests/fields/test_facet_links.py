"""The links of the facets, whose address core gets from us."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories

FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"
FIELD = "vocab_opendatalab_frequency"

pytestmark = pytest.mark.usefixtures("used_portal", "clean_index")


def links(app, path: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The path and the parameters of every link of the facets of a page."""
    page = BeautifulSoup(app.get(path).body, "html.parser")
    parts = [urlsplit(link["href"]) for link in page.select(".nav-facet a")]
    return [(part.path, parse_qsl(part.query)) for part in parts]


@pytest.fixture
def dataset():
    return factories.Dataset(
        owner_org=factories.Organization()["id"], frequency=FREQUENCY, tags=[{"name": "arbres"}]
    )


def test_a_link_adds_its_filter_to_the_search_and_leaves_the_page_out(app, dataset):
    found = links(app, "/dataset/?q=name:*&tags=arbres&page=1")
    expected = [("q", "name:*"), ("tags", "arbres"), (FIELD, FREQUENCY)]
    assert ("/dataset/", expected) in found


def test_the_link_of_a_filter_in_use_takes_it_out(app, dataset):
    found = links(app, "/dataset/?tags=arbres&q=name:*")
    assert ("/dataset/", [("q", "name:*")]) in found


def test_links_stay_on_the_page_of_the_organisation(app, dataset):
    organization = dataset["organization"]
    found = links(app, f"/organization/{organization['name']}")
    # CKAN 2.11 writes the identifier, 2.12 the name.
    paths = [f"/organization/{organization[key]}" for key in ("id", "name")]
    assert any((path, [("tags", "arbres")]) in found for path in paths)


def test_links_keep_the_readers_language(app, dataset):
    assert ("/fr/dataset/", [(FIELD, FREQUENCY)]) in links(app, "/fr/dataset/")
