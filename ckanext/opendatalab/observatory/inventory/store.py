"""Reads what an organisation holds and which addresses are taken."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.opendatalab.observatory.inventory.planning import Held

# Core refuses these as addresses of datasets.
_RESERVED = frozenset({"new", "edit", "search"})


def held(organization_id: str, dataset_type: str) -> list[Held]:
    """Return the datasets of the organisation, drafts among them, in one query."""
    package = model.Package
    rows = model.Session.execute(
        sa.select(
            package.id, package.name, package.title, package.private, package.state, _identifier()
        )
        .where(package.owner_org == organization_id, package.type == dataset_type)
        .where(package.state.in_(("active", "draft")))
        .order_by(package.metadata_created, package.id)
    )
    return [
        Held(id_, name, title or "", identifier or "", state == "active" and not private)
        for id_, name, title, private, state, identifier in rows
    ]


def free_name(base: str, reserved: set[str]) -> str:
    """Return ``base``, or ``base`` with the first number that no dataset of the portal has."""
    names = sa.select(model.Package.name).where(
        sa.or_(model.Package.name == base, model.Package.name.like(f"{base}-%"))
    )
    taken = {*model.Session.scalars(names), *reserved, *_RESERVED}
    number = 2
    name = base
    while name in taken:
        name = f"{base}-{number}"
        number += 1
    return name


def _identifier() -> Any:
    if tk.check_ckan_version(min_version="2.12"):
        return model.Package.extras["identifier"].astext  # type: ignore[index]
    # CKAN 2.11 keeps extras in a table of their own.
    extra = model.PackageExtra  # type: ignore[attr-defined]
    return (
        sa.select(extra.value)
        .where(extra.package_id == model.Package.id, extra.key == "identifier")
        .where(extra.state == "active")
        .scalar_subquery()
    )
