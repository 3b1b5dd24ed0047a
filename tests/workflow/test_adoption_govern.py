"""Organisations whose datasets follow a circuit: who decides it, what it takes in and lets go."""

from __future__ import annotations

from datetime import date

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.tests import factories, helpers

from ckanext.opendatalab.common import log, status
from ckanext.opendatalab.workflow import store
from ckanext.opendatalab.workflow.governance import store as instances
from ckanext.opendatalab.workflow.upkeep import check
from tests.licence.conftest import unique
from tests.workflow.test_adoption import call, mode_of

pytestmark = pytest.mark.usefixtures("gate")


def dataset(organisation, **values):
    given = {"owner_org": organisation.id, "user": organisation.person("editor"), **values}
    return factories.Dataset(**given)


def govern(organisation, person="admin", **values):
    given = {"organization": organisation.id, "mode": "govern", **values}
    return call("update", organisation, person, **given)


def standing(one):
    model.Session.rollback()
    return instances.load(one["id"])


def visibility(*datasets):
    model.Session.expire_all()
    packages = [model.Package.get(one["id"]) for one in datasets]
    return [(bool(one.private), one.state) for one in packages]


def problems_of(*datasets):
    ids = {one["id"] for one in datasets}
    return [(one.kind, one.name) for one in check.find() if one.package_id in ids]


def test_every_dataset_finds_its_place_and_none_changes_its_visibility(organisation):
    public = [dataset(organisation) for _ in range(3)]
    private = dataset(organisation, private=True)
    draft = dataset(organisation, private=True, state="draft")
    deleted = dataset(organisation)
    helpers.call_action(
        "package_delete", {"user": organisation.person("sysadmin")["name"]}, id=deleted["id"]
    )
    everything = [*public, private, draft, deleted]
    before = visibility(*everything)

    result = govern(organisation, definition="standard", months=3)

    assert (result["mode"], result["definition"], result["changed"]) == ("govern", "standard", True)
    assert (result["taken"]["public"], result["taken"]["private"]) == (3, 2)
    assert visibility(*everything) == before
    rows = [standing(one) for one in public]
    assert {row.state.code for row in rows} == {"published"}
    assert len({row.reexamine_on for row in rows}) == 3
    assert max(row.reexamine_on for row in rows).isoformat() == result["taken"]["last"]
    assert min(row.reexamine_on for row in rows) > date.today()  # noqa: DTZ011 - only roughly
    assert {standing(one).state.code for one in (private, draft)} == {"draft"}
    assert standing(private).authors == (organisation.person("editor")["id"],)
    assert standing(deleted) is None
    assert {log.read(package_id=one["id"])[0].kind for one in public} == {"workflow_adopted"}
    assert log.read(package_id=private["id"])[0].kind == "workflow_started"
    assert status.known(private["id"])["governance_state"] == "draft"
    assert problems_of(*everything) == []


def test_once_more_takes_in_only_what_has_no_place_yet(organisation):
    first = dataset(organisation)
    govern(organisation)
    row = standing(first)
    again = govern(organisation, editing="locked")
    assert (again["changed"], again["taken"]["public"]) == (True, 0)
    assert store.adopted([organisation.id])[organisation.id].editing == "locked"
    assert standing(first) == row
    assert govern(organisation)["changed"] is False


def test_the_settings_are_kept_and_logged(organisation):
    shown = govern(organisation, editing="locked", single_agent=True, objection_days=0)
    assert (shown["editing"], shown["single_agent"], shown["objection_days"]) == ("locked", True, 0)
    (entry,) = log.read(organization_id=organisation.id, kind="adoption_changed")
    assert entry.data["settings"] == {
        "definition": "simple",
        "editing": "locked",
        "single_agent": True,
        "objection_days": 0,
    }
    assert govern(organisation, objection_days="")["objection_days"] is None
    assert govern(organisation, single_agent=False)["single_agent"] is False


def test_one_person_is_made_enough_by_the_portal_where_two_are_asked_for(organisation):
    govern(organisation)
    with pytest.raises(tk.ValidationError) as refused:
        govern(organisation, single_agent=True, reason="I am alone.")
    assert "administrators of the portal" in refused.value.error_dict["single_agent"][0]
    with pytest.raises(tk.ValidationError) as refused:
        govern(organisation, "sysadmin", single_agent=True)
    assert list(refused.value.error_dict) == ["reason"]
    assert govern(organisation, "sysadmin", single_agent=True, reason="Alone.")["single_agent"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"definition": "none"}, "definition"),
        ({"definition": ["simple"]}, "definition"),
        ({"editing": "free"}, "editing"),
        ({"single_agent": "perhaps"}, "single_agent"),
        ({"objection_days": 61}, "objection_days"),
        ({"objection_days": "1.5"}, "objection_days"),
        ({"objection_days": True}, "objection_days"),
        ({"months": 0}, "months"),
    ],
)
def test_a_wrong_setting_is_refused_and_nothing_is_taken_in(organisation, values, field):
    one = dataset(organisation)
    with pytest.raises(tk.ValidationError) as refused:
        govern(organisation, **values)
    assert list(refused.value.error_dict) == [field]
    assert (mode_of(organisation), standing(one)) == ("off", None)


def test_governance_ends_by_the_portal_only_and_what_is_private_stays_private(organisation):
    public, private = dataset(organisation), dataset(organisation, private=True)
    govern(organisation)
    with pytest.raises(tk.ValidationError):
        call("update", organisation, "admin", organization=organisation.id, mode="block")
    ended = {"organization": organisation.id, "mode": "warn", "reason": "We start anew."}
    planned = call("plan", organisation, "sysadmin", organization=organisation.id, mode="warn")
    assert planned["let_go"] == {"public": 1, "private": 1}
    assert call("update", organisation, "sysadmin", **ended)["released"] == 2
    assert visibility(public, private) == [(False, "active"), (True, "active")]
    assert (standing(public), standing(private)) == (None, None)
    entry = log.read(package_id=private["id"])[0]
    assert (entry.kind, entry.data["because"]) == ("workflow_ended", "mode_warn")
    assert "governance_state" not in status.known(private["id"])


def test_the_portals_choice_governs_those_that_decided_nothing(organisation, elsewhere):
    follows, decided = dataset(organisation), dataset(elsewhere)
    call("update", elsewhere, "admin", organization=elsewhere.id, mode="warn")
    call("update", organisation, "sysadmin", mode="govern")
    assert standing(follows).state.code == "published"
    assert standing(decided) is None
    assert mode_of(organisation) == "govern"
    call("update", organisation, "sysadmin", mode="off", reason="A try.")
    assert standing(follows) is None


@pytest.fixture
def harvested(organisation):
    """A dataset that ckanext-harvest knows; its table, as far as it is asked for."""
    text = "CREATE TABLE IF NOT EXISTS harvest_object (id text, package_id text)"
    model.Session.execute(sa.text(text))
    model.Session.commit()
    one = dataset(organisation)
    insert = sa.text("INSERT INTO harvest_object VALUES ('1', :id)")
    model.Session.execute(insert, {"id": one["id"]})
    model.Session.commit()
    yield one
    model.Session.rollback()
    model.Session.execute(sa.text("DROP TABLE harvest_object"))
    model.Session.commit()


def test_what_is_harvested_is_left_out_and_the_plan_says_so(organisation, harvested):
    mine = dataset(organisation)
    asked = {"organization": organisation.id, "mode": "govern", "months": 6}
    plan = call("plan", organisation, "admin", **asked)
    found = plan["governance"]
    assert (found["public"], found["private"], found["harvested"]) == (1, 0, 1)
    assert found["first_reexamination"]
    assert "Open-data project lead" in found["missing"]
    assert any("Open-data project lead" in told for told in found["problems"])
    assert [one["code"] for one in plan["choices"]][:3] == ["simple", "standard", "full"]
    assert plan["refused"] is None
    assert (mode_of(organisation), standing(mine)) == ("off", None)
    govern(organisation)
    assert (standing(harvested), bool(standing(mine))) == (None, True)
    assert problems_of(harvested, mine) == []


@pytest.mark.ckan_config("opendatalab.exempt_accounts", "sync-sig")
def test_what_an_exempt_account_made_is_left_out(organisation):
    account = factories.User(name="sync-sig") if not model.User.get("sync-sig") else None
    user = account or {"name": "sync-sig"}
    model.User.get("sync-sig").activate()
    organization_member = {"id": organisation.id, "username": "sync-sig", "role": "editor"}
    helpers.call_action("organization_member_create", **organization_member)
    theirs = dataset(organisation, user=user, name=unique("theirs"))
    govern(organisation)
    assert standing(theirs) is None
    assert problems_of(theirs) == []
