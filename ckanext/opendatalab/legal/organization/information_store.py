"""Loads and saves the entries of the directory of public information; never commits or decides."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.opendatalab.common import tables
from ckanext.opendatalab.legal.model import PublicInformation
from ckanext.opendatalab.legal.organization.information import Entry

_table = PublicInformation.__table__
_package: Any = model.Package.__table__  # pyright: ignore[reportAttributeAccessIssue]


@dataclass(frozen=True)
class Kept:
    """The entry of one dataset: what is public and what waits, each maybe nothing."""

    package_id: str
    proposed: Entry | None = None
    validated: Entry | None = None


def load(package_id: str) -> Kept:
    """Return a dataset's entry, an empty one where nobody asked for any."""
    if not tables.ready():
        return Kept(package_id)
    row = model.Session.execute(
        sa.select(*_table.c).where(_table.c.package_id == package_id)
    ).first()
    return _kept(row) if row else Kept(package_id)


def lock(package_id: str) -> Kept:
    """Return the same and keep others from changing it until the transaction ends."""
    model.Session.execute(insert(_table).values(package_id=package_id).on_conflict_do_nothing())
    row = model.Session.execute(
        sa.select(*_table.c).where(_table.c.package_id == package_id).with_for_update()
    ).one()
    return _kept(row)


def save(kept: Kept) -> None:
    """Write an entry that :func:`lock` gave."""
    model.Session.execute(
        _table.update()
        .where(_table.c.package_id == kept.package_id)
        .values(
            proposed=kept.proposed.to_json() if kept.proposed else None,
            validated=kept.validated.to_json() if kept.validated else None,
        )
    )


def forget(package_id: str) -> None:
    """Delete the entry of a dataset that is being purged, or that no longer has any."""
    if tables.ready():
        model.Session.execute(_table.delete().where(_table.c.package_id == package_id))


def public(organization_id: str, *, limit: int, offset: int) -> list[tuple[Entry, model.Package]]:
    """Return what is public of an organisation's directory, by title, with the datasets."""
    if not tables.ready():
        return []
    rows = model.Session.execute(
        sa.select(_table.c.validated, model.Package)
        .join(model.Package, model.Package.id == _table.c.package_id)
        .where(*_listed(organization_id))
        .order_by(_table.c.validated["title"].astext, _table.c.package_id)
        .limit(limit)
        .offset(offset)
    )
    return [(Entry.from_json(value), package) for value, package in rows]


def count(organization_id: str) -> int:
    """Return how many entries are public."""
    if not tables.ready():
        return 0
    return model.Session.execute(
        sa.select(sa.func.count())
        .select_from(_table.join(_package, _package.c.id == _table.c.package_id))
        .where(*_listed(organization_id))
    ).scalar_one()


def any_public(organization_id: str) -> bool:
    """Return whether an organisation's directory has an entry at all."""
    if not tables.ready():
        return False
    found = model.Session.execute(
        sa.select(_table.c.package_id)
        .join(_package, _package.c.id == _table.c.package_id)
        .where(*_listed(organization_id))
        .limit(1)
    )
    return found.first() is not None


def waiting(condition: Any, limit: int) -> list[tuple[str, model.Package]]:
    """Return what waits for a validation, the oldest first: its title, and the dataset.

    :param condition: of which datasets, on the columns of ``model.Package``
    """
    if not tables.ready():
        return []
    rows = model.Session.execute(
        sa.select(_table.c.proposed["title"].astext, model.Package)
        .join(model.Package, model.Package.id == _table.c.package_id)
        .where(_table.c.proposed.isnot(None), model.Package.state == model.State.ACTIVE, condition)
        .order_by(_table.c.proposed["proposed_at"].astext, _table.c.package_id)
        .limit(limit)
    )
    return [(title, package) for title, package in rows]


def _listed(organization_id: str) -> Collection[Any]:
    """Return the conditions: validated, for this organisation, of a dataset in use."""
    return (
        _package.c.owner_org == organization_id,
        _package.c.state == model.State.ACTIVE,
        _table.c.validated.isnot(None),
        _table.c.validated["organization_id"].astext == organization_id,
    )


def _kept(row: Any) -> Kept:
    return Kept(
        row.package_id,
        Entry.from_json(row.proposed) if row.proposed else None,
        Entry.from_json(row.validated) if row.validated else None,
    )
