"""Loads, locks and saves where datasets stand.  Never commits, never decides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.opendatalab.common import tables
from ckanext.opendatalab.workflow.governance import definitions
from ckanext.opendatalab.workflow.governance.instance import Instance
from ckanext.opendatalab.workflow.model import Absence, Comment, Workflow

_table = Workflow.__table__
_package = model.Package
# Made once: it runs at every write of a dataset and on its page.
_select = sa.select(*_table.c).where(_table.c.package_id == sa.bindparam("package_id"))
_LISTS = ("awaits", "authors", "reminded")
_SAME = (
    "package_id", "entered_at", "version", "decided_at", "due_on", "assignee_id", "submitted_by",
    "publish_at", "expires_at", "reexamine_on", "reason_due_on", "adopted_at", "kept", "to_index",
)  # fmt: skip


def load(package_id: str) -> Instance | None:
    """Return where a dataset stands; ``None``: nobody governs it, or the tables are missing."""
    if not tables.ready():
        return None
    row = model.Session.execute(_select, {"package_id": package_id}).first()
    return None if row is None else of_row(row)


def load_many(package_ids: Iterable[str]) -> dict[str, Instance]:
    """Return where several datasets stand, by id, in one query."""
    wanted = list(package_ids)
    if not wanted or not tables.ready():
        return {}
    rows = model.Session.execute(sa.select(*_table.c).where(_table.c.package_id.in_(wanted)))
    return {row.package_id: of_row(row) for row in rows}


def lock(package_id: str, whole: bool = False) -> Instance | None:
    """Return where a dataset stands, which nobody else changes before the commit.

    The dataset's own row first, then ours, as every write does: two never wait for one another.

    :param whole: lock the dataset's row as CKAN's own actions do, for a transaction that calls
        them; to ask for at its beginning, not where it has added a file already
    """
    model.Session.flush()
    row = sa.select(_package.id).where(_package.id == package_id)
    if model.Session.execute(row.with_for_update(key_share=not whole)).first() is None:
        return None
    row = model.Session.execute(_select.with_for_update(), {"package_id": package_id}).first()
    return None if row is None else of_row(row)


def save(instance: Instance) -> None:
    """Write where a dataset stands, whether or not it had a row."""
    save_all([instance])


def save_all(instances: Sequence[Instance]) -> None:
    """Write where several datasets stand, in one statement."""
    if not instances:
        return
    rows = [_values(one) for one in instances]
    # SQLAlchemy keeps the statement for one row ready, and runs it at every write of a dataset.
    statement = insert(_table).values(rows if len(rows) > 1 else rows[0])
    changed = {one.name: statement.excluded[one.name] for one in _table.c if not one.primary_key}
    model.Session.execute(
        statement.on_conflict_do_update(index_elements=["package_id"], set_=changed)
    )


def _values(instance: Instance) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(instance, name) for name in _SAME}
    values |= {name: list(getattr(instance, name)) for name in _LISTS}
    return values | {
        "definition": instance.definition.code,
        "definition_version": instance.definition.version,
        "state": instance.state.code,
        "kind": instance.state.kind,
        "badge": instance.state.badge,
        "kept": dict(instance.kept),
    }


def forget(*package_ids: str) -> None:
    """Delete where datasets stand and what was written about them: they are purged or let go."""
    if not tables.ready():
        return
    model.Session.execute(_table.delete().where(_table.c.package_id.in_(package_ids)))
    comments = Comment.__table__
    model.Session.execute(comments.delete().where(comments.c.package_id.in_(package_ids)))


def lock_index(package_id: str) -> None:
    """Have nobody else write a dataset into the index before the commit; locks none of its rows."""
    key = f"opendatalab_index {package_id}"
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(key))))


def indexed(*package_ids: str, version: int | None = None) -> None:
    """Say that the index shows these datasets as they are, or as they were in a version."""
    shown = _table.update().where(_table.c.package_id.in_(package_ids), _table.c.to_index)
    if version is not None:
        shown = shown.where(_table.c.version == version)
    model.Session.execute(shown.values(to_index=False))


def outdated(package_id: str) -> None:
    """Say that the index may not show a dataset as it is."""
    one = _table.update().where(_table.c.package_id == package_id)
    model.Session.execute(one.values(to_index=True))


def delegate_of(user_id: str, day: Any) -> str | None:
    """Return the id of who looks after somebody's tasks on a day."""
    away = Absence.__table__
    return model.Session.execute(
        sa.select(away.c.delegate_id).where(
            away.c.user_id == user_id, away.c.from_on <= day, away.c.until_on >= day
        )
    ).scalar()


def of_row(row: Any) -> Instance:
    """Return the instance that a row of the table holds."""
    definition = definitions.of(row.definition, row.definition_version)
    values: dict[str, Any] = {name: row._mapping[name] for name in _SAME}
    values |= {name: tuple(row._mapping[name]) for name in _LISTS}
    return Instance(definition=definition, state=definition.states[row.state], **values)
