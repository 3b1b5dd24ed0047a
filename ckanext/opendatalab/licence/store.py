"""Loads and saves what organisations decided about licences."""

from __future__ import annotations

from dataclasses import dataclass

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.opendatalab.common import tables
from ckanext.opendatalab.licence.model import LicencePolicy

_table = LicencePolicy.__table__


@dataclass(frozen=True)
class Policy:
    """One organisation's choices; as they stand here, what holds until it chooses."""

    organization_id: str
    default_license_id: str | None = None
    administration: bool = True


def load(organization_id: str) -> Policy:
    """Return an organisation's policy, the usual one if it never chose or nothing is migrated."""
    if not tables.ready():
        return Policy(organization_id)
    row = model.Session.execute(
        sa.select(_table.c.default_license_id, _table.c.administration).where(
            _table.c.organization_id == organization_id
        )
    ).first()
    if row is None:
        return Policy(organization_id)
    return Policy(organization_id, row.default_license_id, row.administration)


def save(policy: Policy) -> None:
    """Write ``policy`` over whatever was there; two at once leave the later one."""
    values = {
        "default_license_id": policy.default_license_id,
        "administration": policy.administration,
    }
    model.Session.execute(
        insert(_table)
        .values(organization_id=policy.organization_id, **values)
        .on_conflict_do_update(index_elements=["organization_id"], set_=values)
    )
