"""The log: who did what, when.  It only grows, and outlives what it tells of.

The triggers behind it guard against accidents, not against whoever owns the database.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from ckanext.opendatalab.common import retention
from ckanext.opendatalab.common.model import LogEntry

LONGEST_TEXT = 2_000
LONGEST_DATA = 20_000
MOST_ITEMS = 200
DEEPEST = 4
# Their data may name the role of somebody else.
_BY_ADMINISTRATORS = ("role_", "adoption_", "validator_", "profile_", "quality_policy_")
MOST_ENTRIES = 1_000

_table = LogEntry.__table__


@dataclass(frozen=True)
class Entry:
    """One thing that somebody did; ``actor_name`` is empty for the portal itself."""

    id: int
    at: datetime
    actor_id: str | None
    actor_name: str
    organization_id: str | None
    package_id: str | None
    kind: str
    reason: str | None
    data: dict[str, Any]


def write(
    actor: model.User | str | None,
    kind: str,
    organization_id: str | None = None,
    package_id: str | None = None,
    *,
    reason: str | None = None,
    **data: Any,
) -> None:
    """Add an entry to the caller's transaction: both are kept or neither.  Never commits.

    :param actor: a user, her id or her name; ``None`` is the portal itself
    :param kind: what was done, a word of the room that writes (``role_granted``)
    :param reason: what the person wrote about it; cut at :data:`LONGEST_TEXT` characters
    :param data: the rest, for JSON; long texts and lists are cut, so that nothing a person typed
        can make the action fail here.  Nothing secret: administrators of the organisation read it.
    """
    write_all([entry(actor, kind, organization_id, package_id, reason=reason, **data)])


def write_all(entries: Sequence[Mapping[str, Any]]) -> None:
    """Add what :func:`entry` made, many at once, as :func:`write` does one.  Never commits."""
    if entries:
        model.Session.execute(sa.insert(_table), [dict(one) for one in entries])


def entry(
    actor: model.User | str | None,
    kind: str,
    organization_id: str | None = None,
    package_id: str | None = None,
    *,
    reason: str | None = None,
    **data: Any,
) -> Mapping[str, Any]:
    """Return an entry for :func:`write_all`; the parameters are those of :func:`write`."""
    user = model.User.get(actor) if isinstance(actor, str) else actor
    name = actor if isinstance(actor, str) else ""
    return {
        "actor_id": user.id if user else None,
        "actor_name": user.name if user else _text(name),
        "organization_id": organization_id,
        "package_id": package_id,
        "kind": kind,
        "reason": _text(reason) if reason else None,
        "data": _bounded(data),
    }


def read(
    *,
    organization_id: str | None = None,
    package_id: str | None = None,
    kind: str | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[Entry]:
    """Return entries, the latest first; what is ``None`` is not asked for.

    :param before: only entries older than the one with this id, to read on
    :param limit: at most :data:`MOST_ENTRIES`
    """
    statement = sa.select(*_table.c).order_by(_table.c.id.desc()).limit(min(limit, MOST_ENTRIES))
    for column, value in (
        (_table.c.organization_id, organization_id),
        (_table.c.package_id, package_id),
        (_table.c.kind, kind),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if before is not None:
        statement = statement.where(_table.c.id < before)
    return [Entry(**row._mapping) for row in model.Session.execute(statement)]


def retire_names(before: datetime, dry_run: bool = False) -> int:
    """Replace names by roles in the entries before a moment; return how many.  Never commits."""
    return retention.retire(_table, before, _role, dry_run)


def _role(kind: str, data: Mapping[str, Any]) -> str:
    """Return in which role an entry was made: as it says, else by what it tells of."""
    if kind.startswith(_BY_ADMINISTRATORS):
        return "administrator"
    said = data.get("as_role") or data.get("role")
    return said if isinstance(said, str) else "editor"


def _bounded(data: dict[str, Any]) -> dict[str, Any]:
    cut = _cut(data, DEEPEST)
    if len(json.dumps(cut)) <= LONGEST_DATA:
        return cut
    return {"cut": True, **{name: _text(json.dumps(cut[name]), 200) for name in list(cut)[:20]}}


def _cut(value: Any, depth: int) -> Any:
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, dict) and depth:
        return {_text(key, 100): _cut(value[key], depth - 1) for key in list(value)[:MOST_ITEMS]}
    if isinstance(value, (list, tuple, set, frozenset)) and depth:
        items = value if isinstance(value, (list, tuple)) else sorted(value, key=str)
        return [_cut(item, depth - 1) for item in items[:MOST_ITEMS]]
    return _text(value.isoformat() if isinstance(value, date) else value)


def _text(value: Any, longest: int = LONGEST_TEXT) -> str:
    """Return a text that PostgreSQL takes: no null characters, no lone surrogates, not too long."""
    text = str(value).replace("\0", "").encode("utf-8", "replace").decode()
    return text if len(text) <= longest else text[: longest - 1] + "…"
