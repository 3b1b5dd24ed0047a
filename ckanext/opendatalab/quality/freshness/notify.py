"""Writes to whoever answers for late datasets: which ones and where, once for each date.

In the portal's language, in the caller's transaction: no commit, no mail.  What was written is kept
in the log, which outlives the mails.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from babel import dates
from flask_babel import force_locale

from ckanext.opendatalab.common import clock, language, log, outbox
from ckanext.opendatalab.common.model import LogEntry
from ckanext.opendatalab.quality.freshness import late as looking
from ckanext.opendatalab.quality.freshness import rules
from ckanext.opendatalab.quality.freshness.people import Responsible
from ckanext.opendatalab.quality.freshness.rules import Late

MAILED = "quality_late_mailed"
# Of one organisation in one run; the next ones are written about in the next run.
MOST_AT_ONCE = 500
MOST_LISTED = 20

_log = LogEntry.__table__


@dataclass
class Pile:
    """The late datasets that somebody answers for."""

    person: model.User
    late: list[Late] = field(default_factory=list["Late"])


def piles(organization: model.Group) -> list[Pile]:
    """Return who would be written to now, and about which datasets of an organisation."""
    found = rules.to_mail(looking.find(organization.id).late)
    written = _written(organization.id, found)
    responsible = Responsible(organization.id)
    by_person: dict[str, Pile] = {}
    for one in [one for one in found if one.event not in written][:MOST_AT_ONCE]:
        # The index may not know yet that it was updated, or withdrawn.
        current, dataset = looking.now(one.id)
        if current is None or not rules.to_mail([current]) or current.event in written:
            continue
        if dataset.get("owner_org") != organization.id:
            continue
        for person in responsible.of(current):
            by_person.setdefault(person.id, Pile(person)).late.append(current)
    return sorted(by_person.values(), key=lambda pile: pile.person.name)


def write(organization: model.Group) -> list[Pile]:
    """Write what :func:`piles` gives; return it.  Never commits.

    Two at once: the second one waits, then finds it written.
    """
    name = f"opendatalab_late {organization.id}"
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(name))))
    found = piles(organization)
    with _in_portal_language():
        for pile in found:
            outbox.add(_event(organization, pile), pile.person, _subject(pile), _body(pile))
    told = {one.event: one for pile in found for one in pile.late}
    log.write_all(
        [
            log.entry(
                None,
                MAILED,
                organization.id,
                one.id,
                name=one.name,
                event=event,
                expected=one.expected,
                people=sum(one in pile.late for pile in found),
            )
            for event, one in sorted(told.items())
        ]
    )
    return found


def _written(organization_id: str, late: Sequence[Late]) -> set[str]:
    """Return the events of which somebody was told already."""
    if not late:
        return set()
    statement = sa.select(_log.c.data["event"].astext).where(
        _log.c.kind == MAILED, _log.c.package_id.in_([one.id for one in late])
    )
    return set(model.Session.scalars(statement))


def _event(organization: model.Group, pile: Pile) -> str:
    if len(pile.late) == 1:
        return pile.late[0].event
    return f"late:{organization.id}:{clock.today().isoformat()}"


def _subject(pile: Pile) -> str:
    if len(pile.late) == 1:
        return tk._("Dataset to update: {title}").format(title=pile.late[0].title)
    count = len(pile.late)
    return tk.ungettext("{count} dataset to update", "{count} datasets to update", count).format(
        count=count
    )


def _body(pile: Pile) -> str:
    told = tk.ungettext(
        "The portal announces how often this dataset is updated, and its last update is older than"
        " that. Please update the data, or correct the frequency or the date of the data.",
        "The portal announces how often these datasets are updated, and their last update is older"
        " than that. Please update the data, or correct the frequency or the date of the data.",
        len(pile.late),
    )
    lines = [_line(one) for one in pile.late[:MOST_LISTED]]
    more = len(pile.late) - len(lines)
    if more:
        lines.append(tk._("And {number} more.").format(number=more))
    return "\n\n".join([told, *lines])


def _line(one: Late) -> str:
    said = tk._("{title}: to be updated on {day}").format(title=one.title, day=_day(one.expected))
    address = tk.url_for("dataset.read", id=one.name, qualified=True, locale="default")
    return f"{said}\n{address}"


def _day(value: date) -> str:
    return dates.format_date(value, "long", locale=language.of_portal())


@contextmanager
def _in_portal_language() -> Iterator[None]:
    with force_locale(language.of_portal()):
        yield
