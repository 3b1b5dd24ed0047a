"""After some years names in the log become roles; the log is exported by whoever may read it."""

from __future__ import annotations

import csv
import io
import json

import ckan.model as model
import pytest
import sqlalchemy as sa
from ckan.cli.cli import ckan
from ckan.tests import factories
from sqlalchemy.exc import DBAPIError

from ckanext.opendatalab.common import log
from ckanext.opendatalab.common.model import LogEntry
from ckanext.opendatalab.legal import store as legal_store
from ckanext.opendatalab.legal.file import LegalFile
from ckanext.opendatalab.legal.model import LegalHistory
from tests.licence.conftest import Organisation, unique

pytestmark = pytest.mark.usefixtures("used_portal")


@pytest.fixture
def retain(cli):
    def run(*words):
        model.Session.rollback()
        result = cli.invoke(ckan, ["opendatalab", "log", "retain", "--json", *words])
        assert result.exit_code == 0, result.output
        model.Session.rollback()
        return json.loads(result.stdout)

    return run


def aged(table, condition, years=6):
    model.Session.execute(sa.text("SET LOCAL opendatalab.maintenance = 'on'"))
    past = sa.func.now() - sa.text(f"interval '{years} years'")
    model.Session.execute(table.__table__.update().where(condition).values(at=past))
    model.Session.commit()


def written(kind, actor, years=6, **data):
    """Write an entry of some years ago; return how to read it again."""
    log.write(actor, kind, **data)
    model.Session.commit()
    aged(LogEntry, LogEntry.kind == kind, years)
    return lambda: log.read(kind=kind)[0]


def test_names_and_ids_become_roles_and_what_people_wrote_stays(retain):
    anne, bruno = factories.User(fullname="Anne Martin"), factories.User()
    data = {"role": "project_lead", "assignee": bruno["id"], "to": "published", "name": "budget"}
    entry = written(unique("step"), anne["name"], reason="Conforme", **data)
    before = entry()
    retain()
    after = entry()
    assert (after.actor_id, after.actor_name, after.reason) == (None, "project_lead", "Conforme")
    assert after.data["assignee"] == "person"
    assert (after.data["to"], after.data["name"]) == ("published", "budget")
    assert (after.id, after.at, after.kind) == (before.id, before.at, before.kind)
    stored = model.Session.execute(sa.text("SELECT data::text, actor_name FROM opendatalab_log"))
    for text, name in stored:
        assert anne["id"] not in text
        assert bruno["id"] not in text
        assert name != anne["name"]


def test_who_has_no_role_is_an_editor_an_administrator_or_the_portal(retain):
    user = factories.User()["name"]
    edited = written(unique("edited"), user)
    granted = written(unique("role_granted"), user, role="dpo", user_id="x", user_name="bruno")
    portal = written(unique("portal"), None)
    recent = written(unique("recent"), user, years=1)
    retain()
    assert edited().actor_name == "editor"
    assert (granted().actor_name, granted().data["user_name"]) == ("administrator", "person")
    assert portal().actor_name == ""
    assert recent().actor_name == user


def test_a_dry_run_counts_twice_is_once_and_the_months_can_be_given(retain):
    recent = written(unique("recent"), factories.User()["name"], years=1)
    retain()
    assert retain("--dry-run")["log"] == 0
    assert retain("--months", "6", "--dry-run")["log"] >= 1
    assert recent().actor_name != "editor"
    assert retain("--months", "6")["log"] >= 1
    assert recent().actor_name == "editor"
    assert retain("--months", "6")["log"] == 0


@pytest.mark.ckan_config("opendatalab.log_months", 0)
def test_with_0_months_names_are_kept(retain):
    user = factories.User()["name"]
    entry = written(unique("old"), user)
    assert retain()["log"] == 0
    assert entry().actor_name == user


def test_the_history_of_legal_analyses_too(retain):
    user = factories.User(fullname="Chloé Petit")
    file = LegalFile(unique("dataset"))
    person = model.User.get(user["name"])
    signed = {"by": user["id"], "by_name": "Chloé Petit", "as_role": "legal_officer"}
    legal_store.record(file, person, "validated", "1", validation=signed)
    legal_store.record(file, person, "opinion_given", "1", opinion={"given_by": user["name"]})
    model.Session.commit()
    aged(LegalHistory, LegalHistory.package_id == file.package_id)
    assert retain()["legal_history"] >= 2
    opinion, validated = legal_store.history(file.package_id)
    assert (validated.actor_id, validated.actor_name) == (None, "legal_officer")
    assert validated.data["validation"] == {
        "by": "person",
        "by_name": "person",
        "as_role": "legal_officer",
    }
    assert (opinion.actor_name, opinion.data["opinion"]) == ("dpo", {"given_by": "person"})


def test_the_log_is_closed_again_afterwards(retain):
    entry = written(unique("old"), factories.User()["name"])
    retain()
    model.Session.execute(sa.text("SET LOCAL opendatalab.maintenance = 'off'"))
    with pytest.raises(DBAPIError, match="only grows"):
        model.Session.execute(
            sa.text("DELETE FROM opendatalab_log WHERE id = :id"), {"id": entry().id}
        )
    model.Session.rollback()


# --- export --------------------------------------------------------------------------------------


def rows(text):
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";"))


def test_the_command_exports_what_is_asked_for(cli):
    organisation, kind = Organisation(), unique("exported")
    log.write("anne", kind, organisation.id, "d-1", reason="=1+1", to="published", name="budget")
    log.write("anne", kind, organisation.id, "d-2")
    model.Session.commit()
    aged(LogEntry, LogEntry.package_id == "d-2", 2)
    words = ["opendatalab", "log", "export", "--organization", organisation.name]
    every = rows(cli.invoke(ckan, words).stdout)
    assert [one["dataset_id"] for one in every if one["kind"] == kind] == ["d-2", "d-1"]
    assert every[1]["reason"] == "'=1+1"
    assert (every[1]["to"], every[1]["dataset_name"]) == ("published", "budget")
    one = rows(cli.invoke(ckan, ["opendatalab", "log", "export", "--dataset", "d-2"]).stdout)
    assert {each["dataset_id"] for each in one} == {"d-2"}
    assert cli.invoke(ckan, [*words, "--since", "tomorrow"]).exit_code == 2


def test_administrators_download_the_log_of_their_organisation(app):
    organisation = Organisation()
    kind = unique("downloaded")
    log.write("anne", kind, organisation.id)
    log.write("anne", kind, Organisation().id)
    model.Session.commit()
    address = f"/organization/{organisation.name}/opendatalab/journal.csv"
    expected = {"anonymous": 403, "stranger": 403, "editor": 403, "admin": 200, "sysadmin": 200}
    for person, status in expected.items():
        assert app.get(address, headers=organisation.headers(person)).status_code == status
    answer = app.get(address, headers=organisation.headers("admin"))
    assert answer.headers["Content-Type"].startswith("text/csv")
    found = rows(answer.get_data(as_text=True))
    assert [(one["kind"], one["organization_id"]) for one in found if one["kind"] == kind] == [
        (kind, organisation.id)
    ]
