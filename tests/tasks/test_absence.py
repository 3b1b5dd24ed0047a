"""Somebody who is away, and who looks after her tasks."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

from tests.legal.world import person
from tests.tasks import world
from tests.tasks.world import Commune, ago, names, put, tasks

pytestmark = pytest.mark.usefixtures("used_portal")


def away(user, delegate, first=0, last=5, of=None):
    days = {"from_on": ago(-first).isoformat(), "until_on": ago(-last).isoformat()}
    return absence(user, "update", delegate=delegate["name"], **days, **whose(of))


def absence(by, what, **asked):
    context = {"user": by["name"], "ignore_auth": False}
    return helpers.call_action(f"opendatalab_absence_{what}", context=context, **asked)


def whose(person):
    return {"user": person["name"]} if person else {}


def test_the_delegate_finds_the_tasks_with_whose_they_are_and_no_right_to_them():
    commune = Commune()
    assigned = put(commune.dataset(), "in_review", assignee_id=commune.dpo)
    awaited = put(commune.dataset(), "in_review")
    away(commune.project_lead, commune.legal_officer)
    away(commune.dpo, commune.legal_officer)
    found = tasks(commune.legal_officer)
    assert {name: one["absent"]["name"] for name, one in found.items()} == {
        assigned["name"]: commune.dpo["name"],
        awaited["name"]: commune.project_lead["name"],
    }
    assert not any(one["quick"] for one in found.values())
    assert set(tasks(commune.project_lead)) == names(awaited)  # still hers as well
    with pytest.raises(tk.NotAuthorized):
        world.call(
            commune.legal_officer,
            "opendatalab_workflow_transition",
            id=awaited["id"],
            transition="approve",
            version=1,
        )
    assert world.call(commune.project_lead, "opendatalab_absence_end") == {"ended": True}
    assert world.call(commune.project_lead, "opendatalab_absence_end") == {"ended": False}
    assert set(tasks(commune.legal_officer)) == names(assigned)


def test_only_during_the_absence_and_only_where_the_delegate_is_anything_herself():
    commune, other = Commune(), Commune()
    lead = commune.project_lead
    helpers.call_action(
        "opendatalab_role_grant", user=lead["name"], role="project_lead", organization=other.id
    )
    here, _elsewhere = put(commune.dataset(), "in_review"), put(other.dataset(), "in_review")
    away(lead, commune.dpo, 1)
    assert tasks(commune.dpo) == {}
    away(lead, commune.dpo, -3, 0)
    assert set(tasks(commune.dpo)) == names(here)
    helpers.call_action("user_delete", id=lead["id"])
    assert tasks(commune.dpo) == {}


def test_what_is_known_of_an_absence_is_shown_to_her_alone():
    commune = Commune()
    assert world.call(commune.dpo, "opendatalab_absence_show") is None
    saved = away(commune.dpo, commune.legal_officer, -1, 2)
    assert saved == world.call(commune.dpo, "opendatalab_absence_show")
    assert (saved["now"], saved["delegate"]["name"]) == (True, commune.legal_officer["name"])
    for what in ("show", "end"):
        with pytest.raises(tk.NotAuthorized):
            absence(commune.editor, what, **whose(commune.dpo))
    with pytest.raises(tk.NotAuthorized):
        away(commune.editor, commune.editor2, of=commune.dpo)
    moved = away(factories.Sysadmin(), commune.editor, of=commune.dpo)
    assert moved["user"]["name"] == commune.dpo["name"]


def test_a_delegate_is_somebody_else_in_use_who_shares_an_organization():
    commune, other = Commune(), Commune()
    gone = commune.editor2
    helpers.call_action("user_delete", id=gone["id"])
    for delegate in (commune.dpo, gone, other.dpo, factories.User(), {"name": "nobody-at-all"}):
        with pytest.raises(tk.ValidationError) as error:
            away(commune.dpo, delegate)
        assert list(error.value.error_dict) == ["delegate"]
    assert away(commune.dpo, person(role="dpo", everywhere=True))
    with pytest.raises(tk.ValidationError):
        away(factories.User(), commune.dpo)


@pytest.mark.parametrize(
    ("first", "last", "field"), [(5, 1, "until_on"), (-9, -2, "until_on"), (0, 400, "until_on")]
)
def test_days_that_make_no_sense_are_told(first, last, field):
    commune = Commune()
    with pytest.raises(tk.ValidationError) as error:
        away(commune.dpo, commune.editor, first, last)
    assert list(error.value.error_dict) == [field]


@pytest.mark.parametrize("day", ["", "tomorrow", "2027-13-01", "2027-01-15T10:00", ["x"], "9" * 99])
def test_bad_days_are_told(day):
    commune = Commune()
    with pytest.raises(tk.ValidationError) as error:
        world.call(
            commune.dpo,
            "opendatalab_absence_update",
            delegate=commune.editor["name"],
            from_on=day,
            until_on="2027-01-15",
        )
    assert list(error.value.error_dict) == ["from_on"]
