"""Loads, locks and saves where datasets stand.  Never commits, never decides."""

from __future__ import annotations

from collections.abc import Iterable
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


def lock(package_id: str) -> Instance | None:
    """Return where a dataset stands, which nobody else changes before the commit.

    The dataset's own row first, then ours, as every write does: two never wait for one another.
    """
    model.Session.flush()
    model.Session.execute(
        sa.select(_package.id).where(_package.id == package_id).with_for_update(key_share=True)
    )
    row = model.Session.execute(_select.with_for_update(), {"package_id": package_id}).first()
    return None if row is None else of_row(row)


def save(instance: Instance) -> None:
    """Write where a dataset stands, whether or not it had a row."""
    values: dict[str, Any] = {name: getattr(instance, name) for name in _SAME}
    values |= {name: list(getattr(instance, name)) for name in _LISTS}
    values |= {
        "definition": instance.definition.code,
        "definition_version": instance.definition.version,
        "state": instance.state.code,
        "kind": instance.state.kind,
        "badge": instance.state.badge,
        "kept": dict(instance.kept),
    }
    model.Session.execute(
        insert(_table)
        .values(**values)
        .on_conflict_do_update(
            index_elements=["package_id"],
            set_={key: value for key, value in values.items() if key != "package_id"},
        )
    )


def forget(package_id: str) -> None:
    """Delete where a dataset stands and what was written about it: it is purged or let go."""
    if not tables.ready():
        return
    model.Session.execute(_table.delete().where(_table.c.package_id == package_id))
    comments = Comment.__table__
    model.Session.execute(comments.delete().where(comments.c.package_id == package_id))


def indexed(*package_ids: str) -> None:
    """Say that the index shows these datasets as they are."""
    model.Session.execute(
        _table.update()
        .where(_table.c.package_id.in_(package_ids), _table.c.to_index)
        .values(to_index=False)
    )


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
