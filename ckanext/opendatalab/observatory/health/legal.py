"""Checks of the legal analysis: who validates, for whom the law's duties are known, what lapsed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.opendatalab.common import roles, tables
from ckanext.opendatalab.legal import lapse, profile_store
from ckanext.opendatalab.observatory.health.report import Finding
from ckanext.opendatalab.observatory.health.services import command
from ckanext.opendatalab.workflow import store
from ckanext.opendatalab.workflow.adoption import adoption_rules

MOST_NAMED = 10
# Each asks for the columns of its files.
MOST_EXAMINED = 500


def validators() -> Iterator[Finding]:
    """Whether somebody may validate wherever publications are checked."""
    if not tables.ready():
        return  # "migrations" says what to do
    governed = _governed()
    nobody, unknown = [], []
    for organization in governed:
        profile = profile_store.load(organization.id)
        if not roles.holders(roles.LEGAL_OFFICER, organization.id) and not _active(
            profile.validator_id
        ):
            nobody.append(organization.name)
        if profile.type is None:
            unknown.append(organization.name)
    if nobody:
        yield Finding(
            "legal",
            "error",
            tk._("Publications are checked and nobody may validate an analysis in: {list}").format(
                list=_some(nobody)
            ),
            tk._(
                "Name somebody in the organization's profile, or a legal officer: {command}"
            ).format(
                command=command(
                    f"opendatalab role grant NAME legal_officer --organization {nobody[0]}"
                )
            ),
        )
    if unknown:
        yield Finding(
            "legal",
            "warning",
            tk._("The law's duties are unknown, for want of a profile, in: {list}").format(
                list=_some(unknown)
            ),
            tk._("Fill in type, population and staff on the organization's page, “Manage”."),
        )
    if not nobody and not unknown:
        yield Finding(
            "legal",
            "ok",
            tk.ungettext(
                "Publications are checked in {count} organization, where somebody may validate",
                "Publications are checked in {count} organizations, where somebody may validate",
                len(governed),
            ).format(count=len(governed)),
        )


def lapsed() -> Iterator[Finding]:
    """Whether what was validated still holds, for what is online; the public ones come first."""
    if not tables.ready():
        return
    examined = list(islice(lapse.assessed(), MOST_EXAMINED))
    found = [one.package.name for one in lapse.among(examined) if one.published]
    if found:
        yield Finding(
            "lapsed",
            "warning",
            tk.ungettext(
                "{count} dataset is online although its validation has to be confirmed: {list}",
                "{count} datasets are online although their validation has to be confirmed: {list}",
                len(found),
            ).format(count=len(found), list=_some(found)),
            command("opendatalab legal lapsed --notify"),
        )
    else:
        yield Finding(
            "lapsed",
            "ok",
            tk._("Validations of what is online hold; {count} were examined").format(
                count=len(examined)
            ),
        )


def _governed() -> list[model.Group]:
    """Return the organisations in use whose publications are checked, by name."""
    group = model.Group
    organizations = model.Session.scalars(
        sa.select(group)
        .where(group.is_organization.is_(True), group.state == model.State.ACTIVE)
        .order_by(group.name)
    ).all()
    modes = store.adopted(one.id for one in organizations)
    return [one for one in organizations if modes[one.id].mode != adoption_rules.OFF]


def _active(user_id: str | None) -> bool:
    person = model.User.get(user_id) if user_id else None
    return person is not None and person.state == model.State.ACTIVE


def _some(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" … (+{more})" if more > 0 else "")
