"""Finds what is due: scores that a day or other criteria change, checks that time asks for.

Only :func:`ask` writes.  Nothing commits.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from ckanext.opendatalab import config
from ckanext.opendatalab.common import adoption, clock
from ckanext.opendatalab.quality import criteria
from ckanext.opendatalab.quality.checks import report
from ckanext.opendatalab.quality.model import FileCheck, QualityRow

_quality = QualityRow.__table__
_checks = FileCheck.__table__
_package = model.Package


def datasets(today: date, limit: int) -> list[str]:
    """Return the datasets whose score is not of today, never scored or of other criteria."""
    return list(model.Session.scalars(_outdated(today).limit(limit)))


def count_datasets(today: date) -> int:
    """Return how many :func:`datasets` finds without a limit."""
    found = _outdated(today).subquery()
    return model.Session.scalar(sa.select(sa.func.count()).select_from(found)) or 0


def every_dataset() -> list[str]:
    """Return the ids of all datasets that are scored."""
    query = sa.select(_package.id).where(*_scored()).order_by(_package.id)
    return list(model.Session.scalars(query))


def to_index(limit: int) -> list[str]:
    """Return the datasets whose quality the index does not show as it is."""
    query = (
        sa.select(_quality.c.package_id)
        .join(_package, _package.id == _quality.c.package_id)
        .where(_quality.c.to_index, _package.state == model.State.ACTIVE)
        .limit(limit)
    )
    return list(model.Session.scalars(query))


def ask(limit: int) -> list[tuple[str, str]]:
    """Ask for the checks whose time has come; return (resource, key) of those asked for now.

    Where the organisation asked for anything: what was never checked, what another checker
    checked, and links to look at again.  Elsewhere nothing is looked at again by itself.
    """
    adopted = _adopted()
    found = model.Session.execute(
        _due(adopted).with_only_columns(_checks.c.resource_id).limit(limit)
    )
    ids = [row.resource_id for row in found]
    if not ids:
        return []
    rows = model.Session.execute(
        _checks.update()
        .where(_checks.c.resource_id.in_(ids), _checks.c.requested_at.is_(None))
        .values(requested_at=clock.now(), attempts=0, next_check_at=None)
        .returning(_checks.c.resource_id, _checks.c.wanted)
    )
    return [(row.resource_id, row.wanted) for row in rows]


def count_checks() -> int:
    """Return how many checks :func:`ask` would ask for without a limit."""
    found = _due(_adopted()).with_only_columns(_checks.c.resource_id).order_by(None).subquery()
    return model.Session.scalar(sa.select(sa.func.count()).select_from(found)) or 0


def _outdated(today: date) -> Any:
    return (
        sa.select(_package.id)
        .outerjoin(_quality, _quality.c.package_id == _package.id)
        .where(
            *_scored(),
            sa.or_(
                _quality.c.package_id.is_(None),
                _quality.c.criteria != criteria.criteria().version,
                _quality.c.turns_on <= today,
            ),
        )
        # What failed was tried last: the others come first.
        .order_by(sa.nulls_first(_quality.c.scored_at.asc()), _package.id)
    )


def _scored() -> tuple[Any, ...]:
    # Drafts too: what is not finished is what one wants to know about.
    states = (model.State.ACTIVE, "draft")
    return _package.state.in_(states), _package.type.in_(config.dataset_types())


def _due(adopted: list[str]) -> Any:
    return (
        sa.select(_checks)
        .join(_package, _package.id == _checks.c.package_id)
        .where(
            _checks.c.requested_at.is_(None),
            _package.state != model.State.DELETED,
            _package.owner_org.in_(adopted),
            sa.or_(
                _checks.c.next_check_at <= clock.now(),
                _checks.c.checked.is_(None),
                _checks.c.checked != _checks.c.wanted,
                _checks.c.checker != report.CHECKER,
            ),
        )
        .order_by(sa.nulls_first(_checks.c.next_check_at.asc()), _checks.c.resource_id)
    )


def _adopted() -> list[str]:
    """Return the organisations that asked for anything, of those that have files."""
    query = (
        sa.select(_package.owner_org)
        .join(_checks, _checks.c.package_id == _package.id)
        .where(_package.owner_org.isnot(None))
        .distinct()
    )
    return [one for one in adoption.adopted(model.Session.scalars(query).all()) if one]
