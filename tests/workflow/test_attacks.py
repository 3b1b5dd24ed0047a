"""Ways around the lock that somebody found."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest

from ckanext.opendatalab.workflow import store
from ckanext.opendatalab.workflow.locking import row_action
from tests.governance.world import COMPLETE
from tests.licence.conftest import Organisation
from tests.workflow import matrix, routes
from tests.workflow.governed_world import draft, public, row, told
from tests.workflow.routes import Attempt
from tests.workflow.test_lock_routes import lock_up

ROWS = ("datastore_create", "datastore_upsert", "datastore_delete")


@pytest.mark.parametrize("action", ROWS)
def test_rows_are_judged_under_either_name_of_their_file(world, monkeypatch, action):
    monkeypatch.setattr(row_action.tk, "check_access", lambda *arguments: True)
    attempt = public(world)
    own = draft(world).show()["resources"][0]["id"]
    resource = attempt.dataset["resources"][0]["id"]
    lock_up(world)
    context: Any = {"user": world.person("editor")["name"]}
    for named in ({"id": resource}, {"id": resource, "resource_id": own}):

        def write(named: Any = named) -> None:
            getattr(row_action, action)(lambda *arguments: None, dict(context), dict(named))

        assert "locked" in told("governance", write)


def test_who_is_alone_elsewhere_brings_nothing_there_to_approve_it_herself(world):
    there = world.governed
    attempt = draft(world, "admin_of_governed", **COMPLETE)
    store.save(there.id, "govern", None, single_agent=True)
    model.Session.commit()
    try:
        said = told("governance", routes.patch, attempt, owner_org=there.id)
        assert "fewer people" in said
        sysadmin = Attempt(world, "sysadmin", dataset=attempt.dataset)
        routes.patch(sysadmin, owner_org=there.id)
        assert routes.stored(attempt.id)[2] == there.id
    finally:
        model.Session.rollback()
        store.save(there.id, "govern", None, single_agent=False)
        model.Session.commit()


def test_an_emergency_stays_to_be_explained_wherever_the_dataset_goes(world):
    attempt = public(world, "admin_of_governed")
    matrix.step(attempt, "withdraw_now")
    due_on = row(attempt.id).reason_due_on
    assert due_on is not None
    routes.patch(attempt, owner_org=world.governed.id)
    assert row(attempt.id).reason_due_on == due_on


def test_no_other_address_of_a_file_that_is_locked(world):
    attempt = public(world)
    resource = attempt.show()["resources"][0]["id"]
    lock_up(world)
    given = {"id": resource, "cache_url": "https://elsewhere.example/agents.csv"}
    assert "locked" in told("governance", attempt.call, "resource_patch", **given)


ENDS: dict[str, tuple[str, dict[str, Any]]] = {
    "as a group": ("group_delete", {}),
    "by its state": ("organization_patch", {"state": "deleted"}),
    "by a state that is none": ("organization_patch", {"state": "elsewhere"}),
    "purged as a group": ("group_purge", {}),
    "by its state, as a group": ("group_update", {"state": "deleted", "name": "x", "title": "x"}),
}


@pytest.mark.parametrize("way", ENDS)
@pytest.mark.parametrize("person", ["admin", "sysadmin"])
def test_no_organization_ends_while_its_datasets_are_on_their_way(world, monkeypatch, way, person):
    monkeypatch.setitem(tk.config, "ckan.auth.user_delete_groups", True)
    action, values = ENDS[way]
    refusals = (tk.ValidationError, tk.NotAuthorized, tk.ObjectNotFound)
    with pytest.raises(refusals):
        Attempt(world, person).call(action, id=world.id, **values)
    model.Session.rollback()
    assert model.Group.get(world.id).state == "active"
    members = model.Session.query(model.Member).filter_by(group_id=world.id, table_name="user")
    assert members.filter_by(state="active").count() > 1


def test_an_organization_without_governed_datasets_ends_as_in_ckan(world):
    there = Organisation()
    sysadmin = Attempt(there, "sysadmin")
    sysadmin.call("organization_patch", id=there.id, state="deleted")
    sysadmin.call("organization_patch", id=there.id, state="active")
    sysadmin.call("group_update", id=there.id, name=there.id, title="Ville")
    assert model.Group.get(there.id).state == "active"
    sysadmin.call("group_delete", id=there.id)
    sysadmin.call("group_purge", id=there.id)
    assert model.Group.get(there.id) is None


def test_a_dataset_of_a_type_of_its_own_is_no_fault_for_ever(world):
    attempt = draft(world, type="elsewhere")
    report = Attempt(world, "sysadmin").call("opendatalab_workflow_check")
    assert attempt.id not in [one["id"] for one in report["problems"]]


def test_a_reason_that_nobody_can_read_is_none(world):
    attempt = draft(world, "lead_and_author")
    assert told("reason", matrix.step, attempt, "close", reason="\u200b \u2060\ufeff")


@pytest.mark.parametrize("action", ["create", "update", "delete"])
def test_a_relationship_is_a_change_of_both_datasets(world, action):
    attempt, other = draft(world), public(world)
    given = {"subject": attempt.id, "object": other.id, "type": "depends_on", "comment": "Voir."}
    if action != "create":
        attempt.call("package_relationship_create", **given)
        was = row(attempt.id), row(other.id)
        assert (was[0].version, was[1].version) == (2, 2)
    lock_up(world)
    assert "locked" in told("governance", attempt.call, f"package_relationship_{action}", **given)
    assert row(other.id).version == (1 if action == "create" else 2)


def test_while_nothing_but_time_is_awaited_nobody_is_named(world):
    attempt = draft(world, **COMPLETE)
    matrix.step(attempt, "submit")
    lead = Attempt(world, "project_lead", dataset=attempt.dataset)
    matrix.step(lead, "approve_later", publish_at="2030-01-01T10:00")
    assert "()" not in told("private", routes.patch, attempt, private=False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("publish_at", "9999-12-31T23:59"),
        ("publish_at", "0001-01-01T00:00"),
        ("version", float("inf")),  # 1e999 in JSON
    ],
)
def test_a_date_or_a_number_out_of_reach_is_told(world, monkeypatch, field, value):
    monkeypatch.setitem(tk.config, "ckan.display_timezone", "Europe/Paris")
    attempt = draft(world)
    given = {"transition": "approve_later", "version": row(attempt.id).version, field: value}
    assert told(field, attempt.call, "opendatalab_workflow_transition", id=attempt.id, **given)
