"""Reminders: to whom, once each, and in time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ckanext.opendatalab.workflow.tasks import tick
from tests.governance import world
from tests.tasks.clockwork import Commune, in_days, mails, put, told, where

pytestmark = pytest.mark.usefixtures("open_gates")


@pytest.fixture
def commune(used_portal):
    found = Commune()
    for who in ("editor", "project_lead", "legal_officer"):
        getattr(found, who)
    return found


def day(number: int):
    return in_days(number).date()


def run(dataset):
    """Run ``tick``; return what it did about a dataset."""
    return [(one.what, one.detail) for one in tick.run().lines if one.dataset == dataset["name"]]


def test_nobody_is_reminded_of_what_is_not_due_soon(commune):
    dataset = commune.dataset()
    put(dataset, "in_review", due_on=day(10))
    assert run(dataset) == []
    assert mails(dataset, "reminder") == []


def test_whoever_is_awaited_is_reminded_before_then_after_then_the_project_lead_once_each(commune):
    dataset = commune.dataset(title="Équipements de Valorne")
    officer = commune.legal_officer
    expected = []
    for late, kind, people in (
        (-3, "soon", ["0"]),
        (1, "overdue", ["0"]),
        (7, "escalated", ["0", "1"]),
    ):
        put(dataset, "in_review", due_on=day(-late), assignee_id=officer["id"])
        expected.append(f"{kind}:{day(-late)}")
        assert run(dataset) == [("reminder", expected[-1])]
        assert told(dataset, officer, commune.project_lead, kind="reminder") == people
        assert run(dataset) == []
    assert where(dataset).reminded == tuple(expected)
    mail = mails(dataset, "reminder")[-1]
    assert mail.subject == "Overdue for long: Équipements de Valorne"
    assert "What is awaited: Approve and publish" in mail.body
    assert mail.body.count("http") == 1


def test_a_task_that_comes_back_is_reminded_of_again_though_it_is_due_on_the_same_day(commune):
    dataset = commune.dataset()
    for entered in (in_days(-3), in_days(-1)):
        put(dataset, "to_correct", due_on=day(1), entered_at=entered, reminded=())
        assert [what for what, _ in run(dataset)] == ["reminder"]
    assert len(mails(dataset, "reminder")) == 2


def test_the_project_lead_is_reminded_where_nobody_has_the_role(commune):
    dataset = commune.dataset()
    stranger = world.person()
    put(dataset, "in_review", due_on=day(1), assignee_id=stranger["id"])
    run(dataset)
    # Whom it is assigned to may not even read it: who has the role gets the task back.
    assert told(dataset, stranger, commune.project_lead, kind="reminder") == ["1"]


def test_a_publication_that_ends_or_is_to_be_examined_is_told_before(commune):
    dataset = commune.dataset()
    put(dataset, "published", reexamine_on=day(20), expires_at=in_days(10))
    assert run(dataset) == [
        ("awaited", "project_lead"),
        ("reminder", f"reexamine_soon:{day(20)}"),
        ("reminder", f"expires_soon:{day(10)}"),
    ]
    subjects = {one.subject.split(":")[0] for one in mails(dataset, "reminder")}
    assert subjects == {"To be examined again soon", "The publication ends soon"}
    assert where(dataset).awaits == ("project_lead",)
    assert run(dataset) == []


def test_the_missing_reason_of_an_emergency_is_asked_for_until_it_is_given(commune):
    dataset = commune.dataset()
    put(dataset, "published")
    world.step(commune.editor, dataset, "withdraw_now")
    instance = where(dataset)
    assert instance.reason_due_on == day(3)
    assert run(dataset) == []
    put(dataset, "withdrawn", reason_due_on=day(0) - timedelta(days=1))
    run(dataset)
    assert told(dataset, commune.editor, commune.project_lead, kind="reminder") == ["0", "1"]
    world.step(commune.editor, dataset, "reopen")
    assert where(dataset).reason_due_on is not None  # taking it up again explains nothing
