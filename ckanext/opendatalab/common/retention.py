"""Replaces the names of people by their roles, in entries that are old enough.

The triggers behind these tables refuse it except in a transaction that says that it is maintenance.
They guard against accidents only: whoever owns the database can say so as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import ckan.model as model
import sqlalchemy as sa

RETIRED = "names_retired"
# In the data of an entry: its names are retired already.
MARK = "names_retired"
BATCH = 1_000

# Where the data of an entry name somebody.
PERSONS = frozenset(
    {
        "assignee", "assignee_id", "author", "author_id", "author_name", "by", "by_id", "by_name",
        "changed_by", "delegate", "delegate_id", "done_by", "from_user", "given_by", "person",
        "person_id", "recorded_by", "submitted_by", "to_user", "user", "user_id", "user_name",
        "validator_id",
    }
)  # fmt: skip
SOMEBODY = "person"
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

RoleOf = Callable[[str, Mapping[str, Any]], str]


def retire(table: Any, before: datetime, role_of: RoleOf, dry_run: bool = False) -> int:
    """Replace who acted by her role in the entries before a moment; return how many there were.

    Ids of other people and what their names are kept in become "person".  What people wrote stays.
    Never commits.

    :param table: has ``id``, ``at``, ``actor_id``, ``actor_name``, ``kind`` and ``data``
    :param role_of: gives the role of who made an entry, from its kind and data
    """
    old = sa.and_(table.c.at < before, ~table.c.data.has_key(MARK), table.c.kind != RETIRED)
    if dry_run:
        counted = sa.select(sa.func.count()).select_from(table).where(old)
        return model.Session.execute(counted).scalar_one()
    model.Session.execute(sa.text("SET LOCAL opendatalab.maintenance = 'on'"))
    changed = 0
    for rows in _portions(table, old):
        people = _people(rows)
        for row in rows:
            acted = bool(row.actor_id or row.actor_name)
            role = role_of(row.kind, row.data) if acted else ""
            data = {**_without_names(row.data, people), MARK: True}
            model.Session.execute(
                table.update()
                .where(table.c.id == row.id)
                .values(actor_id=None, actor_name=role, data=data)
            )
        changed += len(rows)
    return changed


def _portions(table: Any, old: Any) -> Iterator[Sequence[Any]]:
    last = 0
    while True:
        rows = model.Session.execute(
            sa.select(table.c.id, table.c.actor_id, table.c.actor_name, table.c.kind, table.c.data)
            .where(old, table.c.id > last)
            .order_by(table.c.id)
            .limit(BATCH)
        ).all()
        if not rows:
            return
        yield rows
        last = rows[-1].id


def _people(rows: Sequence[Any]) -> set[str]:
    """Return which of the ids in some entries are those of users."""
    ids = {found for row in rows for found in _ids(row.data)}
    user: Any = model.User
    return set(model.Session.scalars(sa.select(user.id).where(user.id.in_(ids)))) if ids else set()


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _ids(one)
    elif isinstance(value, list):
        for one in value:
            yield from _ids(one)
    elif isinstance(value, str) and _ID.fullmatch(value):
        yield value


def _without_names(value: Any, people: set[str], named: bool = False) -> Any:
    if isinstance(value, dict):
        return {key: _without_names(one, people, key in PERSONS) for key, one in value.items()}
    if isinstance(value, list):
        return [_without_names(one, people, named) for one in value]
    if isinstance(value, str) and value and (named or value in people):
        return SOMEBODY
    return value
