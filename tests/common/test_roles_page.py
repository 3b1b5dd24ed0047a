"""The page where an organisation says who has which role."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories, helpers

from ckanext.opendatalab.common import role_store, roles
from tests.licence.conftest import Organisation, unique


@pytest.fixture
def somebody(used_portal):
    return factories.User(fullname="Anne <b>Juriste</b>")


def page(organisation) -> str:
    return f"/organization/{organisation.name}/opendatalab/roles"


def seen(app, organisation, person="admin", language="") -> BeautifulSoup:
    body = app.get(language + page(organisation), headers=organisation.headers(person)).body
    return BeautifulSoup(body, "html.parser").select_one("#content")


def post(app, organisation, path="", person="admin", **form):
    return app.post(
        page(organisation) + path,
        data=form,
        headers=organisation.headers(person),
        follow_redirects=False,
    )


def test_only_administrators_of_the_organisation_see_and_use_the_page(app, organisation, somebody):
    expected = dict.fromkeys(("anonymous", "stranger", "member", "editor"), (403, 403, 403))
    expected |= dict.fromkeys(("admin", "sysadmin"), (200, 302, 302))
    for person, statuses in expected.items():
        form = {"user": somebody["name"], "role": "project_lead"}
        answers = (
            app.get(page(organisation), headers=organisation.headers(person)),
            post(app, organisation, person=person, **form),
            post(app, organisation, "/revoke", person=person, **form),
        )
        assert (person, *[answer.status_code for answer in answers]) == (person, *statuses)
    other = Organisation()
    elsewhere = app.get(page(organisation), headers=other.headers("admin"))
    assert elsewhere.status_code == 403


def test_an_administrator_grants_a_role_sees_it_in_the_table_and_removes_it(
    app, organisation, somebody
):
    assert "Nobody has a role here yet" in seen(app, organisation).text
    granted = app.post(
        page(organisation),
        data={"user": somebody["name"], "role": "data_steward"},
        headers=organisation.headers("admin"),
    )
    assert "now has the role: Data steward." in granted.body
    table = seen(app, organisation).select_one("table")
    assert organisation.person("admin")["fullname"] in table.text
    assert "Ville de Valorne" in table.caption.text
    assert {header["scope"] for header in table.select("th")} == {"col", "row"}
    row = next(row for row in table.select("tbody tr") if "Juriste" in row.text)
    assert not row.select("b")
    button = row.select_one("form[method=post] button")
    assert button.get_text(" ", strip=True) == "Remove Data steward from Anne <b>Juriste</b>"
    assert row.select_one("input[name=_csrf_token]")
    form = {field["name"]: field["value"] for field in row.select("input[type=hidden]")}
    gone = app.post(
        row.select_one("form")["action"], data=form, headers=organisation.headers("admin")
    )
    assert "The role is removed." in gone.body
    assert roles.of(somebody["id"], organisation.id) == set()
    again = app.post(
        row.select_one("form")["action"], data=form, headers=organisation.headers("admin")
    )
    assert "The role had been removed already." in again.body


def test_a_double_click_grants_once(app, organisation, somebody):
    form = {"user": somebody["name"], "role": "data_steward"}
    headers = organisation.headers("admin")
    app.post(page(organisation), data=form, headers=headers)
    second = app.post(page(organisation), data=form, headers=headers)
    assert "had this role already" in second.body
    assert roles.of(somebody["id"], organisation.id) == {"data_steward"}


def test_an_error_is_explained_beside_the_field_and_what_was_typed_stays(app, organisation):
    refused = post(app, organisation, user="<script>nobody", role="data_steward")
    assert refused.status_code == 400
    form = BeautifulSoup(refused.body, "html.parser").select_one("#content")
    user = form.select_one("#field-user")
    assert (user["value"], user["aria-invalid"]) == ("<script>nobody", "true")
    for described in user["aria-describedby"].split():
        assert form.find(id=described).get_text(strip=True)
    assert "Check its spelling" in form.find(id="field-user-error").text
    assert form.select_one("#field-role option[selected]")["value"] == "data_steward"
    assert form.select_one("[role=alert] a")["href"] == "#field-user"


@pytest.mark.parametrize("delegated", [False, True])
def test_the_form_offers_what_the_administrator_may_grant(
    app, organisation, ckan_config, delegated
):
    ckan_config["opendatalab.delegate_legal_roles"] = delegated
    form = seen(app, organisation)
    offered = [option["value"] for option in form.select("#field-role option") if option["value"]]
    assert ("legal_officer" in offered) is delegated
    assert "project_lead" in offered
    assert not form.select("[name=scope][value=portal][type=radio]")
    ckan_config["opendatalab.delegate_legal_roles"] = False


def test_a_role_that_she_may_not_grant_is_refused_with_whom_to_ask(app, organisation, somebody):
    for form in (
        {"user": somebody["name"], "role": "dpo"},
        {"user": somebody["name"], "role": "project_lead", "scope": "portal"},
        {"user": organisation.person("admin")["name"], "role": "project_lead"},
    ):
        refused = post(app, organisation, **form)
        assert refused.status_code == 403
        alert = BeautifulSoup(refused.body, "html.parser").select_one("#content [role=alert]")
        assert "administrator" in alert.text
        refused = post(app, organisation, "/revoke", **form)
        assert refused.status_code == 403
    assert roles.by_organization(somebody["id"]) == {}


def test_a_sysadmin_grants_for_the_whole_portal_and_the_administrator_sees_but_keeps_it(
    app, organisation, somebody
):
    form = {"user": somebody["name"], "role": "dpo", "scope": "portal"}
    assert post(app, organisation, person="sysadmin", **form).status_code == 302
    assert roles.of(somebody["id"], None) == {"dpo"}
    for person, removable in (("admin", 0), ("sysadmin", 1)):
        rows = seen(app, organisation, person).select("tbody tr")
        row = next(row for row in rows if "Juriste" in row.text)
        assert "Whole portal" in row.text
        assert len(row.select("form")) == removable
    assert post(app, organisation, "/revoke", person="sysadmin", **form).status_code == 302
    assert roles.of(somebody["id"], None) == set()


def test_the_role_of_a_deleted_account_can_be_removed(app, organisation, somebody):
    role_store.grant(somebody["id"], "data_steward", organisation.id, None)
    helpers.call_action("user_delete", id=somebody["id"])
    row = next(r for r in seen(app, organisation).select("tbody tr") if "not in use" in r.text)
    form = {field["name"]: field["value"] for field in row.select("input[type=hidden]")}
    assert post(app, organisation, "/revoke", **form).status_code == 302
    assert "not in use" not in seen(app, organisation).text


def test_every_control_of_the_page_has_a_label(app, organisation):
    form = seen(app, organisation, "sysadmin")
    for control in form.select("select, input:not([type=hidden])"):
        assert form.select_one(f"label[for={control['id']}]").get_text(strip=True)
    assert form.select_one("fieldset legend").get_text(strip=True)


def test_the_page_speaks_french(app, organisation):
    text = seen(app, organisation, "sysadmin", "/fr").text
    assert "Attribuer le rôle" in text
    assert "Juriste" in text
    assert "Grant" not in text


def test_the_organisations_admin_pages_lead_to_it(app, organisation):
    ours = f"/organization/{organisation.name}/opendatalab/licence"
    for place in ("edit", "manage_members"):
        address = f"/organization/{place}/{organisation.name}"
        assert f'href="{ours}"' in app.get(address, headers=organisation.headers("admin")).body
    body = app.get(ours, headers=organisation.headers("admin")).body
    assert f'href="{page(organisation)}"' in body


def test_an_organisation_that_does_not_exist_is_not_found(app, organisation):
    headers = organisation.headers("sysadmin")
    assert app.get("/organization/nope/opendatalab/roles", headers=headers).status_code == 404
    group = factories.Group(name=unique("theme"))
    address = f"/organization/{group['name']}/opendatalab/roles"
    assert app.get(address, headers=headers).status_code == 404


def test_a_forged_removal_is_explained(app, organisation, somebody):
    for form in ({}, {"user": somebody["name"], "role": "king"}):
        refused = post(app, organisation, "/revoke", person="sysadmin", **form)
        assert refused.status_code == 400
        assert "Use the buttons" in refused.body
