"""The page where an organisation sets its licence policy."""

from __future__ import annotations

from bs4 import BeautifulSoup
from ckan.tests import factories, helpers

from tests.licence.conftest import unique


def page(organisation) -> str:
    return f"/organization/{organisation.name}/opendatalab/licence"


def test_only_administrators_of_the_organisation_see_and_use_the_page(app, organisation):
    expected = {
        "anonymous": 403,
        "stranger": 403,
        "member": 403,
        "editor": 403,
        "admin": 200,
        "sysadmin": 200,
    }
    for role, status in expected.items():
        headers = organisation.headers(role)
        seen = app.get(page(organisation), headers=headers)
        form = {"default_license_id": "lov2", "administration": "no"}
        sent = app.post(page(organisation), data=form, headers=headers, follow_redirects=False)
        assert (role, seen.status_code) == (role, status)
        assert (role, sent.status_code) == (role, 302 if status == 200 else 403)
        policy = helpers.call_action("opendatalab_licence_policy_show", id=organisation.id)
        assert policy["administration"] is (status != 200)


def test_an_administrator_sets_the_policy_and_finds_it_again(app, organisation):
    headers = organisation.headers("admin")
    saved = app.post(
        page(organisation),
        data={"default_license_id": "odc-odbl", "administration": "no"},
        headers=headers,
    )
    assert "The licence policy of the organization is saved." in saved.body
    form = BeautifulSoup(app.get(page(organisation), headers=headers).body, "html.parser")
    chosen = form.select_one("select[name=default_license_id] option[selected]")
    assert chosen["value"] == "odc-odbl"
    assert form.select_one("input[name=administration][checked]")["value"] == "no"
    assert form.select_one("form input[name=_csrf_token]")


def test_a_bad_value_is_explained_beside_the_field_and_nothing_is_saved(app, organisation):
    refused = app.post(
        page(organisation),
        data={"default_license_id": "<script>", "administration": "no"},
        headers=organisation.headers("admin"),
    )
    assert refused.status_code == 400
    form = BeautifulSoup(refused.body, "html.parser")
    select = form.select_one("#field-default_license_id")
    assert select["aria-invalid"] == "true"
    for described in select["aria-describedby"].split():
        assert form.find(id=described).get_text(strip=True)
    assert "Choose a licence of the list" in form.find(id="field-default_license_id-error").text
    assert "<script>" not in str(form.select_one("select[name=default_license_id]"))
    policy = helpers.call_action("opendatalab_licence_policy_show", id=organisation.id)
    assert policy["administration"] is True


def test_every_control_of_the_page_has_a_label(app, organisation):
    body = app.get(page(organisation), headers=organisation.headers("admin")).body
    form = BeautifulSoup(body, "html.parser").select_one("#content form[method=post]")
    for control in form.select("select, input:not([type=hidden])"):
        assert form.select_one(f"label[for={control['id']}]").get_text(strip=True)
    assert form.select_one("fieldset legend").get_text(strip=True)


def test_the_organisations_admin_pages_lead_to_it(app, organisation):
    headers = organisation.headers("admin")
    for place in ("edit", "manage_members"):
        body = app.get(f"/organization/{place}/{organisation.name}", headers=headers).body
        assert f'href="{page(organisation)}"' in body


def test_an_organisation_that_does_not_exist_is_not_found(app, organisation):
    headers = organisation.headers("sysadmin")
    assert app.get("/organization/nope/opendatalab/licence", headers=headers).status_code == 404
    group = factories.Group(name=unique("theme"))
    address = f"/organization/{group['name']}/opendatalab/licence"
    assert app.get(address, headers=headers).status_code == 404
