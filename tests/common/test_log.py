"""The log only grows, keeps what it is given within bounds, and is read by few."""

from __future__ import annotations

import json

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.tests import factories, helpers
from sqlalchemy.exc import DBAPIError

from ckanext.opendatalab import rooms
from ckanext.opendatalab.common import log
from tests.licence.conftest import Organisation, unique

pytestmark = pytest.mark.usefixtures("used_portal")

LIST = "/api/action/opendatalab_log_list"


def written(**data):
    """Write one entry and read it again."""
    kind = unique("kind")
    log.write(None, kind, **data)
    model.Session.commit()
    (entry,) = log.read(kind=kind)
    return entry


# --- it only grows -----------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE opendatalab_log SET kind = 'changed' WHERE id = :id",
        "DELETE FROM opendatalab_log WHERE id = :id",
        "TRUNCATE opendatalab_log",
    ],
)
@pytest.mark.parametrize("setting", ["off", ""])
def test_the_database_refuses_to_change_or_delete_an_entry(statement, setting):
    entry = written()
    model.Session.execute(sa.text(f"SET LOCAL opendatalab.maintenance = '{setting}'"))
    with pytest.raises(DBAPIError, match="only grows"):
        model.Session.execute(sa.text(statement), {"id": entry.id} if ":id" in statement else {})
    model.Session.rollback()
    assert log.read(kind=entry.kind) == [entry]


def test_a_connection_that_never_heard_of_the_setting_is_refused_too():
    entry = written()
    bare = tk.config["sqlalchemy.url"].partition("?")[0]
    engine = sa.create_engine(bare)
    try:
        with engine.begin() as connection, pytest.raises(DBAPIError, match="only grows"):
            connection.execute(sa.text("DELETE FROM opendatalab_log"))
    finally:
        engine.dispose()
    assert log.read(kind=entry.kind) == [entry]


def test_maintenance_may_change_it():
    entry = written()
    model.Session.execute(sa.text("SET LOCAL opendatalab.maintenance = 'on'"))
    model.Session.execute(sa.text("DELETE FROM opendatalab_log WHERE id = :id"), {"id": entry.id})
    model.Session.commit()
    assert log.read(kind=entry.kind) == []


def test_no_action_changes_the_log():
    about_the_log = {name for name in rooms.actions() if "_log_" in name}
    assert about_the_log == {"opendatalab_log_list"}


def test_an_entry_goes_with_the_transaction_that_it_tells_of():
    kind = unique("kind")
    log.write(None, kind)
    model.Session.rollback()
    assert log.read(kind=kind) == []


# --- what it keeps -----------------------------------


def test_the_name_stays_when_the_account_and_the_dataset_are_gone():
    user, dataset, kind = factories.User(), factories.Dataset(), unique("kind")
    log.write(user["name"], kind, package_id=dataset["id"], reason="Fichier périmé", files=2)
    model.Session.commit()
    helpers.call_action("user_delete", id=user["id"])
    helpers.call_action("dataset_purge", id=dataset["id"])
    (entry,) = log.read(package_id=dataset["id"])
    assert (entry.actor_id, entry.actor_name) == (user["id"], user["name"])
    assert (entry.reason, entry.data) == ("Fichier périmé", {"files": 2})
    assert entry.at.tzinfo is not None


def test_somebody_who_has_no_account_is_named_and_the_portal_is_nobody():
    kind = unique("kind")
    log.write("harvester", kind)
    log.write(None, kind)
    portal, harvester = log.read(kind=kind)
    assert (harvester.actor_id, harvester.actor_name) == (None, "harvester")
    assert (portal.actor_id, portal.actor_name) == (None, "")


@pytest.mark.parametrize(
    "value",
    [
        "x" * 100_000,
        "a\0b",
        "\ud800",
        ["y" * 3_000] * 500,
        {str(n): "z" * 3_000 for n in range(500)},
        [[[[[[["deep"]]]]]]],
        float("nan"),
        {1, 2},
        object(),
    ],
)
def test_whatever_is_given_is_kept_within_bounds(value):
    entry = written(value=value, reason=value if isinstance(value, str) else None)
    assert len(json.dumps(entry.data)) <= 2 * log.LONGEST_DATA
    assert len(entry.reason or "") <= log.LONGEST_TEXT


def test_ordinary_values_are_kept_as_they_are():
    data = {"verdict": "open_as_is", "n": 3, "share": 0.5, "yes": True, "none": None, "l": ["a"]}
    assert written(**data).data == data


# --- reading -----------------------------------


def test_it_is_read_latest_first_in_portions():
    kind = unique("kind")
    for number in range(5):
        log.write(None, kind, number=number)
    first = log.read(kind=kind, limit=2)
    then = log.read(kind=kind, limit=2, before=first[-1].id)
    assert [entry.data["number"] for entry in [*first, *then]] == [4, 3, 2, 1]


def test_sysadmins_and_the_administrators_of_the_organisation_read_it(app, organisation):
    log.write(None, "tested", organisation.id)
    log.write(None, "tested", Organisation().id)
    model.Session.commit()
    expected = {
        "anonymous": (403, 403),
        "stranger": (403, 403),
        "member": (403, 403),
        "editor": (403, 403),
        "admin": (200, 403),
        "sysadmin": (200, 200),
    }
    for person, statuses in expected.items():
        logged_in = organisation.headers(person)
        answers = [
            app.get(LIST, query_string=asked, headers=logged_in)
            for asked in ({"organization": organisation.name}, {"kind": "tested"})
        ]
        assert (person, *[answer.status_code for answer in answers]) == (person, *statuses)
        if answers[0].status_code == 200:
            (entry,) = answers[0].json["result"]
            assert entry["organization_id"] == organisation.id
    elsewhere = app.get(
        LIST,
        query_string={"organization": organisation.name},
        headers=Organisation().headers("admin"),
    )
    assert elsewhere.status_code == 403


def test_an_administrator_sees_of_a_dataset_only_what_was_done_in_her_organisation(organisation):
    dataset = factories.Dataset()
    log.write(None, "before", "another-organisation", dataset["id"])
    log.write(None, "after", organisation.id, dataset["id"])
    model.Session.commit()
    admin = {"user": organisation.person("admin")["name"], "ignore_auth": False}
    asked = {"organization": organisation.id, "package_id": dataset["name"]}
    shown = helpers.call_action("opendatalab_log_list", admin, **asked)
    assert [entry["kind"] for entry in shown] == ["after"]


def test_the_log_of_a_purged_organisation_is_read_by_its_id(organisation):
    log.write(None, "tested", organisation.id)
    model.Session.commit()
    helpers.call_action("organization_purge", id=organisation.id)
    shown = helpers.call_action("opendatalab_log_list", organization=organisation.id)
    assert [entry["kind"] for entry in shown] == ["tested"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("limit", 1001), ("limit", "x"), ("before", -1), ("kind", ["a"]), ("organization", {"a": 1})],
)
def test_a_bad_question_is_refused_by_name(field, value):
    with pytest.raises(tk.ValidationError) as raised:
        helpers.call_action("opendatalab_log_list", **{field: value})
    assert list(raised.value.error_dict) == [field]
