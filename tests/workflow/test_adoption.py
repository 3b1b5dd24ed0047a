"""Adoption by the actions: who sees, tries out and changes it, and what is logged."""

from __future__ import annotations

import threading

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

from ckanext.opendatalab.common import log, role_store
from ckanext.opendatalab.workflow import store
from tests.workflow import routes
from tests.workflow.conftest import CLEARED, SECRET, adopt

pytestmark = pytest.mark.usefixtures("gate")


def call(action, organisation, person, **data):
    user = {} if person == "anonymous" else {"user": organisation.person(person)["name"]}
    return helpers.call_action(
        f"opendatalab_adoption_{action}", {"user": "", **user, "ignore_auth": False}, **data
    )


def mode_of(organisation):
    return store.adopted([organisation.id])[organisation.id].mode


PERSONS = ("anonymous", "stranger", "member", "editor", "admin", "sysadmin")


@pytest.mark.parametrize(
    ("action", "allowed"),
    [
        ("show", {"member", "editor", "admin", "sysadmin"}),
        ("plan", {"admin", "sysadmin"}),
        ("update", {"admin", "sysadmin"}),
    ],
)
def test_who_may_do_what(organisation, action, allowed):
    data = {} if action == "show" else {"mode": "warn"}
    for person in PERSONS:
        asked = {"organization": organisation.name, **data}
        if person in allowed:
            call(action, organisation, person, **asked)
        else:
            with pytest.raises(tk.NotAuthorized):
                call(action, organisation, person, **asked)
        if person != "sysadmin":
            with pytest.raises(tk.NotAuthorized):
                call(action, organisation, person, **data)


def test_whoever_has_a_role_sees_what_is_to_settle_without_being_a_member(organisation):
    role_store.grant(organisation.person("stranger")["id"], "legal_officer", organisation.id, None)
    model.Session.commit()
    call("show", organisation, "stranger", organization=organisation.id)
    call("plan", organisation, "stranger", organization=organisation.id, mode="warn")
    with pytest.raises(tk.NotAuthorized):
        call("update", organisation, "stranger", organization=organisation.id, mode="warn")


def test_an_administrator_goes_step_by_step_and_it_is_logged(organisation):
    factories.Dataset()  # the portal is not empty

    def step(mode, person="admin", **more):
        return call("update", organisation, person, organization=organisation.id, mode=mode, **more)

    def refused(mode, person="admin", **more):
        with pytest.raises(tk.ValidationError) as error:
            step(mode, person, **more)
        return error.value.error_dict

    assert "first" in refused("block")["mode"][0]
    assert step("warn")["changed"] is True
    assert step("warn")["changed"] is False
    assert step("block")["mode"] == "block"
    assert "administrators of the portal" in refused("warn", reason="Too slow")["mode"][0]
    assert "Write why" in refused("off", "sysadmin")["reason"][0]
    assert mode_of(organisation) == "block"
    assert step("off", "sysadmin", reason="The archive is closed.")["mode"] == "off"
    entries = log.read(organization_id=organisation.id, kind="adoption_changed")
    told = [(entry.data["from"], entry.data["to"], entry.reason) for entry in entries]
    assert told == [
        ("block", "off", "The archive is closed."),
        ("warn", "block", None),
        ("off", "warn", None),
    ]


def test_the_whole_portals_mode_is_inherited_until_an_organisation_decides(organisation):
    whole = call("update", organisation, "sysadmin", mode="warn")
    assert (whole["mode"], whole["organization_id"]) == ("warn", None)
    shown = call("show", organisation, "member", organization=organisation.id)
    assert (shown["mode"], shown["own"], shown["changed_by"]) == (
        "warn",
        False,
        organisation.person("sysadmin")["fullname"],
    )
    with pytest.raises(tk.ValidationError):
        call("update", organisation, "admin", organization=organisation.id, mode="off")
    kept = call("update", organisation, "admin", organization=organisation.id, mode="warn")
    assert (kept["own"], kept["changed"]) == (True, True)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"mode": "loud"}, "mode"),
        ({}, "mode"),
        ({"mode": ["warn"]}, "mode"),
        ({"mode": "warn", "reason": "x" * 2001}, "reason"),
        ({"mode": "warn", "reason": {"a": 1}}, "reason"),
        ({"mode": "warn", "organization": "x" * 300}, "organization"),
    ],
)
def test_bad_input_is_refused_by_field(organisation, data, field):
    with pytest.raises(tk.ValidationError) as refused:
        call("update", organisation, "sysadmin", **{"organization": organisation.id, **data})
    assert list(refused.value.error_dict) == [field]
    assert mode_of(organisation) == "off"


def test_an_organisation_that_does_not_exist_is_not_found(organisation):
    with pytest.raises((tk.ObjectNotFound, tk.NotAuthorized)):
        call("update", organisation, "sysadmin", organization="nope", mode="warn")


def test_the_plan_counts_and_names_what_is_to_settle_and_changes_nothing(organisation):
    values = (
        {**routes.WITH_FILE, "title": "Public, to settle"},
        {**routes.WITH_FILE, "version": CLEARED},
        {**routes.PRIVATE, "title": "Private, to settle"},
        {"resources": []},
    )
    for each in values:
        attempt = routes.Attempt(organisation, "editor")
        attempt.version = each.get("version", "")
        rest = {key: value for key, value in each.items() if key != "version"}
        routes.prepare(routes.Route(rest, print), attempt)
    plan = call("plan", organisation, "admin", organization=organisation.id, mode="block")
    assert (plan["public"], plan["private"], plan["examined"]) == (2, 1, 3)
    assert (plan["public_to_settle"], plan["private_to_settle"]) == (1, 1)
    assert [(one["title"], one["private"]) for one in plan["datasets"]] == [
        ("Public, to settle", False),
        ("Private, to settle", True),
    ]
    assert plan["datasets"][0]["blockers"] == ["tested.unsigned"]
    assert plan["datasets"][0]["messages"] == [SECRET]
    assert "first" in plan["refused"]
    assert mode_of(organisation) == "off"
    assert log.read(organization_id=organisation.id) == []
    few = call("plan", organisation, "admin", organization=organisation.id, mode="warn", limit=1)
    assert (few["examined"], few["public"], few["refused"]) == (1, 2, None)


def test_two_decisions_at_once_are_both_checked(organisation):
    """One goes from off to warn, the other from warn to block: whoever waits sees the first."""
    factories.Dataset()
    admin = organisation.person("admin")["name"]
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def decide(mode):
        ready.wait(timeout=20)
        try:
            tk.get_action("opendatalab_adoption_update")(
                {"user": admin}, {"organization": organisation.id, "mode": mode}
            )
            outcomes.append(mode)
        except tk.ValidationError:
            outcomes.append(f"{mode} refused")
        finally:
            model.Session.remove()

    threads = [threading.Thread(target=decide, args=[mode]) for mode in ("warn", "block")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    model.Session.rollback()
    entries = log.read(organization_id=organisation.id, kind="adoption_changed")
    told = [(entry.data["from"], entry.data["to"]) for entry in reversed(entries)]
    if "block" in outcomes:
        assert (told, mode_of(organisation)) == ([("off", "warn"), ("warn", "block")], "block")
    else:
        assert (told, mode_of(organisation)) == ([("off", "warn")], "warn")


def test_a_row_that_somebody_wrote_by_hand_wrong_counts_as_the_strictest(organisation):
    adopt(organisation, "Block!")
    assert mode_of(organisation) == "block"
