"""Loads and saves what was validated of the analyses prepared beforehand; never commits."""

from __future__ import annotations

from dataclasses import asdict

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.opendatalab.common import tables
from ckanext.opendatalab.legal.file import Signed, signed_from_json
from ckanext.opendatalab.legal.model import LegalTemplate

_table = LegalTemplate.__table__


def load(organization_id: str | None, template: str) -> Signed | None:
    """Return the validation of a template for an organisation's datasets, if there is one."""
    return of_organization(organization_id).get(template)


def of_organization(organization_id: str | None) -> dict[str, Signed]:
    """Return the validations of an organisation by template, in one query."""
    if not organization_id or not tables.ready():
        return {}
    rows = model.Session.execute(
        sa.select(_table.c.template, _table.c.validation).where(
            _table.c.organization_id == organization_id
        )
    )
    return {row.template: signed_from_json(row.validation) for row in rows}


def save(organization_id: str, template: str, signed: Signed) -> None:
    """Write the validation of a template over an earlier one."""
    values = {"validation": asdict(signed)}
    model.Session.execute(
        insert(_table)
        .values(organization_id=organization_id, template=template, **values)
        .on_conflict_do_update(index_elements=["organization_id", "template"], set_=values)
    )


def forget(organization_id: str) -> None:
    """Delete the validations of an organisation that is being purged."""
    if tables.ready():
        model.Session.execute(_table.delete().where(_table.c.organization_id == organization_id))
