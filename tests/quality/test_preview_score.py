"""The score beside the form: of what is saved, and of what is typed."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories

from tests.fields import pages
from tests.quality import page_world, world
from tests.quality.page_world import HOSTILE, Reader, words

pytestmark = pytest.mark.usefixtures("used_portal")

ADDRESS = "/opendatalab/quality/preview"
ANNUAL = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"


@pytest.fixture
def publisher():
    return pages.publisher()


def preview(app, headers, data, status=200, **own) -> Any:
    asked = {"id": "", "type": "dataset", "kind": "dataset", "page": "1", **own}
    sent = {**data, **{f"opendatalab-quality-{key}": value for key, value in asked.items()}}
    answer = app.post(ADDRESS, data=sent, headers=headers, status=status)
    return BeautifulSoup(answer.body, "html.parser")


def score(of) -> int:
    return int(of.select_one("meter")["value"])


def panel(app, address, headers):
    return pages.page(app, address, headers).select_one(".opendatalab-quality-live")


def test_typing_raises_the_score_and_saves_nothing(app, publisher):
    _, headers, organization = publisher
    dataset = factories.Dataset(owner_org=organization["id"], frequency="")
    before = world.show(dataset["id"])
    address = f"/dataset/edit/{dataset['name']}/3"
    form = pages.form(pages.page(app, address, headers))
    data = pages.filled(form)
    asked = {"id": dataset["id"], "page": "3"}
    untouched = preview(app, headers, data, **asked)
    assert score(untouched) == score(panel(app, address, headers))
    link = next(one for one in untouched.select("a") if one["href"] == "#field-frequency")
    gain = link.find_parent("li").select_one(".opendatalab-quality-gain [aria-hidden]").text
    better = preview(app, headers, {**data, "frequency": ANNUAL}, **asked)
    assert score(better) == score(untouched) + int(gain)
    assert not better.select("a[href='#field-frequency']")
    assert "not saved yet" in words(better)
    model.Session.rollback()
    assert world.show(dataset["id"]) == before


def test_a_new_dataset_has_a_score_from_its_first_word_on(app, publisher):
    _, headers, _ = publisher
    shown = panel(app, "/dataset/new", headers)
    assert "Nothing is saved yet." in words(shown)
    assert shown["data-opendatalab-quality"].endswith(ADDRESS)
    form = pages.form(pages.page(app, "/dataset/new", headers))
    data = pages.filled(form, title="Arbres", notes="Les arbres de la commune. " * 10)
    assert score(preview(app, headers, data)) > score(preview(app, headers, pages.filled(form)))


def test_a_file_that_is_described_counts_before_it_is_saved(app, publisher):
    _, headers, organization = publisher
    dataset = factories.Dataset(owner_org=organization["id"])
    shown = panel(app, f"/dataset/{dataset['name']}/resource/new", headers)
    assert shown["data-kind"] == "resource"
    data = {"url": "https://valorne.example/a.csv", "format": "CSV", "name": "Arbres"}
    own = {"id": dataset["id"], "kind": "resource"}
    assert score(preview(app, headers, data, **own)) > score(preview(app, headers, {}, **own))


def test_only_editors_get_it_and_nobody_learns_of_a_private_dataset(app, publisher):
    _, headers, organization = publisher
    dataset = factories.Dataset(owner_org=organization["id"], private=True)
    stranger = {"Authorization": factories.UserWithToken()["token"]}
    for who in (None, stranger):
        preview(app, who, {}, 403, id=dataset["id"])
        preview(app, who, {}, 403, id="there-is-none")
    preview(app, None, {}, 403)
    preview(app, headers, {}, 200, id=dataset["id"])


def test_whatever_is_sent_is_looked_at_within_bounds(app, publisher):
    _, headers, organization = publisher
    dataset = factories.Dataset(owner_org=organization["id"])
    own = {"id": dataset["id"]}
    hostile = {"title": HOSTILE, "contact-0-name": "\0", "contact-999-x": "1", "theme": "{{7*7}}"}
    found = preview(app, headers, {**hostile, "frequency": ["a", "b"]}, **own)
    assert "alert" not in str(found)
    preview(app, headers, {"title": "a" * 2_000_000}, 413, **own)
    preview(app, headers, {"title": "a" * 300_000}, 400, **own)
    preview(app, headers, {}, 400, id=dataset["id"], kind="something")
    preview(app, headers, {}, 400, type="something", id="")
    preview(app, headers, {}, 200, id=dataset["id"], page="99")
    app.get(ADDRESS, headers=headers, status=404)


def test_the_review_page_says_the_score_of_what_is_saved(app, publisher):
    _, headers, organization = publisher
    dataset = page_world.checked(organization, frequency="")
    shown = panel(app, f"/dataset/{dataset['name']}/opendatalab/review", headers)
    assert not shown.has_attr("data-opendatalab-quality")
    links = [one["href"] for one in shown.select("ul a")]
    assert any("/dataset/edit/" in one for one in links)
    assert score(shown) == score(Reader(app).quality(dataset))
