"""Once a week, one mail to each person who has something to do: how much, and the first of it."""

from __future__ import annotations

import functools
import logging
from dataclasses import dataclass, field
from datetime import date

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.opendatalab import config
from ckanext.opendatalab.common import clock, language, outbox
from ckanext.opendatalab.common.model import Mail
from ckanext.opendatalab.legal.notify import in_portal_language
from ckanext.opendatalab.workflow.engine import calendar
from ckanext.opendatalab.workflow.governance import notify, people, recipients, store
from ckanext.opendatalab.workflow.tasks import due

MOST_LISTED = 20

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Task:
    title: str
    what: str
    due_on: date | None
    overdue: bool


@dataclass
class Pile:
    """What somebody has to do."""

    person: model.User
    tasks: list[Task] = field(default_factory=list["Task"])


def event(today: date) -> str:
    """Return what the mails of a week are known by."""
    year, week, _ = today.isocalendar()
    return f"workflow_digest:{year}-W{week:02}"


def is_due(today: date) -> bool:
    """Return whether it is the day of the week, and no mail of the week was written yet."""
    if today.isoweekday() != config.digest_weekday():
        return False
    written = sa.select(sa.exists().where(Mail.event == event(today)))
    return not model.Session.execute(written).scalar()


def send(today: date | None = None) -> list[Pile]:
    """Write the mails of the week if it is the day; return what they tell of.  Never commits.

    Two at once: the second one waits, then finds them written.
    """
    today = today or clock.today()
    lock = sa.func.pg_advisory_xact_lock(sa.func.hashtext("opendatalab_digest"))
    model.Session.execute(sa.select(lock))
    if not is_due(today):
        return []
    found = piles(today)
    with in_portal_language():
        for pile in found:
            outbox.add(event(today), pile.person, _subject(pile), _body(pile))
    return found


def piles(today: date) -> list[Pile]:
    """Return what each person has to do who has anything to do."""
    holders = functools.cache(people.holders)
    delegate = functools.cache(recipients.delegate_of)
    found: dict[str, Pile] = {}
    spoken = language.of_portal()
    for row, package in due.awaiting():
        try:
            instance = store.of_row(row)
        except (LookupError, ValueError):
            log.exception("Where dataset %s stands cannot be read", row.package_id)
            continue
        step = instance.awaited
        if step is None:
            continue
        task = Task(
            notify.title(package),
            language.say(step.next or step.button, spoken),
            instance.due_on,
            calendar.overdue(instance.dates, today),
        )
        to = recipients.awaited(package, instance, instance.awaits, holders, delegate)
        for person in to:
            found.setdefault(person.id, Pile(person)).tasks.append(task)
    return list(found.values())


def _subject(pile: Pile) -> str:
    count = len(pile.tasks)
    return tk.ungettext("{count} dataset awaits you", "{count} datasets await you", count).format(
        count=count
    )


def _body(pile: Pile) -> str:
    late = sum(one.overdue for one in pile.tasks)
    said = [_subject(pile) + "."]
    if late:
        overdue = tk.ungettext("{count} is overdue.", "{count} are overdue.", late)
        said.append(overdue.format(count=late))
    first = sorted(pile.tasks, key=lambda one: (one.due_on is None, one.due_on, one.title))
    lines = [_line(one) for one in first[:MOST_LISTED]]
    more = len(pile.tasks) - len(lines)
    if more:
        lines.append(tk._("And {number} more.").format(number=more))
    return "\n\n".join([" ".join(said), "\n".join(lines), _address()])


def _line(task: Task) -> str:
    said = tk._("- {title}: {what}").format(title=task.title, what=task.what)
    if task.due_on is None:
        return said
    return tk._("{task} (by {day})").format(task=said, day=notify.day(task.due_on))


def _address() -> str:
    home = tk.url_for("home.index", qualified=True, locale="default")
    return f"{home.rstrip('/')}/opendatalab/tasks"
