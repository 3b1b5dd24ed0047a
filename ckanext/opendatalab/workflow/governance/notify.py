"""Tells people of the steps of a dataset: which one and where, never what was written of it.

In the portal's language, in the caller's transaction: no commit, no mail.  One person gets one mail
about one step, whatever reasons there are to tell her.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import ckan.model as model
import ckan.plugins.toolkit as tk
from babel import dates

from ckanext.opendatalab.common import language, outbox, standing
from ckanext.opendatalab.legal.notify import in_portal_language
from ckanext.opendatalab.workflow.engine import calendar
from ckanext.opendatalab.workflow.engine.facts import Decision
from ckanext.opendatalab.workflow.governance import recipients, record, wording
from ckanext.opendatalab.workflow.governance.situation import Situation

LONGEST_NAME = 200


def stepped(found: Situation, decision: Decision, actor: model.User | None, message: str) -> None:
    """Put the mails about a step into the caller's transaction.  Never commits.

    :param found: where the dataset stands after it
    :param actor: ``None``: the portal itself
    :param message: what she wrote to the others; only that there is something to read is told
    """
    package = found.package
    event = f"workflow_step:{package.id}:{found.instance.version}"
    done = language.say(decision.transition.done, language.of_portal())
    emergency = decision.transition.emergency
    urgent = _by_id(recipients.in_emergency(package)) if emergency else {}
    turn = _awaited(found)
    to = {**_by_id(recipients.of_step(found, decision, actor)), **urgent, **turn}
    with in_portal_language():
        subject = tk._("{done}: {title}").format(done=done, title=title(package))
        facts = [*heading(package), _done(done, actor), *_next(found)]
        for person in to.values():
            if actor is not None and person.id == actor.id:
                continue
            said = [*facts]
            if (decision.reason or message) and standing.on_dataset(person.name, package).works:
                said.append(tk._("What was written about it is on the page."))
            parts = [_your_turn(person.id in turn), "\n".join(said)]
            if person.id in urgent:
                parts.append(_emergency())
            outbox.add(event, person, subject, _text(*parts, address(found)))


def turned(found: Situation) -> None:
    """Tell those who are awaited from now on, where nobody made a step.  Never commits."""
    package, instance = found.package, found.instance
    event = f"workflow_turn:{package.id}:{instance.version}:{'+'.join(instance.awaits)}"
    with in_portal_language():
        subject = tk._("Your turn: {title}").format(title=title(package))
        facts = "\n".join([*heading(package), *_next(found)])
        body = _text(_your_turn(True), facts, address(found))
        for person in _awaited(found).values():
            outbox.add(event, person, subject, body)


def title(package: model.Package) -> str:
    """Return on one line what a dataset is called."""
    return _one_line(package.title or package.name)


def heading(package: model.Package) -> Iterator[str]:
    """Give the lines that say which dataset it is."""
    yield tk._("Dataset: {title}").format(title=title(package))
    owner = model.Group.get(package.owner_org) if package.owner_org else None
    if owner is not None:
        yield tk._("Organization: {title}").format(title=_one_line(owner.title or owner.name))


def address(found: Situation) -> str:
    """Return where to look at it: by its id where the name is about to change."""
    package, instance = found.package, found.instance
    renamed = record.is_one(instance) or instance.kept
    return page(package.id if renamed else package.name)


def page(reference: str) -> str:
    """Return the address of the page that says where a dataset stands."""
    read = tk.url_for("dataset.read", id=reference, qualified=True, locale="default")
    return f"{read}/governance"


def day(value: date) -> str:
    """Return a day in words, in the portal's language."""
    return dates.format_date(value, "long", locale=language.of_portal())


def moment(value: datetime) -> str:
    """Return a day and a time where the portal stands, in its language."""
    local = value.astimezone(tk.h.get_display_timezone())
    said = dates.format_time(local, "short", locale=language.of_portal())
    return tk._("{day}, {time}").format(day=day(local.date()), time=said)


def _awaited(found: Situation) -> dict[str, model.User]:
    """Return who is awaited now, by id; of a public dataset reminders tell."""
    awaited = found.awaited
    if awaited is None or found.instance.public:
        return {}
    return _by_id(recipients.awaited(found.package, found.instance, awaited.actors))


def _done(done: str, actor: model.User | None) -> str:
    if actor is None:
        return tk._("What was done: {done} (by the portal itself)").format(done=done)
    who = _one_line(actor.fullname or actor.name)
    return tk._("What was done: {done}, by {person}").format(done=done, person=who)


def _next(found: Situation) -> Iterator[str]:
    instance = found.instance
    awaited = found.awaited
    if awaited is not None:
        step = awaited.transition
        what = language.say(step.next or step.button, language.of_portal())
        yield tk._("What is awaited: {what}").format(what=what)
        if awaited.actors:
            actors = ", ".join(wording.actor(one) for one in awaited.actors)
            yield tk._("Of: {people}").format(people=actors)
        if instance.due_on is not None:
            yield tk._("By: {day}").format(day=day(instance.due_on))
    if instance.state.objection_days is not None and instance.decided_at is not None:
        until = calendar.objections_until(
            instance.state, instance.decided_at, found.settings.objection_days
        )
        if until > instance.decided_at:
            yield tk._("Objections until: {moment}").format(moment=moment(until))
    if instance.publish_at is not None:
        yield tk._("Publication: {moment}").format(moment=moment(instance.publish_at))


def _your_turn(awaited: bool) -> str:
    return tk._("You are awaited for this dataset.") if awaited else ""


def _emergency() -> str:
    return "\n".join(
        [
            tk._(
                "The dataset is closed on this portal: its pages, its files and its previews. What"
                " remains to be done is elsewhere:"
            ),
            tk._(
                "- Were personal data online? The data protection officer assesses it at once: the"
                " supervisory authority (in France, the CNIL) is to be notified within 72 hours of"
                " your becoming aware of it (article 33 of the GDPR)."
            ),
            tk._(
                "- Other portals may have copied the dataset (data.gouv.fr, regional and European"
                " portals): ask them to remove it."
            ),
        ]
    )


def _text(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _one_line(text: str) -> str:
    return " ".join(text.split())[:LONGEST_NAME]


def _by_id(found: list[model.User]) -> dict[str, model.User]:
    return {one.id: one for one in found}
