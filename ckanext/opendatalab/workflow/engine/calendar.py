"""When something is due, who is reminded of it, and what the clock holds back.  Pure.

Nothing here looks at a clock: days are those of the portal's time zone, moments carry
that zone.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from ckanext.opendatalab.workflow.engine.definition import GuardCode, State

ReminderKind = Literal[
    "soon", "overdue", "escalated", "reexamine_soon", "reexamine", "expires_soon", "reason_missing"
]
Recipient = Literal["assignee", "project_lead"]

# The guards that this module answers for.
TIMED: tuple[GuardCode, ...] = ("objection_window", "publication_date", "expiry_date")


@dataclass(frozen=True)
class Dates:
    """What is known of one dataset.  ``due_on``: of the state it is in (:func:`due_on`).

    ``decided_at``: when it came into the state where somebody may object.
    ``reason_due_on``: by when an emergency is to be explained; ``None``: nothing is to be.
    """

    due_on: date | None = None
    decided_at: datetime | None = None
    publish_at: datetime | None = None
    expires_at: datetime | None = None
    reexamine_on: date | None = None
    reason_due_on: date | None = None


@dataclass(frozen=True)
class Rhythm:
    """How long before and after a day somebody is reminded of it, in days."""

    before: int = 3
    escalate_after: int = 7
    reexamine_before: int = 30
    expires_before: int = 14


@dataclass(frozen=True)
class Reminder:
    """One to send; ``on``: the day that it is about.  ``key`` is kept once it is sent."""

    kind: ReminderKind
    on: date
    to: tuple[Recipient, ...]

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.on.isoformat()}"


def due_on(due_days: int | None, entered_on: date) -> date | None:
    """Return by when a step is due in a state entered on a day; never on a week-end."""
    if due_days is None:
        return None
    return _working_day(entered_on + timedelta(days=due_days))


def guards(
    state: State, dates: Dates, now: datetime, objection_days: int | None = None
) -> Mapping[GuardCode, tuple[str, ...]]:
    """Return what the clock holds back, for the facts of the machine.

    :param objection_days: the organisation's own number, in place of the state's
    """
    return {
        "objection_window": _objection(state, dates, now, objection_days),
        "publication_date": _come(dates.publish_at, now) if dates.publish_at else (),
        "expiry_date": _come(dates.expires_at, now) if dates.expires_at else ("not_set",),
    }


def objections_until(
    state: State, decided_at: datetime, objection_days: int | None = None
) -> datetime:
    """Return until when somebody may object to what was decided at a moment.

    Where the state has no such time (``None``) an organisation cannot give it one.
    """
    days = state.objection_days or 0
    if state.objection_days is not None and objection_days is not None:
        days = max(0, objection_days)
    return decided_at + timedelta(days=days)


def reminders(
    state: State,
    dates: Dates,
    today: date,
    sent: Collection[str] = (),
    rhythm: Rhythm = Rhythm(),  # noqa: B008 - it cannot be changed
) -> tuple[Reminder, ...]:
    """Return the reminders to send; asked twice, the second time with their keys as ``sent``: none.

    Of one subject only the latest counts: after days without a run nobody is told "soon" of what is
    overdue.  Another day is another subject.
    """
    found = [
        _due(dates, today, rhythm) if not state.public else None,
        _reexamination(dates, today, rhythm) if state.public else None,
        _expiry(dates, today, rhythm) if state.public else None,
        _reason(dates, today),
    ]
    return tuple(one for one in found if one is not None and one.key not in sent)


def overdue(dates: Dates, today: date) -> bool:
    """Return whether the step that is awaited should have been made before today."""
    return dates.due_on is not None and dates.due_on < today


def next_reexamination(published_on: date, months: int, limit: date | None = None) -> date:
    """Return when a published dataset is examined again: after ``months``, at ``limit`` if sooner.

    ``limit`` is the review date of its legal analysis.
    """
    after = _working_day(add_months(published_on, months))
    return after if limit is None else min(after, max(limit, published_on))


def spread(position: int, count: int, first: date, months: int) -> date:
    """Return the re-examination date of the dataset at ``position`` of ``count`` adopted at once.

    They are spread evenly over ``months`` from ``first``, on working days.
    """
    days = (add_months(first, months) - first).days
    return _working_day(first + timedelta(days=days * position // max(1, count)))


def add_months(day: date, months: int) -> date:
    """Return the same day some months later; the last one of a month that has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _working_day(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def _come(moment: datetime, now: datetime) -> tuple[str, ...]:
    return () if moment <= now else ("not_reached",)


def _objection(
    state: State, dates: Dates, now: datetime, objection_days: int | None
) -> tuple[str, ...]:
    if state.objection_days is None:
        return ()
    if dates.decided_at is None:
        # Nobody knows since when: nobody can say that the time is over.
        return ("open",)
    over = objections_until(state, dates.decided_at, objection_days) <= now
    return () if over else ("open",)


def _due(dates: Dates, today: date, rhythm: Rhythm) -> Reminder | None:
    if dates.due_on is None:
        return None
    late = (today - dates.due_on).days
    if late >= max(1, rhythm.escalate_after):
        return Reminder("escalated", dates.due_on, ("assignee", "project_lead"))
    if late > 0:
        return Reminder("overdue", dates.due_on, ("assignee",))
    if -late <= rhythm.before:
        return Reminder("soon", dates.due_on, ("assignee",))
    return None


def _reexamination(dates: Dates, today: date, rhythm: Rhythm) -> Reminder | None:
    day = dates.reexamine_on
    if day is None or (day - today).days > rhythm.reexamine_before:
        return None
    kind: ReminderKind = "reexamine" if day <= today else "reexamine_soon"
    return Reminder(kind, day, ("assignee", "project_lead"))


def _expiry(dates: Dates, today: date, rhythm: Rhythm) -> Reminder | None:
    if dates.expires_at is None:
        return None
    day = dates.expires_at.date()
    if not today <= day <= today + timedelta(days=rhythm.expires_before):
        return None
    return Reminder("expires_soon", day, ("assignee", "project_lead"))


def _reason(dates: Dates, today: date) -> Reminder | None:
    if dates.reason_due_on is None or today < dates.reason_due_on:
        return None
    return Reminder("reason_missing", dates.reason_due_on, ("assignee", "project_lead"))
