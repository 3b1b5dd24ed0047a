"""The form of a governed dataset: what it lets one choose, and how it ends."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories

from tests.fields import pages
from tests.governance import world
from tests.governance.test_ui import headers, public, read

pytestmark = pytest.mark.usefixtures("used_portal")


@pytest.fixture
def commune(used_portal):
    return world.Commune()


@pytest.fixture
def owned_only(ckan_config, monkeypatch):
    """A portal as in life, where every dataset belongs to an organisation."""
    monkeypatch.setitem(ckan_config, "ckan.auth.create_unowned_dataset", False)


def save(app: Any, user: dict[str, Any], url: str, **changes: Any) -> Any:
    form = pages.form(read(app, user, url))
    return pages.send(app, url, form, pages.filled(form, **changes), headers(user))


def test_a_private_dataset_has_a_sentence_in_place_of_the_choice_and_stays_private(app, commune):
    dataset = commune.dataset()
    url = f"/dataset/edit/{dataset['name']}/1"
    soup = read(app, commune.editor, url)
    assert soup.find(attrs={"name": "private"}) is None
    said = soup.find(id="field-private").get_text(" ", strip=True)
    assert "Private: only the members of the organization see it, until" in said
    save(app, commune.editor, url, title="Autre titre")
    assert model.Package.get(dataset["id"]).title == "Autre titre"
    assert world.stored(dataset["id"]) == (True, "active")


def test_a_public_dataset_stays_public_and_says_where_it_is_withdrawn(app, commune):
    dataset = public(commune)
    soup = read(app, commune.editor, f"/dataset/edit/{dataset['name']}/1")
    assert soup.find(attrs={"name": "private"}) is None
    assert "Public: everybody sees it." in soup.find(id="field-private").get_text()
    assert "it is withdrawn before it can be deleted" in pages.form(soup).get_text()
    assert not pages.form(soup).select(f"a[href*='/dataset/delete/{dataset['id']}']")


def test_a_new_dataset_of_somebody_who_has_only_governed_organizations_is_private(
    app, commune, owned_only
):
    soup = read(app, commune.editor, "/dataset/new")
    assert soup.find("input", attrs={"name": "private"})["value"] == "True"
    assert soup.find("select", attrs={"name": "private"}) is None
    name, _ = pages.start(app, headers(commune.editor), commune.organization)
    assert world.stored(model.Package.get(name).id)[0] is True


def test_with_organizations_of_both_kinds_the_choice_says_where_it_counts(app, commune, owned_only):
    factories.Organization(users=[{"name": commune.editor["name"], "capacity": "editor"}])
    soup = read(app, commune.editor, "/dataset/new")
    choice = soup.find("select", attrs={"name": "private"})
    told = pages.described(choice, soup)
    assert commune.organization["title"] in told
    assert "starts private" in told


def test_without_any_governed_organization_the_form_is_that_of_ckan(app, owned_only):
    user, _, organization = pages.publisher()
    dataset = factories.Dataset(owner_org=organization["id"], private=True)
    for url in ("/dataset/new", f"/dataset/edit/{dataset['name']}/1"):
        soup = read(app, user, url)
        choice = soup.find("select", attrs={"name": "private"})
        assert choice is not None
        assert not choice.has_attr("aria-describedby")
    assert "delete" in str(pages.form(soup))


def test_a_refused_publication_is_said_beside_the_visibility(app, commune):
    dataset = commune.dataset()
    url = f"/dataset/edit/{dataset['name']}/1"
    form = pages.form(read(app, commune.editor, url))
    data = {**pages.filled(form), "private": "False"}
    answer = pages.send(app, url, form, data, headers(commune.editor), 200)
    soup = pages.BeautifulSoup(answer.body, "html.parser")
    assert soup.select_one(".opendatalab-errors a[href='#field-private']")
    assert soup.find(id="field-private-error").get_text(strip=True)
    assert world.stored(dataset["id"]) == (True, "active")


def test_the_buttons_of_ckan_lead_to_the_path(app, commune):
    dataset = public(commune)
    name = dataset["name"]
    form = pages.form(read(app, commune.editor, f"/dataset/edit/{name}/1"))
    assert not form.find(attrs={"value": "go-metadata-unpublish"})
    if tk.check_ckan_version(min_version="2.12"):
        assert form.find("a", string="Withdraw")["href"] == f"/dataset/{name}/governance"
    page = read(app, commune.editor, f"/dataset/delete/{name}")
    assert "withdrawn before it can be deleted" in page.get_text()
    assert page.find("form", id="confirm-dataset-delete-form") is None


def test_what_is_done_to_many_at_once_is_hidden_where_each_goes_its_path(app, commune):
    dataset = commune.dataset()
    url = f"/organization/bulk_process/{commune.organization['name']}"
    page = read(app, commune.admin, url)
    assert page.find("button", attrs={"name": "bulk_action.public"}) is None
    assert page.find("a", href=f"/dataset/{dataset['name']}")
    user = factories.User()
    other = factories.Organization(users=[{"name": user["name"], "capacity": "admin"}])
    factories.Dataset(owner_org=other["id"])
    page = read(app, user, f"/organization/bulk_process/{other['name']}")
    assert page.find("button", attrs={"name": "bulk_action.public"})


def test_the_review_ends_with_what_is_to_settle_before_the_submission(app, commune):
    dataset = commune.dataset(notes="Court.")
    page = read(app, commune.editor, f"/dataset/{dataset['name']}/opendatalab/review")
    end = page.select("section")[-1]
    assert end.h2.get_text() == "Submit for review"
    assert "Say how often the data are updated." in end.get_text()
    assert end.find("form") is None


def test_the_review_submits_what_is_complete_then_says_who_is_awaited(app, commune):
    dataset = commune.dataset(**world.COMPLETE)
    lead = commune.project_lead
    url = f"/dataset/{dataset['name']}/opendatalab/review"
    form = read(app, commune.editor, url).select_one("form[action$='/governance/step']")
    assert form.button.get_text() == "Submit for review"
    sent = {**dict(pages.values(form)), "message": "Prêt."}
    app.post(form["action"], data=sent, headers=headers(commune.editor), follow_redirects=False)
    assert world.show(lead, dataset)["state"]["badge"] == "in_review"
    end = read(app, commune.editor, url).select("section")[-1]
    assert "Awaited:" in end.get_text()
    assert end.find("form") is None


def test_a_comment_stands_beside_its_field_for_those_who_work_on_the_dataset(app, commune):
    dataset = commune.dataset()
    lead = commune.project_lead
    world.call(
        lead,
        "opendatalab_workflow_comment",
        id=dataset["id"],
        text="Précisez <b>la fréquence</b>.",
        field="frequency",
    )
    soup = read(app, commune.editor, f"/dataset/edit/{dataset['name']}/3")
    comment = soup.find(id="field-frequency-comments")
    assert "To settle: Précisez <b>la fréquence</b>." in comment.get_text(" ", strip=True)
    control = soup.find(id="field-frequency")
    assert "la fréquence" in pages.described(control, soup)
    listed = world.call(lead, "opendatalab_workflow_comments", id=dataset["id"])
    settle = {"id": dataset["id"], "comment": listed[0]["id"]}
    world.call(commune.editor, "opendatalab_workflow_comment_settle", **settle)
    soup = read(app, commune.editor, f"/dataset/edit/{dataset['name']}/3")
    assert "Settled" in soup.find(id="field-frequency-comments").get_text()
