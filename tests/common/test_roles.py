"""Roles: who grants them, who sees them, what they give."""

from __future__ import annotations

import itertools

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

from ckanext.opendatalab.common import log, role_store, roles
from tests.licence.conftest import Organisation

API = "/api/action/opendatalab_role_{}"


@pytest.fixture
def somebody(used_portal):
    """A person who belongs to no organisation."""
    return factories.User(fullname="Anne Juriste")


def grant(user, role, organisation=None, by=None):
    data = {"user": user["name"], "role": role}
    if organisation:
        data["organization"] = organisation.id
    context = {"user": by["name"], "ignore_auth": False} if by else {}
    return helpers.call_action("opendatalab_role_grant", context, **data)


def revoke(user, role, organisation=None):
    data = {"organization": organisation.id} if organisation else {}
    return helpers.call_action("opendatalab_role_revoke", user=user["name"], role=role, **data)


# --- who may change a role: each person, each kind of change -----------------------------------

PERSONS = ("anonymous", "stranger", "member", "editor", "admin", "admin elsewhere", "sysadmin")


def headers(organisation, person):
    if person == "admin elsewhere":
        return Organisation().headers("admin")
    return organisation.headers(person)


@pytest.mark.parametrize("person", PERSONS)
def test_who_may_grant_and_revoke_a_role_to_somebody_else(app, organisation, somebody, person):
    logged_in = headers(organisation, person)
    cases = itertools.product(("project_lead", "dpo", "legal_officer"), (organisation.id, None))
    for role, place in cases:
        ordinary = role == "project_lead" and place is not None
        allowed = person == "sysadmin" or (person == "admin" and ordinary)
        status = 200 if allowed else 403
        asked = {"user": somebody["name"], "role": role}
        if place:
            asked["organization"] = organisation.name
        granted = app.post(API.format("grant"), json=asked, headers=logged_in)
        assert (role, place, granted.status_code) == (role, place, status)
        assert (role in roles.of(somebody["id"], place)) is allowed
        role_store.grant(somebody["id"], role, place, None)
        model.Session.commit()
        revoked = app.post(API.format("revoke"), json=asked, headers=logged_in)
        assert (role, place, revoked.status_code) == (role, place, status)
        assert (role in roles.of(somebody["id"], place)) is not allowed
        role_store.revoke(somebody["id"], role, place)
        model.Session.commit()


@pytest.mark.parametrize("person", ["stranger", "member", "editor", "admin", "sysadmin"])
def test_only_a_sysadmin_grants_herself_a_role_by_whatever_route(
    app, organisation, person, monkeypatch
):
    herself = organisation.person(person)
    logged_in = organisation.headers(person)
    allowed = person == "sysadmin"
    page = f"/organization/{organisation.name}/opendatalab/roles"
    names = (herself["name"], herself["id"], f"  {herself['name']} ")
    for role, user, delegated in itertools.product(
        ("legal_officer", "data_steward"), names, (False, True)
    ):
        monkeypatch.setitem(tk.config, "opendatalab.delegate_legal_roles", delegated)
        for place in (organisation.name, organisation.id, f" {organisation.name} "):
            asked = {"user": user, "role": role, "organization": place}
            for body in ({"json": asked}, {"data": asked}):
                sent = app.post(API.format("grant"), headers=logged_in, **body)
                assert sent.status_code == (200 if allowed else 403)
        form = {"user": user, "role": role}
        sent = app.post(page, data=form, headers=logged_in, follow_redirects=False)
        assert sent.status_code == (302 if allowed else 403)
    expected = {"legal_officer", "data_steward"} if allowed else set()
    assert roles.of(herself["id"], organisation.id) == expected


def test_an_administrator_cannot_drop_a_role_of_her_own(app, organisation):
    admin = organisation.person("admin")
    grant(admin, "dpo", organisation)
    asked = {"user": admin["name"], "role": "dpo", "organization": organisation.id}
    sent = app.post(API.format("revoke"), json=asked, headers=organisation.headers("admin"))
    assert sent.status_code == 403
    assert "ask another administrator" in sent.json["error"]["message"]
    assert roles.of(admin["id"], organisation.id) == {"dpo"}


@pytest.mark.ckan_config("opendatalab.delegate_legal_roles", True)
def test_delegated_an_administrator_names_the_legal_officer_of_hers_only(organisation, somebody):
    admin = organisation.person("admin")
    grant(somebody, "legal_officer", organisation, by=admin)
    assert roles.of(somebody["name"], organisation.id) == {"legal_officer"}
    with pytest.raises(tk.NotAuthorized):
        grant(somebody, "legal_officer", Organisation(), by=admin)
    with pytest.raises(tk.NotAuthorized):
        grant(somebody, "legal_officer", by=admin)


def test_a_group_is_no_organisation_where_its_administrator_grants_roles(somebody):
    owner = factories.User()
    group = factories.Group(user=owner)
    data = {"user": somebody["name"], "role": "project_lead", "organization": group["id"]}
    with pytest.raises(tk.NotAuthorized):
        helpers.call_action(
            "opendatalab_role_grant", {"user": owner["name"], "ignore_auth": False}, **data
        )
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("opendatalab_role_grant", **data)


# --- who may see them -----------------------------------


@pytest.mark.parametrize("person", PERSONS)
def test_who_may_see_the_roles_of_an_organisation_of_a_person_and_all(
    app, organisation, somebody, person
):
    grant(somebody, "dpo", organisation)
    logged_in = headers(organisation, person)

    def status(**asked):
        return app.get(API.format("list"), query_string=asked, headers=logged_in).status_code

    administers = person in ("admin", "sysadmin")
    assert status(organization=organisation.name) == (200 if administers else 403)
    assert status(organization=organisation.id, user=somebody["id"]) == (
        200 if administers else 403
    )
    assert status(user=somebody["name"]) == (200 if person == "sysadmin" else 403)
    assert status() == (200 if person == "sysadmin" else 403)


def test_a_person_sees_her_own_roles(app, organisation):
    member = organisation.person("member")
    other = Organisation()
    grant(member, "data_steward", organisation)
    grant(member, "dpo", other)
    grant(member, "project_lead")
    shown = app.get(
        API.format("list"),
        query_string={"user": member["name"]},
        headers=organisation.headers("member"),
    ).json["result"]
    assert {(each["role"], each["organization_id"]) for each in shown} == {
        ("data_steward", organisation.id),
        ("dpo", other.id),
        ("project_lead", None),
    }


def test_a_list_says_since_when_and_by_whom(organisation, somebody):
    admin = organisation.person("admin")
    grant(somebody, "project_lead", organisation, by=admin)
    (each,) = helpers.call_action(
        "opendatalab_role_list", organization=organisation.id, user=somebody["id"]
    )
    assert each["user_title"] == "Anne Juriste"
    assert each["role_label"] == "Open-data project lead"
    assert each["organization_name"] == organisation.name
    assert each["granted_by"] == admin["fullname"]
    assert each["granted_at"].startswith("20")
    assert each["active"] is True


# --- what a role gives -----------------------------------


def test_a_shared_officer_serves_several_organisations_without_being_a_member(
    organisation, somebody
):
    other, third = Organisation(), Organisation()
    grant(somebody, "legal_officer", organisation)
    grant(somebody, "legal_officer", other)
    assert roles.of(somebody["id"], organisation.id) == {"legal_officer"}
    assert roles.of(somebody["id"], other.id) == {"legal_officer"}
    assert roles.of(somebody["id"], third.id) == set()
    assert [user.id for user in roles.holders("legal_officer", other.id)] == [somebody["id"]]
    members = helpers.call_action("member_list", id=other.id, object_type="user")
    assert somebody["id"] not in [member[0] for member in members]


def test_a_role_in_the_whole_portal_holds_in_every_organisation(organisation, somebody):
    grant(somebody, "dpo")
    grant(somebody, "data_steward", organisation)
    assert roles.of(somebody["id"], organisation.id) == {"dpo", "data_steward"}
    assert roles.of(model.User.get(somebody["id"]), None) == {"dpo"}
    assert roles.by_organization(somebody["name"]) == {
        None: {"dpo"},
        organisation.id: {"data_steward"},
    }
    assert somebody["id"] in [user.id for user in roles.holders("dpo", organisation.id)]


def test_sysadmins_and_strangers_have_no_role_unless_it_is_granted(organisation):
    assert roles.of(organisation.person("sysadmin")["id"], organisation.id) == set()
    assert roles.of("nobody-of-that-name", organisation.id) == set()
    assert roles.of(None, organisation.id) == set()
    assert roles.of("", organisation.id) == set()


def test_a_deleted_account_has_no_role_and_the_list_says_so(organisation, somebody):
    grant(somebody, "dpo", organisation)
    helpers.call_action("user_delete", id=somebody["id"])
    assert roles.of(somebody["id"], organisation.id) == set()
    assert roles.holders("dpo", organisation.id) == []
    shown = helpers.call_action("opendatalab_role_list", organization=organisation.id)
    (hers,) = [each for each in shown if each["user_id"] == somebody["id"]]
    assert hers["active"] is False
    with pytest.raises(tk.ValidationError):
        grant({"name": somebody["id"]}, "project_lead", organisation)
    assert revoke({"name": somebody["id"]}, "dpo", organisation) == {"changed": True}


def test_a_purged_organisation_takes_its_roles_along(organisation, somebody):
    grant(somebody, "dpo", organisation)
    helpers.call_action("organization_purge", id=organisation.id)
    assert roles.by_organization(somebody["id"]) == {}
    (last, _) = log.read(organization_id=organisation.id)
    assert (last.kind, last.data["because"]) == ("role_revoked", "organization_purged")


def test_before_the_migration_nobody_has_a_role(organisation, somebody, monkeypatch):
    monkeypatch.setattr(roles.tables, "ready", lambda: False)
    assert roles.of(somebody["id"], organisation.id) == set()
    assert roles.holders("dpo", None) == []


# --- the trace -----------------------------------


def test_every_grant_and_removal_is_logged_once(organisation, somebody):
    admin = organisation.person("admin")
    assert grant(somebody, "project_lead", organisation, by=admin)["changed"] is True
    assert grant(somebody, "project_lead", organisation, by=admin)["changed"] is False
    assert revoke(somebody, "project_lead", organisation) == {"changed": True}
    assert revoke(somebody, "project_lead", organisation) == {"changed": False}
    removed, granted = log.read(organization_id=organisation.id)
    assert (granted.kind, granted.actor_id, granted.actor_name) == (
        "role_granted",
        admin["id"],
        admin["name"],
    )
    assert granted.data == {
        "role": "project_lead",
        "user_id": somebody["id"],
        "user_name": somebody["name"],
    }
    assert removed.kind == "role_revoked"


def test_a_grant_whose_log_entry_fails_does_not_happen(organisation, somebody, monkeypatch):
    def fail(*_, **__):
        raise OSError("the disk is full")

    monkeypatch.setattr(log, "write", fail)
    with pytest.raises(OSError, match="disk"):
        grant(somebody, "project_lead", organisation)
    model.Session.rollback()
    assert roles.of(somebody["id"], organisation.id) == set()


# --- bad input -----------------------------------


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("user", ""),
        ("user", "   "),
        ("user", "no-such-person"),
        ("user", ["a"]),
        ("user", {"a": 1}),
        ("user", "x" * 100_000),
        ("user", "<script>"),
        ("user", "a\0b"),
        ("role", ""),
        ("role", "admin"),
        ("role", ["dpo"]),
        ("role", None),
        ("organization", "   "),
        ("organization", {"a": 1}),
        ("organization", "x" * 100_000),
    ],
)
def test_a_bad_value_is_refused_by_name_and_nothing_is_written(
    organisation, somebody, field, value
):
    data = {"user": somebody["name"], "role": "project_lead", "organization": organisation.id}
    with pytest.raises(tk.ValidationError) as raised:
        helpers.call_action("opendatalab_role_grant", **{**data, field: value})
    assert list(raised.value.error_dict) == [field]
    assert roles.by_organization(somebody["id"]) == {}


@pytest.mark.usefixtures("used_portal")
def test_an_organisation_that_does_not_exist_is_not_found(somebody):
    data = {"user": somebody["name"], "role": "dpo", "organization": "no-such-organisation"}
    for action in ("grant", "revoke"):
        with pytest.raises(tk.ObjectNotFound):
            helpers.call_action(f"opendatalab_role_{action}", **data)
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("opendatalab_role_list", organization="no-such-organisation")
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action("opendatalab_role_list", user="no-such-person")


@pytest.mark.usefixtures("used_portal")
@pytest.mark.parametrize("value", ["0", "1001", "many", -1, True])
def test_a_list_has_a_limit(value):
    with pytest.raises(tk.ValidationError):
        helpers.call_action("opendatalab_role_list", limit=value)
