"""The licence select in the dataset form: what is offered, what is proposed, what is never lost."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories, helpers
from flask import render_template

from tests.licence.conftest import unique

OURS = "opendatalab/form_snippets/license.html"
ADMINISTRATORS = "scheming/form_snippets/license.html"

both_forms = pytest.mark.parametrize("snippet", [OURS, ADMINISTRATORS])


def rendered(
    data: dict[str, Any],
    snippet: str = OURS,
    errors: dict[str, Any] | None = None,
    **attributes: Any,
) -> BeautifulSoup:
    field = {"field_name": "license_id", "label": {"en": "Licence", "fr": "Licence"}, **attributes}
    html = render_template(snippet, field=field, data=data, errors=errors or {})
    return BeautifulSoup(html, "html.parser")


def selected(page: BeautifulSoup) -> str:
    """Return what a browser would send."""
    options = page.select("select[name=license_id] option")
    chosen = [option for option in options if option.has_attr("selected")]
    return (chosen or options)[0]["value"]


@both_forms
@pytest.mark.usefixtures("with_plugins", "fresh_licence_list", "with_request_context")
def test_the_recommended_licences_come_first_with_a_line_that_explains_them(snippet):
    page = rendered({"id": "x", "license_id": "lov2"}, snippet)
    groups = page.select("select optgroup")
    assert groups[0]["label"] == "Recommended"
    assert [option["value"] for option in groups[0].select("option")] == ["lov2", "odc-odbl"]
    assert groups[-1]["label"] == "Others"
    assert "suits nearly every dataset" in page.find(id="field-license_id-hint").text


@both_forms
@pytest.mark.usefixtures("with_plugins", "fresh_licence_list", "with_request_context")
def test_label_help_hint_and_error_are_tied_to_the_select(snippet):
    page = rendered(
        {"license_id": ""}, snippet, {"license_id": ["Bad"]}, help_text="What reusers may do."
    )
    select = page.select_one("#field-license_id")
    assert "Licence" in page.select_one("label[for=field-license_id]").text
    described = [
        page.find(id=name).get_text(" ", strip=True) for name in select["aria-describedby"].split()
    ]
    assert any("What reusers may do." in text for text in described)
    assert any("Bad" in text for text in described)
    assert select["aria-invalid"] == "true"
    assert not page.select("[data-module]")


@both_forms
@pytest.mark.parametrize("value", ["licence-maison", "<script>alert(1)</script>", 'a"b'])
@pytest.mark.usefixtures("with_plugins", "fresh_licence_list", "with_request_context")
def test_a_value_that_the_list_lacks_stays_selected(snippet, value):
    page = rendered({"id": "x", "license_id": value}, snippet)
    assert selected(page) == value
    assert not page.find("script")


@both_forms
@pytest.mark.parametrize("value", ["", None])
@pytest.mark.usefixtures("with_plugins", "fresh_licence_list", "with_request_context")
def test_an_empty_value_is_not_replaced_by_the_first_of_the_list(snippet, value):
    data = {"id": "x", "state": "active", "license_id": value}
    assert selected(rendered(data, snippet, default="cc-by")) == ""


@pytest.mark.usefixtures("used_portal", "fresh_licence_list", "with_request_context")
def test_the_administrators_field_still_starts_from_its_own_default():
    assert selected(rendered({}, ADMINISTRATORS)) == "notspecified"
    assert selected(rendered({}, ADMINISTRATORS, default="cc-by")) == "cc-by"
    assert selected(rendered({}, OURS)) == ""


@pytest.mark.usefixtures("with_request_context")
def test_a_new_dataset_starts_from_the_default_of_its_organisation(organisation):
    helpers.call_action(
        "opendatalab_licence_policy_update", id=organisation.id, default_license_id="odc-odbl"
    )
    propose = tk.h.opendatalab_default_licence
    with helpers.changed_config("ckan.auth.create_unowned_dataset", True):
        login(organisation.person("editor"))
        assert propose({"owner_org": organisation.id}) == "odc-odbl"
        assert propose({"group_id": organisation.name}) == "odc-odbl"
        assert propose({}) == "odc-odbl"  # the only organisation of this user
        draft = {"id": "x", "state": "draft", "owner_org": organisation.id}
        assert propose({**draft, "license_id": None}) == "odc-odbl"
        assert propose({**draft, "license_id": ""}) == ""
        assert propose({**draft, "license_id": "lov2"}) == ""
        assert propose({**draft, "state": "active", "license_id": None}) == ""
        assert propose({"owner_org": organisation.id, "license_id": ""}) == ""
        assert propose({"owner_org": "no-such-organisation"}) == ""
        login(organisation.person("stranger"))
        assert propose({"owner_org": organisation.id}) == ""
        assert propose({}) == ""


def login(person: dict[str, Any]) -> None:
    from ckan import model

    tk.login_user(model.User.get(person["name"]))
    tk.g.user = person["name"]


def test_an_unknown_licence_survives_an_edit_through_the_form(app, organisation):
    dataset = factories.Dataset(owner_org=organisation.id, license_id="licence-maison")
    headers = organisation.headers("editor")
    address = f"/dataset/edit/{dataset['name']}"
    form = BeautifulSoup(app.get(address, headers=headers).body, "html.parser")
    assert selected(form) == "licence-maison"
    fields = form_values(form)
    fields.update({"notes": "Une description plus claire.", "save": ""})
    app.post(address, data=fields, headers=headers)
    saved = helpers.call_action("package_show", id=dataset["id"])
    assert saved["notes"] == "Une description plus claire."
    assert saved["license_id"] == "licence-maison"


def form_values(page: BeautifulSoup) -> dict[str, str]:
    """Return what a browser would send of the dataset form."""
    form = page.select_one("form#dataset-edit") or page.select_one("form.dataset-form")
    values = {}
    for control in form.select("input[name], textarea[name], select[name]"):
        if control.name == "select":
            options = control.select("option")
            chosen = [o for o in options if o.has_attr("selected")] or options[:1]
            values[control["name"]] = chosen[0].get("value", "") if chosen else ""
        elif control.name == "textarea":
            values[control["name"]] = control.text
        elif control.get("type") in ("checkbox", "radio"):
            if control.has_attr("checked"):
                values[control["name"]] = control.get("value", "on")
        elif control.get("type") not in ("file", "submit"):
            values[control["name"]] = control.get("value", "")
    return values


def test_the_form_of_a_new_dataset_shows_the_proposal(app, organisation):
    helpers.call_action(
        "opendatalab_licence_policy_update", id=organisation.id, default_license_id="odc-odbl"
    )
    other = factories.Organization(name=unique("other"))
    helpers.call_action(
        "organization_member_create",
        id=other["id"],
        username=organisation.person("editor")["name"],
        role="editor",
    )
    headers = organisation.headers("editor")
    page = app.get("/dataset/new", query_string={"group": organisation.id}, headers=headers)
    assert selected(BeautifulSoup(page.body, "html.parser")) == "odc-odbl"
    page = app.get("/dataset/new", query_string={"group": other["id"]}, headers=headers)
    assert selected(BeautifulSoup(page.body, "html.parser")) in ("", "notspecified")
