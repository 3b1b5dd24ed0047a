"""Choosing the schema that a file follows."""

from __future__ import annotations

import uuid

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from ckan.tests import helpers

from ckanext.opendatalab.quality import store as checks
from ckanext.opendatalab.quality.schemas import index, store
from tests.fields import pages
from tests.legal import world
from tests.quality.test_schemas_document import GOOD

SUBVENTIONS = "https://schema.data.gouv.fr/scdl/subventions/"
DELIBERATIONS = "https://schema.data.gouv.fr/scdl/deliberations/"
FREE = "https://example.org/schema.json"


@pytest.fixture
def desk(used_portal):
    """An editor's request headers, a dataset of hers with one file, and the file's form."""
    user, headers, organization = pages.publisher()
    dataset = world.dataset(organization)
    return Desk(user, headers, organization, dataset)


class Desk:
    def __init__(self, user, headers, organization, dataset):
        self.user, self.headers, self.organization, self.dataset = (
            user,
            headers,
            organization,
            dataset,
        )
        self.id = dataset["resources"][0]["id"]
        self.url = f"/dataset/{dataset['name']}/resource/{self.id}/edit"

    def page(self, app):
        return pages.page(app, self.url, self.headers)

    def save(self, app, chosen, lines, status=302):
        form = pages.form(self.page(app), "resource-edit")
        data = pages.filled(form, conforms_to=[chosen, lines])
        return pages.send(app, self.url, form, data, self.headers, status)

    def declared(self):
        return helpers.call_action("resource_show", id=self.id).get("conforms_to") or []

    def own(self):
        name = f"aides-{uuid.uuid4().hex[:8]}"
        given = {"organization": self.organization["id"], "name": name, "schema": GOOD}
        return helpers.call_action("opendatalab_schema_upload", **given)["id"]

    def checked(self, columns):
        """Have the file checked, with these columns."""
        checks.want(self.id, self.dataset["id"], "x", report={"columns": columns, "checks": []})
        model.Session.commit()


def chosen(soup):
    option = soup.select_one("#field-conforms_to-known option[selected]")
    return option["value"] if option else ""


def lines(soup):
    return soup.find(id="field-conforms_to").text.split()


def test_an_official_schema_an_own_one_and_an_address_are_kept_in_one_field(app, desk):
    own = desk.own()
    offered = desk.page(app).select("#field-conforms_to-known option")
    values = [option["value"] for option in offered]
    assert {own, SUBVENTIONS, DELIBERATIONS} <= set(values)
    assert len(values) == len(set(values)) == len(index.load().entries) + 2
    desk.save(app, SUBVENTIONS, f"{FREE}\r\nscdl/deliberations\r\n{own}")
    assert desk.declared() == [SUBVENTIONS, FREE, DELIBERATIONS, own]
    again = desk.page(app)
    assert chosen(again) == SUBVENTIONS
    assert lines(again) == [FREE, DELIBERATIONS, own]
    form = pages.form(again, "resource-edit")
    pages.send(app, desk.url, form, pages.filled(form), desk.headers)
    assert desk.declared() == [SUBVENTIONS, FREE, DELIBERATIONS, own]
    desk.save(app, "", "")
    assert desk.declared() == []


def test_what_was_chosen_and_typed_survives_a_refusal(app, desk):
    refused = desk.save(app, DELIBERATIONS, f"{FREE}\r\nSCDL", status=200)
    soup = BeautifulSoup(refused.body, "html.parser")
    assert chosen(soup) == DELIBERATIONS
    assert lines(soup) == [FREE, "SCDL"]
    box = soup.find(id="field-conforms_to")
    assert box["aria-invalid"] == "true"
    assert "SCDL" in pages.described(box, soup)
    assert desk.declared() == []


def test_a_schema_that_the_portal_has_not_is_refused(desk):
    with pytest.raises(tk.ValidationError, match="no schema of this portal"):
        world.call(desk.user, "resource_patch", id=desk.id, conforms_to=["own/nope"])


def test_the_address_of_an_own_schema_is_taken_for_its_name(desk):
    own = desk.own()
    world.call(desk.user, "resource_patch", id=desk.id, conforms_to=[store.page_of(own)])
    assert desk.declared() == [own]


def test_both_controls_have_a_label_and_say_what_they_are_for(app, desk):
    soup = desk.page(app)
    for name in ("field-conforms_to-known", "field-conforms_to"):
        assert soup.select_one(f"label[for={name}]").get_text(strip=True)
        assert pages.described(soup.find(id=name), soup)


def test_the_page_of_a_file_names_its_schemas_and_links_to_them(app, desk):
    own = desk.own()
    world.call(desk.user, "resource_patch", id=desk.id, conforms_to=[SUBVENTIONS, own])
    address = desk.url.removesuffix("/edit")
    soup = pages.page(app, address, desk.headers)
    links = {link.text: link["href"] for link in soup.select(".opendatalab-values a")}
    assert links["Grants"] == SUBVENTIONS
    assert links["Aides"].endswith(f"/opendatalab/schema/{own.removeprefix('own/')}.json")


def test_a_schema_is_suggested_by_the_columns_to_who_works_on_the_dataset_only(app, desk):
    entry = index.load().entries["scdl/subventions"]
    desk.checked([*entry.required[:-1], "nimporte"])
    soup = desk.page(app)
    first = soup.select_one("#field-conforms_to-known optgroup")
    assert [option["value"] for option in first.select("option")] == [SUBVENTIONS]
    assert chosen(soup) == ""
    assert "These columns look like: Grants" in pages.described(
        soup.find(id="field-conforms_to-known"), soup
    )
    suggested = as_user(app, desk.user, desk.id)
    assert suggested["value"] == SUBVENTIONS
    assert suggested["missing"] == [entry.required[-1]]
    assert as_user(app, world.person(), desk.id) is None
    assert as_user(app, None, desk.id) is None
    world.call(desk.user, "resource_patch", id=desk.id, conforms_to=[DELIBERATIONS])
    assert as_user(app, desk.user, desk.id) is None


def test_an_own_schema_is_suggested_too(app, desk):
    own = desk.own()
    desk.checked(["Club", "montant"])
    assert as_user(app, desk.user, desk.id)["value"] == own


def as_user(app, user, resource_id):
    """Return what the helper gives to somebody."""
    with app.flask_app.test_request_context():
        if user:
            tk.login_user(model.User.get(user["name"]))
        return tk.h.opendatalab_schema_suggestion(resource_id)
