"""An organisation's own schemas: who adds and deletes them, and what is refused."""

from __future__ import annotations

import io
import json
import uuid
from types import SimpleNamespace

import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories, helpers

from tests.legal import world
from tests.quality.test_schemas_document import GOOD

pytestmark = pytest.mark.usefixtures("used_portal")


def unique() -> str:
    return f"aides-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def place(used_portal):
    """An organisation and its administrator."""
    organization = factories.Organization()
    return SimpleNamespace(
        organization=organization,
        id=organization["id"],
        admin=world.person(organization, capacity="admin"),
        address=f"/organization/{organization['name']}/opendatalab/schemas",
    )


def upload(place, user=None, **values):
    given = {"organization": place.id, "name": unique(), "schema": json.dumps(GOOD), **values}
    return world.call(user or place.admin, "opendatalab_schema_upload", **given)


def listed(place) -> list[str]:
    found = world.call(None, "opendatalab_schema_list", organization=place.id)["results"]
    return [one["id"] for one in found if one["own"]]


def token(user) -> dict[str, str]:
    found = helpers.call_action(
        "api_token_create", context={"user": user["name"]}, user=user["name"], name="test"
    )
    return {"Authorization": found["token"]}


def test_who_leads_the_organisations_data_adds_a_schema_and_anybody_reads_it(app, place):
    people = {
        "admin": place.admin,
        "project_lead": world.person(place.organization, role="project_lead"),
        "data_steward": world.person(place.organization, role="data_steward"),
        "sysadmin": factories.Sysadmin(),
    }
    for user in people.values():
        added = upload(place, user)
        assert added["title"] == "Aides"
        assert added["id"] in listed(place)
        shown = world.call(None, "opendatalab_schema_show", id=added["id"])
        assert shown["content"] == GOOD
        answer = app.get(shown["address"].replace(tk.config["ckan.site_url"], ""))
        assert json.loads(answer.body) == GOOD
        assert world.call(None, "opendatalab_schema_show", id=shown["address"]) == shown
    logged = helpers.call_action("opendatalab_log_list", organization=place.id)
    assert {one["kind"] for one in logged} == {"schema_uploaded", "role_granted"}


def test_nobody_else_changes_the_schemas(place):
    kept = upload(place)
    elsewhere = factories.Organization()
    people = [
        None,
        factories.User(),
        world.person(place.organization, capacity="member"),
        world.person(place.organization, capacity="editor"),
        world.person(place.organization, role="legal_officer"),
        world.person(place.organization, role="elected_official"),
        world.person(elsewhere, capacity="admin"),
        world.person(elsewhere, role="project_lead"),
    ]
    for user in people:
        with pytest.raises(tk.NotAuthorized):
            upload(place, user or {"name": ""}, name=kept["id"][4:], replace="yes")
        with pytest.raises(tk.NotAuthorized):
            world.call(user, "opendatalab_schema_delete", id=kept["id"])
    assert listed(place) == [kept["id"]]


def test_a_schema_is_replaced_only_by_who_says_so_and_never_by_another_organisation(place):
    kept = upload(place)
    name = kept["id"].removeprefix("own/")
    newer = {**GOOD, "version": "2.0"}
    with pytest.raises(tk.ValidationError) as refused:
        upload(place, name=name, schema=newer)
    assert "choose another one, or replace it" in str(refused.value)
    other = factories.Organization()
    stranger = world.person(other, capacity="admin")
    with pytest.raises(tk.ValidationError):
        upload(place, stranger, organization=other["id"], name=name, replace="yes")
    assert world.call(None, "opendatalab_schema_show", id=kept["id"])["version"] == ""
    assert upload(place, name=name, schema=newer, replace="yes")["version"] == "2.0"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Aides aux clubs"),
        ("name", "../aides"),
        ("name", "a" * 61),
        ("name", ["aides"]),
        ("title", "x" * 201),
        ("title", "a\0b"),
        ("schema", ""),
        ("schema", "<script>alert(1)</script>"),
        ("schema", '{"fields": []}'),
        ("schema", '{"fields": [{"name": "a\\u0000"}]}'),
        ("schema", '{"fields": [{"name": "a", "constraints": {"pattern": "(a+)+$"}}]}'),
        ("schema", '{"fields": "https://example.org/fields.json"}'),
        ("schema", " " * 1_000_001),
    ],
)
def test_a_bad_value_is_explained_and_nothing_is_kept(place, field, value):
    with pytest.raises(tk.ValidationError) as refused:
        upload(place, **{field: value})
    assert list(refused.value.error_dict) == [field]
    assert refused.value.error_dict[field][0]
    assert listed(place) == []


def test_a_schema_in_use_is_kept_and_where_it_is_in_use_is_said_to_who_may_know(place):
    kept = upload(place)
    other = factories.Organization()
    for owner, title in ((place.organization, "Subventions"), (other, "Secret ailleurs")):
        world.dataset(
            owner,
            title=title,
            resources=[{"url": "https://example.org/a.csv", "conforms_to": [kept["id"]]}],
        )
    with pytest.raises(tk.ValidationError) as refused:
        world.call(place.admin, "opendatalab_schema_delete", id=kept["id"])
    told = str(refused.value)
    assert "Subventions" in told
    assert "1 other dataset" in told
    assert "Secret" not in told
    assert listed(place) == [kept["id"]]


def test_a_schema_out_of_use_is_deleted_and_that_is_logged(place):
    kept = upload(place)
    gone = world.dataset(
        place.organization,
        resources=[{"url": "https://example.org/a.csv", "conforms_to": [kept["id"]]}],
    )
    world.call(place.admin, "package_delete", id=gone["id"])
    world.call(place.admin, "opendatalab_schema_delete", id=kept["id"])
    assert listed(place) == []
    with pytest.raises(tk.ObjectNotFound):
        world.call(None, "opendatalab_schema_show", id=kept["id"])
    logged = helpers.call_action("opendatalab_log_list", organization=place.id)
    assert logged[0]["kind"] == "schema_deleted"
    assert logged[0]["data"]["name"] == kept["id"].removeprefix("own/")


def test_the_schemas_of_an_organisation_go_with_it():
    organization = factories.Organization()
    admin = world.person(organization, capacity="admin")
    given = {"organization": organization["id"], "name": unique(), "schema": GOOD}
    kept = world.call(admin, "opendatalab_schema_upload", **given)
    helpers.call_action("organization_purge", id=organization["id"])
    with pytest.raises(tk.ObjectNotFound):
        world.call(None, "opendatalab_schema_show", id=kept["id"])


def test_the_page_adds_and_deletes_a_schema(app, place):
    headers = token(place.admin)
    page = BeautifulSoup(app.get(place.address, headers=headers).body, "html.parser")
    form = page.select_one("#content form[enctype]")
    assert form.select_one("input[name=_csrf_token]")
    for control in form.select("input:not([type=hidden]), textarea"):
        assert form.select_one(f"label[for={control['id']}]").get_text(strip=True)
    name = unique()
    file = (io.BytesIO(json.dumps({**GOOD, "title": "<b>Aides</b>"}).encode()), "aides.json")
    sent = app.post(place.address, data={"name": name, "upload": file}, headers=headers)
    assert "is saved" in sent.body
    page = BeautifulSoup(sent.body, "html.parser")
    assert page.select_one("#content table tbody th").get_text(strip=True) == "<b>Aides</b>"
    again = app.post(place.address, data={"name": name, "schema": "{"}, headers=headers)
    assert again.status_code == 400
    page = BeautifulSoup(again.body, "html.parser")
    assert page.select_one("#field-schema-text")["aria-invalid"] == "true"
    assert page.select_one("#field-schema-text").text.strip() == "{"
    assert "not a JSON file" in page.find(id="field-schema-error").text
    gone = app.post(f"{place.address}/{name}/delete", headers=headers)
    assert "The schema is deleted." in gone.body
    assert listed(place) == []


def test_who_works_on_the_datasets_sees_the_page_and_only_some_the_form(app, place):
    expected = {
        "anonymous": (None, 403),
        "stranger": (factories.User(), 403),
        "member": (world.person(place.organization, capacity="member"), 403),
        "editor": (world.person(place.organization, capacity="editor"), 200),
        "data steward": (world.person(place.organization, role="data_steward"), 200),
    }
    for who, (user, status) in expected.items():
        headers = token(user) if user else {}
        seen = app.get(place.address, headers=headers)
        assert (who, seen.status_code) == (who, status)
        form = BeautifulSoup(seen.body, "html.parser").select_one("#content form[enctype]")
        assert (form is not None) == (who == "data steward")
    unknown = app.get("/organization/nope/opendatalab/schemas", headers=token(place.admin))
    assert unknown.status_code == 404
    assert app.get("/opendatalab/schema/nope.json").status_code == 404
