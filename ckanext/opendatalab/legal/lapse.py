"""Finds the validations that no longer hold, and tells those who may validate again.

What is published stays so: it is flagged, never withdrawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import ckan.model as model
import sqlalchemy as sa

from ckanext.opendatalab.common import clock, tables
from ckanext.opendatalab.legal import assessment, notify, profile_store, store
from ckanext.opendatalab.legal.assessment import Assessment
from ckanext.opendatalab.legal.engine import register
from ckanext.opendatalab.legal.model import LegalFileRow

AT_ONCE = 100
ONLY_RULES = frozenset({"ruleset_changed"})

_files = LegalFileRow.__table__


@dataclass(frozen=True)
class Lapsed:
    """A dataset whose validation no longer holds; ``codes``: why (``ready.BlockerCode``)."""

    package: model.Package
    published: bool
    codes: tuple[str, ...]

    @property
    def only_rules(self) -> bool:
        """Whether it can be confirmed in a batch."""
        return set(self.codes) == ONLY_RULES


def why(state: Assessment) -> tuple[str, ...]:
    """Return why a validation no longer holds, each reason once; nothing: it holds."""
    if state.state != "lapsed":
        return ()
    codes = dict.fromkeys(one.code for one in state.lapses)
    signed = state.file.validation
    review_on = signed.for_rules().requirements.review_on if signed else None
    if review_on is not None and review_on <= state.today:
        codes["review_date_passed"] = None
    return tuple(codes)


def count(organization_id: str | None = None) -> int:
    """Return how many validated datasets there are to look at."""
    if not tables.ready():
        return 0
    statement = (
        sa.select(sa.func.count()).select_from(model.Package).where(*_where(organization_id))
    )
    return model.Session.execute(statement).scalar_one()


def assessed(organization_id: str | None = None) -> Iterator[Assessment]:
    """Give where every validated dataset stands, those published first; read in batches."""
    if not tables.ready():
        return
    profiles: dict[str | None, profile_store.Organization] = {}
    package = model.Package
    last: tuple[bool, str] | None = None
    while True:
        statement = (
            sa.select(package)
            .where(*_where(organization_id))
            .order_by(package.private, package.id)
            .limit(AT_ONCE)
        )
        if last is not None:
            statement = statement.where(
                sa.tuple_(package.private, package.id) > sa.tuple_(*map(sa.literal, last))
            )
        packages = list(model.Session.scalars(statement))
        if not packages:
            return
        files = store.load_many(one.id for one in packages)
        last = (bool(packages[-1].private), packages[-1].id)
        for one in packages:
            if one.id not in files:
                continue  # its file was just taken away
            if one.owner_org not in profiles:
                profiles[one.owner_org] = profile_store.load(one.owner_org)
            yield assessment.of(one, files[one.id], profiles[one.owner_org])


def among(states: Iterable[Assessment]) -> Iterator[Lapsed]:
    """Give those of which the validation no longer holds."""
    for state in states:
        codes = why(state)
        if codes:
            package = state.package
            shown = package.state == model.State.ACTIVE and not package.private
            yield Lapsed(package, shown, codes)


def tell(found: Iterable[Lapsed], scope: str = "") -> int:
    """Write one mail to each person who may validate some of them; return how many people.

    Nobody gets two on a day under the same rules.  Never commits.

    :param scope: the organisation, if only one was looked at
    """
    people: dict[str, model.User] = {}
    theirs: dict[str, list[model.Package]] = {}
    of_organization: dict[str | None, list[model.User]] = {}
    for one in found:
        owner = one.package.owner_org
        if owner not in of_organization:
            of_organization[owner] = notify.who_validates(owner)
        for person in of_organization[owner]:
            people[person.id] = person
            theirs.setdefault(person.id, []).append(one.package)
    words = ["legal_lapsed", register.load().version, clock.today().isoformat(), scope]
    event = ":".join(filter(None, words))
    for person_id, packages in theirs.items():
        notify.lapsed(event, people[person_id], packages)
    return len(theirs)


def _where(organization_id: str | None) -> list[sa.sql.ColumnElement[bool]]:
    validated = sa.select(_files.c.package_id).where(_files.c.validation.isnot(None))
    conditions = [
        model.Package.state != model.State.DELETED,
        model.Package.id.in_(validated),
    ]
    if organization_id is not None:
        conditions.append(model.Package.owner_org == organization_id)
    return conditions
