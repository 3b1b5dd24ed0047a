"""Who answers for the update of a dataset here: never an address of its record.

People whom a mail reaches: neither accounts without an address nor the portal's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.opendatalab.common import roles
from ckanext.opendatalab.quality.freshness import rules
from ckanext.opendatalab.quality.freshness.rules import Late


class Responsible:
    """Whoever answers for the datasets of one organisation; remembers its people."""

    def __init__(self, organization_id: str) -> None:
        self._members = cache(lambda capacities: _members(organization_id, capacities))
        self._holders = cache(lambda role: _reached(roles.holders(role, organization_id)))

    def of(self, late: Late) -> tuple[model.User, ...]:
        """Return who made a dataset if she is still an editor here; else data stewards, else
        project leads, else administrators of the organisation.
        """
        editors = {one.id: one for one in self._members(("editor", "admin"))}
        creator = editors.get(late.creator)
        if creator is not None:
            return (creator,)
        return rules.responsible(
            None,
            self._holders(roles.DATA_STEWARD),
            self._holders(roles.PROJECT_LEAD),
            self._members(("admin",)),
        )


def _members(organization_id: str, capacities: tuple[str, ...]) -> list[model.User]:
    member, user = model.Member, model.User
    statement = (
        sa.select(user)
        .join(member, member.table_id == user.id)
        .where(
            member.group_id == organization_id,
            member.table_name == "user",
            member.state == model.State.ACTIVE,
            member.capacity.in_(capacities),
            user.state == model.State.ACTIVE,
        )
        .order_by(user.name)
    )
    return _reached(model.Session.scalars(statement).unique())


def _reached(people: Iterable[model.User]) -> list[model.User]:
    return [one for one in people if one.email and one.name != tk.config["ckan.site_id"]]
