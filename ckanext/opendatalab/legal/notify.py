"""Tells people that there is something to look at: which dataset and where, never what was written.

In the portal's language; in the caller's transaction: no commit, no mail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from flask_babel import force_locale

from ckanext.opendatalab.common import language, outbox, roles
from ckanext.opendatalab.legal import profile_store, store
from ckanext.opendatalab.legal.assessment import Assessment
from ckanext.opendatalab.legal.file import Opinion, Signed
from ckanext.opendatalab.legal.model import LegalHistory

# Who gave the answers, whichever way.
ANSWERED = ("answered", "template_used", "copied")
MOST_LISTED = 100

_history = LegalHistory.__table__


def validated(package: model.Package, signed: Signed) -> None:
    """Tell whoever last answered that the analysis is validated, unless she validated it."""
    person = _last_answered(package.id)
    if person is None or person.id == signed.by:
        return
    with in_portal_language():
        outbox.add(
            f"legal_validated:{signed.id}",
            person,
            tk._("Legal analysis validated: {title}").format(title=_title(package)),
            _body(tk._("The legal analysis of this dataset has been validated."), [package]),
        )


def opinion_given(package: model.Package, opinion: Opinion, giver: model.User) -> None:
    """Tell who validates the dataset's analysis that the DPO gave an opinion."""
    with in_portal_language():
        subject = tk._("Opinion of the DPO: {title}").format(title=_title(package))
        body = _body(tk._("The DPO gave an opinion on this dataset."), [package])
    for person in who_validates(package.owner_org):
        if person.id != giver.id:
            outbox.add(f"legal_opinion:{package.id}:{opinion.given_at}", person, subject, body)


def lapsed(event: str, person: model.User, packages: Sequence[model.Package]) -> None:
    """Tell somebody, once per ``event``, of all the validations that she is asked to look at."""
    with in_portal_language():
        subject = tk.ungettext(
            "{count} legal validation to look at again",
            "{count} legal validations to look at again",
            len(packages),
        ).format(count=len(packages))
        told = tk._("The validation of these datasets no longer holds, or is to be reviewed.")
        outbox.add(event, person, subject, _body(told, packages))


def waiting(before: Assessment, after: Assessment, actor: model.User | None) -> None:
    """Ask for a validation, and the mandatory opinion of the DPO, once the questions are answered.

    One mail a day, a dataset and a person; none to who has just answered.
    """
    if not _waits(after) or _waits(before):
        return
    package = after.package
    people = who_validates(package.owner_org)
    if after.current.dpo_mandatory:
        people = [*people, *roles.holders(roles.DPO, package.owner_org)]
    with in_portal_language():
        subject = tk._("Legal analysis to look at: {title}").format(title=_title(package))
        told = tk._("The questions about this dataset are answered. Its analysis waits for you.")
        body = _body(told, [package])
    for person in {one.id: one for one in people}.values():
        if actor is None or person.id != actor.id:
            outbox.add(f"legal_waiting:{package.id}:{after.today}", person, subject, body)


def who_validates(organization_id: str | None) -> list[model.User]:
    """Return an organisation's legal officers or, where it has none, the person it named."""
    found = roles.holders(roles.LEGAL_OFFICER, organization_id)
    if found:
        return found
    named = profile_store.load(organization_id).validator_id
    person = model.User.get(named) if named else None
    return [person] if person and person.state == model.State.ACTIVE else []


@contextmanager
def in_portal_language() -> Iterator[None]:
    """Have sentences come out in the portal's language, whoever's request this is."""
    with force_locale(language.of_portal()):
        yield


def _waits(state: Assessment) -> bool:
    """Whether it is for somebody to validate, for the first time or since the answers changed."""
    changed = any(one.code == "answers_changed" for one in state.lapses)
    return not state.current.open_questions and (state.state == "waiting" or changed)


def _last_answered(package_id: str) -> model.User | None:
    row = model.Session.execute(
        sa.select(_history.c.actor_id, _history.c.kind)
        .where(_history.c.package_id == package_id, _history.c.kind.in_([*ANSWERED, store.PURGED]))
        .order_by(_history.c.id.desc())
        .limit(1)
    ).first()
    if row is None or row.kind == store.PURGED or not row.actor_id:
        return None
    person = model.User.get(row.actor_id)
    return person if person and person.state == model.State.ACTIVE else None


def _body(told: str, packages: Iterable[model.Package]) -> str:
    listed = [f"{_title(one)}\n{_address(one)}" for one in packages]
    more = len(listed) - MOST_LISTED
    if more > 0:
        left_out = tk._("And {number} more.").format(number=more)
        listed = [*listed[:MOST_LISTED], left_out]
    return "\n\n".join([told, *listed])


def _title(package: model.Package) -> str:
    return " ".join((package.title or package.name).split())[:200]


def _address(package: model.Package) -> str:
    return tk.url_for("opendatalab_legal.file", id=package.name, qualified=True, locale="default")
