"""Reminds people of what is due: those who are awaited, then the project lead.

In the caller's transaction, with the keys of what was sent: no commit, no mail.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timezone

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import clock, language, outbox
from ckanext.opendatalab.legal.notify import in_portal_language
from ckanext.opendatalab.workflow.engine import calendar, register
from ckanext.opendatalab.workflow.engine.calendar import Reminder
from ckanext.opendatalab.workflow.governance import notify, recipients, situation, store
from ckanext.opendatalab.workflow.governance.instance import Instance


def due(instance: Instance, today: date | None = None) -> tuple[Reminder, ...]:
    """Return the reminders of a dataset that were not sent yet."""
    return calendar.reminders(
        instance.state,
        instance.dates,
        today or clock.today(),
        instance.reminded,
        situation.rhythm(),
    )


def send(package_id: str) -> tuple[Reminder, ...]:
    """Write the mails of what is due on a dataset; return the reminders.  Never commits."""
    instance = store.lock(package_id)
    package = model.Package.get(package_id)
    if instance is None or package is None or package.state == model.State.DELETED:
        return ()
    found = due(instance)
    for one in found:
        _write(package, instance, one)
    if found:
        keys = [*instance.reminded, *(one.key for one in found)]
        store.save(replace(instance, reminded=tuple(keys)))
    return found


def told(package: model.Package, instance: Instance, reminder: Reminder) -> list[model.User]:
    """Return whom a reminder is for; the project lead where nobody else is there."""
    found: list[model.User] = []
    if "assignee" in reminder.to:
        if reminder.kind == "reason_missing":
            found += recipients.readers([recipients.last_actor(package.id)], package)
        else:
            step = instance.awaited
            actors = instance.awaits or (step.by if step else ())
            found += recipients.awaited(package, instance, actors)
    if "project_lead" in reminder.to or not found:
        found += recipients.leads(package)
    return list({one.id: one for one in found}.values())


def _write(package: model.Package, instance: Instance, reminder: Reminder) -> None:
    # Back in a state on another day, the same date is another task.
    since = instance.entered_at.astimezone(timezone.utc)
    event = f"workflow_reminder:{package.id}:{since:%Y%m%d%H%M%S}:{reminder.key}"
    spoken = language.of_portal()
    said = language.say(register.words().reminders[reminder.kind], spoken)
    with in_portal_language():
        subject = tk._("{done}: {title}").format(done=said, title=notify.title(package))
        lines = [*notify.heading(package)]
        step = instance.awaited
        if step is not None and reminder.kind not in ("expires_soon", "reason_missing"):
            what = language.say(step.next or step.button, spoken)
            lines.append(tk._("What is awaited: {what}").format(what=what))
        lines.append(tk._("By: {day}").format(day=notify.day(reminder.on)))
        body = "\n\n".join([f"{said}.", "\n".join(lines), notify.page(package.name)])
    for person in told(package, instance, reminder):
        outbox.add(event, person, subject, body)
