"""Loads datasets with what their analyses need, a few queries for many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from ckanext.opendatalab import config
from ckanext.opendatalab.common import tables
from ckanext.opendatalab.legal import assessment, profile_store, store
from ckanext.opendatalab.legal.assessment import Assessment
from ckanext.opendatalab.legal.model import LegalFileRow

AT_ONCE = 100

_files = LegalFileRow.__table__

VALIDATED = _files.c.validation.isnot(None)
NOT_VALIDATED = _files.c.validation.is_(None)
COMPLETE = _files.c.complete.is_(True)


@dataclass(frozen=True)
class Scope:
    """Datasets of these organisations; ``everything``: of all but ``but``."""

    organizations: frozenset[str] = frozenset()
    everything: bool = False
    but: frozenset[str] = frozenset()

    @property
    def nothing(self) -> bool:
        return not self.everything and not self.organizations

    def condition(self) -> Any:
        """Return it as a condition on the columns of ``model.Package``."""
        owner = model.Package.owner_org
        if not self.everything:
            return owner.in_(sorted(self.organizations))
        return sa.and_(owner.isnot(None), owner.notin_(sorted(self.but)))


def count(scope: Scope) -> int:
    """Return how many datasets there are."""
    statement = sa.select(sa.func.count()).select_from(model.Package).where(*_ours(scope))
    return model.Session.execute(statement).scalar_one()


def by_title(scope: Scope, *, limit: int, offset: int) -> list[Assessment]:
    """Return where datasets stand, whether or not somebody began their analysis."""
    if not tables.ready():
        return []
    statement = (
        _packages(scope).order_by(model.Package.title, model.Package.id).limit(limit).offset(offset)
    )
    return _assessed(list(model.Session.scalars(statement)))


def every(scope: Scope, *conditions: Any, most: int) -> Iterator[Assessment]:
    """Give where datasets stand by title, at most ``most``; ``conditions``: on their files."""
    for start in range(0, most if tables.ready() else 0, AT_ONCE):
        statement = (
            _packages(scope, *conditions)
            .order_by(model.Package.title, model.Package.id)
            .limit(min(AT_ONCE, most - start))
            .offset(start)
        )
        found = list(model.Session.scalars(statement))
        yield from _assessed(found)
        if len(found) < AT_ONCE:
            return


def oldest(scope: Scope, *conditions: Any, most: int) -> list[Assessment]:
    """Return where begun analyses stand, those that nobody changed for longest first."""
    if scope.nothing or not tables.ready():
        return []
    statement = (
        _packages(scope, *conditions)
        .where(_files.c.package_id.isnot(None))
        .order_by(_files.c.updated_at, _files.c.package_id)
        .limit(most)
    )
    return _assessed(list(model.Session.scalars(statement)))


def _packages(scope: Scope, *conditions: Any) -> Any:
    return (
        sa.select(model.Package)
        .outerjoin(_files, _files.c.package_id == model.Package.id)
        .where(*_ours(scope), *conditions)
        .options(selectinload(model.Package.resources_all))
    )


def _ours(scope: Scope) -> tuple[Any, ...]:
    return (
        scope.condition(),
        model.Package.state == model.State.ACTIVE,
        model.Package.type.in_(config.dataset_types()),
    )


def _assessed(packages: Sequence[model.Package]) -> list[Assessment]:
    files = store.load_many(package.id for package in packages)
    profiles = profile_store.load_many(
        package.owner_org for package in packages if package.owner_org
    )
    return [
        assessment.of(
            package,
            files.get(package.id) or store.LegalFile(package.id),
            profiles.get(package.owner_org or ""),
        )
        for package in packages
    ]
