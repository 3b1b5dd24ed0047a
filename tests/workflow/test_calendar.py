"""When something is due, who is told, and what waits for its day."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendatalab.workflow.engine import calendar
from ckanext.opendatalab.workflow.engine.calendar import Dates
from tests.workflow.cases import PRESETS

MONDAY = date(2026, 9, 7)
NOW = datetime(2026, 9, 7, 10, 30, tzinfo=timezone.utc)
FULL = PRESETS["full"]
DRAFT = FULL.states["draft"]
APPROVED = FULL.states["approved"]
PUBLISHED = FULL.states["published"]


def days(number):
    return timedelta(days=number)


@pytest.mark.parametrize(
    ("due_days", "due"),
    [
        (None, None),
        (1, date(2026, 9, 8)),
        (4, date(2026, 9, 11)),
        (5, date(2026, 9, 14)),  # a Saturday
        (6, date(2026, 9, 14)),  # a Sunday
        (7, date(2026, 9, 14)),
        (365, date(2027, 9, 7)),
    ],
)
def test_a_step_is_due_after_its_days_and_never_on_a_weekend(due_days, due):
    assert calendar.due_on(due_days, MONDAY) == due


def test_only_a_step_after_its_day_is_late():
    assert not calendar.overdue(Dates(due_on=MONDAY), MONDAY)
    assert calendar.overdue(Dates(due_on=MONDAY), MONDAY + days(1))
    assert not calendar.overdue(Dates(), MONDAY)


@pytest.mark.parametrize(
    ("after", "kind", "to"),
    [
        (-4, None, None),
        (-3, "soon", ("assignee",)),
        (0, "soon", ("assignee",)),
        (1, "overdue", ("assignee",)),
        (6, "overdue", ("assignee",)),
        (7, "escalated", ("assignee", "project_lead")),
        (400, "escalated", ("assignee", "project_lead")),
    ],
)
def test_the_assignee_is_reminded_then_the_project_lead_too(after, kind, to):
    found = calendar.reminders(DRAFT, Dates(due_on=MONDAY), MONDAY + days(after))
    assert [(one.kind, one.to) for one in found] == ([(kind, to)] if kind else [])


def test_a_year_of_days_brings_each_reminder_once_and_two_runs_a_day_no_more():
    sent = []
    for day in range(-30, 365):
        for _ in range(2):
            today = MONDAY + days(day)
            found = calendar.reminders(DRAFT, Dates(due_on=MONDAY), today, sent)
            sent += [one.key for one in found]
    assert sent == ["soon:2026-09-07", "overdue:2026-09-07", "escalated:2026-09-07"]


def test_after_days_without_a_run_only_the_latest_reminder_is_sent():
    (found,) = calendar.reminders(DRAFT, Dates(due_on=MONDAY), MONDAY + days(20))
    assert found.key == "escalated:2026-09-07"


def test_another_due_date_is_reminded_of_anew():
    sent = ["overdue:2026-09-07"]
    later = Dates(due_on=MONDAY + days(7))
    (found,) = calendar.reminders(DRAFT, later, MONDAY + days(8), sent)
    assert found.key == "overdue:2026-09-14"


def test_a_public_dataset_is_reminded_of_its_re_examination_not_of_a_step():
    dates = Dates(due_on=MONDAY, reexamine_on=MONDAY)

    def told(after):
        found = calendar.reminders(PUBLISHED, dates, MONDAY + days(after))
        return [one.kind for one in found]

    assert told(-31) == []
    assert told(-30) == told(-1) == ["reexamine_soon"]
    assert told(0) == told(90) == ["reexamine"]
    assert [one.kind for one in calendar.reminders(DRAFT, dates, MONDAY)] == ["soon"]


def test_the_end_of_a_publication_is_announced_and_not_after_it():
    dates = Dates(expires_at=NOW)

    def told(after):
        return [one.kind for one in calendar.reminders(PUBLISHED, dates, MONDAY + days(after))]

    assert told(-15) == []
    assert told(-14) == told(0) == ["expires_soon"]
    assert told(1) == []


def test_whoever_withdrew_in_an_emergency_is_asked_for_the_reason():
    withdrawn = FULL.states["withdrawn"]
    dates = Dates(reason_due_on=MONDAY)
    assert calendar.reminders(withdrawn, dates, MONDAY - days(1)) == ()
    (found,) = calendar.reminders(withdrawn, dates, MONDAY)
    assert found.kind == "reason_missing"


def test_a_dataset_waits_for_its_date_of_publication_to_the_minute():
    def held(publish_at):
        return calendar.guards(APPROVED, Dates(publish_at=publish_at), NOW)["publication_date"]

    assert held(None) == ()
    assert held(NOW) == ()
    assert held(NOW + timedelta(minutes=1)) == ("not_reached",)
    paris = timezone(timedelta(hours=2))
    assert held(datetime(2026, 9, 7, 12, 30, tzinfo=paris)) == ()
    assert held(datetime(2026, 9, 7, 12, 31, tzinfo=paris)) == ("not_reached",)


def test_a_publication_ends_on_its_date_and_without_one_never():
    def held(expires_at):
        return calendar.guards(PUBLISHED, Dates(expires_at=expires_at), NOW)["expiry_date"]

    assert held(None) == ("not_set",)
    assert held(NOW + days(1)) == ("not_reached",)
    assert held(NOW) == ()


@pytest.mark.parametrize(
    ("own", "since", "held"),
    [
        (None, 0, ()),  # the preset gives no time, an organisation may
        (5, 0, ("open",)),
        (5, 4, ("open",)),
        (5, 5, ()),
        (-1, 0, ()),
    ],
)
def test_objections_are_possible_for_as_long_as_the_organisation_says(own, since, held):
    dates = Dates(decided_at=NOW - days(since))
    assert calendar.guards(APPROVED, dates, NOW, own)["objection_window"] == held


def test_where_nobody_knows_since_when_the_time_for_objections_is_not_over():
    assert calendar.guards(APPROVED, Dates(), NOW)["objection_window"] == ("open",)


def test_an_organisation_gives_no_time_for_objections_where_the_definition_has_none():
    simple = PRESETS["simple"].states["approved"]
    assert calendar.guards(simple, Dates(), NOW, 5)["objection_window"] == ()
    assert calendar.objections_until(simple, NOW, 5) == NOW


@pytest.mark.parametrize(
    ("published", "months", "limit", "due"),
    [
        (date(2026, 9, 7), 12, None, date(2027, 9, 7)),
        (date(2026, 8, 31), 6, None, date(2027, 3, 1)),  # 28 February is a Sunday
        (date(2024, 2, 29), 12, None, date(2025, 2, 28)),
        (date(2026, 9, 7), 12, date(2027, 1, 1), date(2027, 1, 1)),
        (date(2026, 9, 7), 12, date(2030, 1, 1), date(2027, 9, 7)),
        (date(2026, 9, 7), 12, date(2020, 1, 1), date(2026, 9, 7)),
    ],
)
def test_a_re_examination_comes_after_some_months_or_with_the_legal_review(
    published, months, limit, due
):
    assert calendar.next_reexamination(published, months, limit) == due


@given(st.integers(1, 400), st.dates(date(2020, 1, 1), date(2090, 1, 1)), st.integers(0, 36))
def test_what_is_adopted_at_once_is_re_examined_on_days_spread_over_the_months(
    count, first, months
):
    found = [calendar.spread(position, count, first, months) for position in range(count)]
    assert found == sorted(found)
    assert all(day.weekday() < 5 for day in found)
    assert first <= found[0]
    assert found[-1] <= calendar.add_months(first, months) + days(2)


def test_fifty_datasets_adopted_at_once_do_not_come_back_together():
    found = [calendar.spread(position, 50, MONDAY, 12) for position in range(50)]
    assert max(found.count(day) for day in found) == 1


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-60, 60))
def test_a_date_that_only_passes_never_takes_a_reminder_back(due, after):
    """Whatever was sent before, the next run sends something newer or nothing."""
    order = ["soon", "overdue", "escalated"]
    today = due + days(after)
    now = calendar.reminders(DRAFT, Dates(due_on=due), today)
    later = calendar.reminders(DRAFT, Dates(due_on=due), today + days(1))
    if now:
        assert order.index(later[0].kind) >= order.index(now[0].kind)
