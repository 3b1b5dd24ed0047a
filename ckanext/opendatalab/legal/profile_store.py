"""Loads and saves what an organisation is, for the law; never commits, never decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.opendatalab.common import tables
from ckanext.opendatalab.legal.engine.ruleset import OrganisationType, Profile
from ckanext.opendatalab.legal.model import OrganizationProfile

_table = OrganizationProfile.__table__


@dataclass(frozen=True)
class Organization:
    """One organisation's profile; as it stands here, what holds until it is filled in."""

    organization_id: str
    type: OrganisationType | None = None
    siren: str | None = None
    population: int | None = None
    staff: float | None = None
    validator_id: str | None = None
    authority: str | None = None
    publishes_obligation: bool = False

    def for_rules(self) -> Profile:
        return Profile(self.type, self.population, self.staff)


def load(organization_id: str | None) -> Organization:
    """Return an organisation's profile, an empty one if it was never filled in."""
    if not organization_id or not tables.ready():
        return Organization(organization_id or "")
    row = model.Session.execute(
        sa.select(*_table.c).where(_table.c.organization_id == organization_id)
    ).first()
    return Organization(**row._mapping) if row else Organization(organization_id)


def load_many(organization_ids: Iterable[str]) -> dict[str, Organization]:
    """Return the profiles of several organisations, in one query; empty ones where none is kept."""
    wanted = set(organization_ids)
    found = {one: Organization(one) for one in wanted}
    if wanted and tables.ready():
        rows = model.Session.execute(
            sa.select(*_table.c).where(_table.c.organization_id.in_(wanted))
        )
        found.update({row.organization_id: Organization(**row._mapping) for row in rows})
    return found


def lock(organization_id: str) -> Organization:
    """Return a profile and keep others from changing it until the transaction ends."""
    model.Session.execute(
        insert(_table)
        .values(organization_id=organization_id, publishes_obligation=False)
        .on_conflict_do_nothing()
    )
    row = model.Session.execute(
        sa.select(*_table.c).where(_table.c.organization_id == organization_id).with_for_update()
    ).one()
    return Organization(**row._mapping)


def validated_by(user_id: str) -> list[str]:
    """Return the organisations that name somebody to validate where they have no legal officer."""
    if not tables.ready():
        return []
    rows = model.Session.execute(
        sa.select(_table.c.organization_id).where(_table.c.validator_id == user_id)
    )
    return [row.organization_id for row in rows]


def save(profile: Organization) -> None:
    """Write ``profile`` over whatever was there; two at once leave the later one."""
    values = asdict(profile)
    del values["organization_id"]
    model.Session.execute(
        insert(_table)
        .values(organization_id=profile.organization_id, **values)
        .on_conflict_do_update(index_elements=["organization_id"], set_=values)
    )


def forget(organization_id: str) -> None:
    """Delete the profile of an organisation that is being purged."""
    if tables.ready():
        model.Session.execute(_table.delete().where(_table.c.organization_id == organization_id))
