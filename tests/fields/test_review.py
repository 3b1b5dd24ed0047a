"""The review page: who reads it, what it says, and where it leads."""

from __future__ import annotations

from uuid import uuid4

import pytest
from ckan.tests import factories

from tests.fields import pages

pytestmark = pytest.mark.usefixtures("used_portal")


@pytest.fixture
def publisher():
    return pages.publisher()


def review(app, dataset, headers, status=200):
    return pages.page(app, f"/dataset/{dataset['name']}/opendatalab/review", headers, status)


def test_only_those_who_may_edit_the_dataset_read_it(app, publisher):
    _, headers, organisation = publisher
    dataset = factories.Dataset(owner_org=organisation["id"], private=True)
    stranger = {"Authorization": factories.UserWithToken()["token"]}
    review(app, dataset, headers)
    review(app, dataset, stranger, 404)
    review(app, dataset, None, 404)
    public = factories.Dataset(owner_org=organisation["id"])
    review(app, public, stranger, 403)
    review(app, public, None, 403)
    app.get(f"/dataset/{uuid4()}/opendatalab/review", headers=headers, status=404)


def test_what_is_missing_stands_apart_from_advice_and_leads_to_the_field(app, publisher):
    _, headers, organisation = publisher
    dataset = factories.Dataset(
        owner_org=organisation["id"], notes="Court.", producing_service="Espaces verts"
    )
    soup = review(app, dataset, headers)
    missing = soup.find("section", attrs={"aria-labelledby": "opendatalab-review-missing"})
    advice = soup.find("section", attrs={"aria-labelledby": "opendatalab-review-advice"})
    said = {one.text: one["href"] for one in missing.find_all("a")}
    edit = f"/dataset/edit/{dataset['name']}"
    assert said["Say how often the data are updated."] == f"{edit}/3#field-frequency"
    assert said["Give a contact, with a name and an e-mail address or a web page."] == (
        f"{edit}/1#field-contact"
    )
    assert f"/dataset/{dataset['name']}/resource/new" in said["Add at least one file or one link."]
    assert "Say which service produces the data." not in said
    assert "under 200 characters" in advice.text
    assert "under 200 characters" not in missing.text
    for link in said.values():
        page, _, anchor = link.partition("#")
        soup = pages.page(app, page, headers)
        assert not anchor or soup.find(id=anchor), link


def test_what_was_typed_is_read_again_with_a_link_to_change_it(app, publisher):
    _, headers, organisation = publisher
    dataset = factories.Dataset(
        owner_org=organisation["id"],
        producing_service="Espaces verts",
        frequency="http://publications.europa.eu/resource/authority/frequency/ANNUAL",
        resources=[{"url": "https://x.example/arbres.csv", "name": "Arbres", "format": "CSV"}],
    )
    soup = review(app, dataset, headers)
    said = soup.get_text(" ", strip=True)
    assert "Producing service Espaces verts" in said
    assert "Update frequency Annual" in said
    assert "Arbres (CSV)" in said
    links = [one.text for one in soup.find_all("a") if one.text.startswith("Change: ")]
    assert links == [
        "Change: Describe",
        "Change: Licence and release",
        "Change: Quality and updates",
        "Change: Data",
    ]


def test_it_says_in_plain_words_who_sees_the_dataset(app, publisher):
    _, headers, organisation = publisher
    private = factories.Dataset(owner_org=organisation["id"], private=True)
    public = factories.Dataset(owner_org=organisation["id"])
    draft = factories.Dataset(owner_org=organisation["id"], state="draft")
    assert "This dataset is private" in review(app, private, headers).text
    assert "everybody sees it" in review(app, public, headers).text
    assert "This dataset is a draft" in review(app, draft, headers).text


def test_the_findings_of_the_licence_check_are_shown_with_their_article(app, publisher):
    _, headers, organisation = publisher
    dataset = factories.Dataset(owner_org=organisation["id"], license_id="cc-by")
    section = review(app, dataset, headers).find(
        "section", attrs={"aria-labelledby": "opendatalab-review-licence"}
    )
    assert section is not None
    assert "D323-2-1" in section.text


def test_it_is_linked_from_the_dataset_and_its_edit_pages_for_editors_only(app, publisher):
    _, headers, organisation = publisher
    dataset = factories.Dataset(owner_org=organisation["id"])
    link = f'href="/dataset/{dataset["name"]}/opendatalab/review"'
    assert link in app.get(f"/dataset/{dataset['name']}", headers=headers).body
    assert link in app.get(f"/dataset/edit/{dataset['name']}/1", headers=headers).body
    assert link not in app.get(f"/dataset/{dataset['name']}").body


def test_a_file_added_to_a_published_dataset_leads_where_core_leads(app, publisher):
    _, headers, organisation = publisher
    dataset = factories.Dataset(owner_org=organisation["id"])
    url = f"/dataset/{dataset['name']}/resource/new"
    form = pages.form(pages.page(app, url, headers), "resource-edit")
    data = pages.filled(form, url="https://x.example/a.csv", name="A", save="go-dataset-complete")
    answer = pages.send(app, url, form, data, headers)
    assert answer.headers["Location"].endswith(f"/dataset/{dataset['name']}")


@pytest.mark.ckan_config("opendatalab.dataset_types", "")
def test_other_dataset_types_keep_core_s_pages(app, publisher):
    _, headers, organisation = publisher
    dataset = factories.Dataset(owner_org=organisation["id"])
    review(app, dataset, headers, 404)
    body = app.get(f"/dataset/{dataset['name']}", headers=headers).body
    assert "opendatalab-card" not in body
