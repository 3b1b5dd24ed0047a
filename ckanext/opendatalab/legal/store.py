"""Loads and saves legal files and their history; never commits, never decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.opendatalab.common import clock, retention, roles, tables
from ckanext.opendatalab.legal.engine.rules import Result
from ckanext.opendatalab.legal.file import LegalFile
from ckanext.opendatalab.legal.model import LegalFileRow, LegalHistory

PURGED = "purged"
MOST_ENTRIES = 500

_files = LegalFileRow.__table__
_history = LegalHistory.__table__


def load(package_id: str) -> LegalFile:
    """Return a dataset's file, an empty one where nobody began or nothing is migrated."""
    if not tables.ready():
        return LegalFile(package_id)
    row = model.Session.execute(
        sa.select(*_files.c).where(_files.c.package_id == package_id)
    ).first()
    return LegalFile.from_json(row._asdict()) if row else LegalFile(package_id)


def load_many(package_ids: Iterable[str]) -> dict[str, LegalFile]:
    """Return the files of several datasets by dataset, in one query; those begun only."""
    if not tables.ready():
        return {}
    rows = model.Session.execute(
        sa.select(*_files.c).where(_files.c.package_id.in_(list(package_ids)))
    )
    return {row.package_id: LegalFile.from_json(row._asdict()) for row in rows}


def lock(package_id: str) -> LegalFile:
    """Return a dataset's file and keep others from changing it until the transaction ends.

    The file is created where nobody began, so that there is something to lock.
    """
    empty = LegalFile(package_id).to_json()
    model.Session.execute(insert(_files).values(**empty, complete=False).on_conflict_do_nothing())
    row = model.Session.execute(
        sa.select(*_files.c).where(_files.c.package_id == package_id).with_for_update()
    ).one()
    return LegalFile.from_json(row._asdict())


def save(file: LegalFile, result: Result, user_id: str | None) -> None:
    """Write a file that :func:`lock` gave, with what the rules make of it."""
    values = file.to_json()
    del values["package_id"]
    model.Session.execute(
        _files.update()
        .where(_files.c.package_id == file.package_id)
        .values(
            **values,
            proposed_verdict=result.verdict,
            complete=not result.open_questions,
            updated_at=clock.now(),
            updated_by=user_id,
        )
    )


def record(
    file: LegalFile, actor: model.User | None, kind: str, ruleset_version: str, **data: Any
) -> int:
    """Add what happened to the history, in the caller's transaction; return the entry's id."""
    return model.Session.execute(
        insert(_history)
        .values(
            package_id=file.package_id,
            actor_id=actor.id if actor else None,
            actor_name=actor.name if actor else "",
            kind=kind,
            version=file.version,
            ruleset_version=ruleset_version,
            data=data,
        )
        .returning(_history.c.id)
    ).scalar_one()


def last_of(package_id: str, kinds: Sequence[str]) -> str:
    """Return which of ``kinds`` happened last to a dataset; "" if none did."""
    row = model.Session.execute(
        sa.select(_history.c.kind)
        .where(_history.c.package_id == package_id, _history.c.kind.in_([*kinds, PURGED]))
        .order_by(_history.c.id.desc())
        .limit(1)
    ).first()
    return row.kind if row and row.kind in kinds else ""


def history(package_id: str, *, before: int | None = None, limit: int = 100) -> list[Any]:
    """Return what happened, the latest first; nothing of a purged dataset that had the same id."""
    purged = (
        sa.select(sa.func.coalesce(sa.func.max(_history.c.id), 0))
        .where(_history.c.package_id == package_id, _history.c.kind == PURGED)
        .scalar_subquery()
    )
    statement = (
        sa.select(*_history.c)
        .where(_history.c.package_id == package_id, _history.c.id > purged)
        .order_by(_history.c.id.desc())
        .limit(min(limit, MOST_ENTRIES))
    )
    if before is not None:
        statement = statement.where(_history.c.id < before)
    return list(model.Session.execute(statement))


def retire_names(before: datetime, dry_run: bool = False) -> int:
    """Replace names by roles in the history before a moment; return how many entries.

    Never commits.
    """
    return retention.retire(_history, before, _role, dry_run)


def _role(kind: str, data: Mapping[str, Any]) -> str:
    """Return in which role somebody did it: as a validation says, else by what it was."""
    validation = data.get("validation")
    said = validation.get("as_role") if isinstance(validation, Mapping) else None
    if kind == "opinion_given":
        return roles.DPO
    return said if isinstance(said, str) else "editor"


def forget(package_id: str) -> bool:
    """Delete the file of a dataset that is being purged; return whether there was one.

    The history stays: it only grows.
    """
    if not tables.ready():
        return False
    gone = model.Session.execute(
        _files.delete().where(_files.c.package_id == package_id).returning(_files.c.package_id)
    )
    return gone.first() is not None
