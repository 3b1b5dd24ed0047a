"""Finds the datasets that an organisation's governance takes in or lets go.  Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from ckanext.opendatalab import config
from ckanext.opendatalab.common.model import LogEntry
from ckanext.opendatalab.workflow.model import Adoption, Workflow
from ckanext.opendatalab.workflow.store import WHOLE_PORTAL

# The datasets that ckanext-harvest keeps its sources in.
_SOURCES = "harvest"

_package: Any = model.Package
_workflow = Workflow.__table__
_adoption = Adoption.__table__
_log = LogEntry.__table__
_objects = sa.table("harvest_object", sa.column("package_id"))


@dataclass(frozen=True)
class Candidate:
    """A dataset that no row governs.  ``public``: everybody sees it.

    ``open``: core's lock does not hold it back; a draft can be so without being public.
    """

    id: str
    public: bool
    open: bool
    creator: str | None


@dataclass(frozen=True)
class Counts:
    """How many datasets there are, by what becomes of them; the deleted ones aside.

    ``harvested`` and ``exempt`` are left out; ``governed``: followed already.
    """

    public: int = 0
    private: int = 0
    harvested: int = 0
    exempt: int = 0
    governed: int = 0


def candidates(organization: str | None, lock: bool = False) -> list[Candidate]:
    """Return the datasets to take in, those looked at for the longest time ago first.

    :param organization: ``None``: every organisation that decided nothing itself
    :param lock: keep others from changing them before the commit
    """
    statement = (
        sa.select(
            _package.id,
            _package.private,
            _package.state,
            _package.creator_user_id,
            _package.metadata_modified,
        )
        .where(belongs(organization), without_row(), ~_harvested(), ~_exempt())
        .order_by(_package.id)
    )
    if lock:
        # As every write of a dataset: its own row first, then ours.
        statement = statement.with_for_update(key_share=True, of=_package)
    rows = sorted(model.Session.execute(statement), key=lambda row: row.metadata_modified)
    return [
        Candidate(
            row.id,
            not row.private and row.state == model.State.ACTIVE,
            not row.private,
            row.creator_user_id,
        )
        for row in rows
    ]


def counts(organization: str | None) -> Counts:
    """Return how many datasets would be taken in and left out."""
    public = sa.and_(_package.private.is_(False), _package.state == model.State.ACTIVE)
    # The first that fits counts.
    group = sa.case(
        (~without_row(), "governed"),
        (_harvested(), "harvested"),
        (_exempt(), "exempt"),
        (public, "public"),
        else_="private",
    )
    found = sa.select(group.label("name")).where(belongs(organization), _in_use()).subquery("found")
    rows = model.Session.execute(
        sa.select(found.c.name, sa.func.count().label("number")).group_by(found.c.name)
    )
    return Counts(**{row.name: row.number for row in rows})


def governed(organization: str | None) -> list[str]:
    """Return the ids of the datasets that a row governs, deleted ones included, locked."""
    statement = (
        sa.select(_package.id)
        .where(belongs(organization), sa.exists().where(_workflow.c.package_id == _package.id))
        .order_by(_package.id)
        .with_for_update(key_share=True, of=_package)
    )
    return list(model.Session.scalars(statement))


def governed_counts(organization: str | None) -> dict[str, int]:
    """Return how many datasets a row governs, ``public`` and ``private`` ones."""
    rows = model.Session.execute(
        sa.select(_package.private, sa.func.count().label("number"))
        .join(_workflow, _workflow.c.package_id == _package.id)
        .where(belongs(organization))
        .group_by(_package.private)
    )
    found = {bool(row.private): row.number for row in rows}
    return {"public": found.get(False, 0), "private": found.get(True, 0)}


def packages(package_ids: list[str]) -> list[model.Package]:
    """Return datasets with what a fingerprint is made of, in the order asked for."""
    parts = ["resources_all", "_extras"]  # CKAN 2.12 keeps the extras in the dataset's own row
    options = [selectinload(getattr(_package, part)) for part in parts if hasattr(_package, part)]
    found = {
        one.id: one
        for one in model.Session.query(_package)
        .options(*options)
        .filter(_package.id.in_(package_ids))
    }
    return [found[one] for one in package_ids if one in found]


def close(package_ids: list[str]) -> None:
    """Have core's own lock hold back datasets, whatever the index and the form would say."""
    table = _package.__table__
    model.Session.execute(table.update().where(table.c.id.in_(package_ids)).values(private=True))


def waiting() -> list[str]:
    """Return the ids of the datasets that the index may not show as they are."""
    return list(
        model.Session.scalars(
            sa.select(_workflow.c.package_id)
            .where(_workflow.c.to_index)
            .order_by(_workflow.c.package_id)
        )
    )


def belongs(organization: str | None) -> Any:
    """Return the condition for the datasets of an organisation.

    ``None``: those of every organisation that decided nothing itself; a dataset without
    organisation is nobody's to govern.
    """
    if organization:
        return _package.owner_org == organization
    return sa.and_(
        _package.owner_org.is_not(None),
        _package.owner_org != "",
        _package.owner_org.not_in(decided()),
    )


def decided() -> Any:
    """Return the query for the ids of the organisations that decided something themselves."""
    return sa.select(_adoption.c.organization_id).where(_adoption.c.organization_id != WHOLE_PORTAL)


def without_row() -> Any:
    """Return the condition for the datasets in use that nobody governs."""
    return sa.and_(
        _in_use(), ~sa.exists().where(_workflow.c.package_id == _package.id).correlate(_package)
    )


def to_follow() -> Any:
    """Return the condition for datasets that are not left out of governance."""
    return sa.and_(~_harvested(), ~_exempt())


def _in_use() -> Any:
    return sa.and_(_package.state != model.State.DELETED, _package.type != _SOURCES)


def _harvested() -> Any:
    if not config.harvest_exempt() or not _has_objects():
        return sa.false()
    return sa.exists().where(_objects.c.package_id == _package.id).correlate(_package)


def _has_objects() -> bool:
    found = model.Session.execute(sa.select(sa.func.to_regclass("harvest_object"))).scalar()
    return found is not None


def _exempt() -> Any:
    """Return the condition for what programs wrote whose accounts are listed."""
    logged = (
        sa.exists()
        .where(_log.c.package_id == _package.id, _log.c.kind == "workflow_exempt")
        .correlate(_package)
    )
    names = config.exempt_accounts()
    if not names:
        return logged
    user: Any = model.User
    accounts = sa.select(user.id).where(user.name.in_(sorted(names)))
    return sa.or_(logged, _package.creator_user_id.in_(accounts))
