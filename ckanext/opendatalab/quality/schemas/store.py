"""Loads and saves the schemas that are kept here.  Never commits, never decides, no network."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, cast

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.opendatalab.common import language, tables
from ckanext.opendatalab.fields import stored_lists
from ckanext.opendatalab.quality.model import TableSchema
from ckanext.opendatalab.quality.schemas import document, index, suggest
from ckanext.opendatalab.quality.schemas.found import Found, best

__all__ = ["Found"]

FIELD = "conforms_to"
PAGE = "opendatalab/schema/"  # the path of the page of an own schema
MOST_DECLARED = 20
MOST_OWN = 200

_table = TableSchema.__table__
_without_content = [column for column in _table.c if column.name != "content"]
_resource: Any = model.Resource.__table__  # pyright: ignore[reportAttributeAccessIssue]
_package: Any = model.Package.__table__  # pyright: ignore[reportAttributeAccessIssue]


def of_resource(resource: Mapping[str, Any], with_content: bool = True) -> Found | None:
    """Return the schema that a file is checked by, as its record declares it; ``None``: none.

    ``with_content`` false spares loading it: the fingerprint tells whether it is there.
    """
    return best(of_values(stored_lists.from_stored(resource.get(FIELD)), with_content))


def of_values(
    values: Iterable[str], with_content: bool = False, most: int = MOST_DECLARED
) -> list[Found]:
    """Return the schemas that these values of the field name, in their order."""
    keys = {key_of(value): value for value in list(values)[:most]}
    kept = _kept(keys, with_content) if keys else {}
    found = (_found(key, kept.get(key), value) for key, value in keys.items())
    return [one for one in found if one is not None]


def key_of(value: str) -> str:
    """Return what the schema that a value of the field names is kept under."""
    value = value.strip()
    pages = page_of(index.OWN).removesuffix(".json")
    if value.startswith(pages):
        return index.OWN + value[len(pages) :].strip("/").removesuffix(".json")
    match = index.load().find(value)
    return match.key if match else value


def get(key: str) -> Found | None:
    """Return a schema by its id, with its content."""
    return _found(key, _kept([key], True).get(key), key)


def own(organization_id: str | None = None, with_content: bool = False) -> list[Found]:
    """Return the own schemas of an organisation, or of all of them, by title."""
    if not tables.ready():
        return []
    query = sa.select(*(_table.c if with_content else _without_content)).where(
        _table.c.id.like(f"{index.OWN}%")
    )
    if organization_id is not None:
        query = query.where(_table.c.organization_id == organization_id)
    rows = model.Session.execute(query.order_by(_table.c.title, _table.c.id).limit(MOST_OWN))
    return [cast("Found", _found(row.id, dict(row._mapping), row.id)) for row in rows]


def kept() -> dict[str, Found]:
    """Return every schema that was fetched or tried, without content, by its id."""
    if not tables.ready():
        return {}
    rows = model.Session.execute(
        sa.select(*_without_content).where(_table.c.id.notlike(f"{index.OWN}%"))
    )
    return {row.id: cast("Found", _found(row.id, dict(row._mapping), row.id)) for row in rows}


def suggestions(columns: Iterable[str], organization_id: str | None) -> list[suggest.Suggestion]:
    """Return the schemas, official or of the organisation, that a file seems to follow."""
    candidates = [
        suggest.Candidate(entry.id, entry.required, entry.columns)
        for entry in index.load().entries.values()
        if entry.kind == "table"
    ]
    for one in own(organization_id, with_content=True) if organization_id else []:
        if one.content is not None:
            candidates.append(suggest.Candidate(one.id, *document.columns(one.content)))
    return suggest.fitting(columns, candidates)


def suggest_for(columns: Iterable[str], organization_id: str | None = None) -> list[Found]:
    """Return the same as schemas."""
    return of_values([one.id for one in suggestions(columns, organization_id)])


def save(found: Found, **values: Any) -> None:
    """Write what is known of a schema over what was."""
    set_ = {"version": found.version, "title": found.title, "kind": found.kind, **values}
    set_.setdefault("address", found.address)
    statement = insert(_table).values(id=found.id, **set_)
    model.Session.execute(statement.on_conflict_do_update(index_elements=["id"], set_=set_))


def upload(
    found: Found,
    content: Mapping[str, Any],
    organization_id: str,
    user_id: str | None,
    new: bool,
) -> bool:
    """Keep an own schema; return whether it is kept: a new one whose name was taken is not."""
    values = {
        "version": found.version,
        "title": found.title,
        "kind": found.kind,
        "content": content,
        "fingerprint": document.fingerprint(content),
        "organization_id": organization_id,
        "created_by": user_id,
    }
    statement = insert(_table).values(id=found.id, **values)
    if new:
        statement = statement.on_conflict_do_nothing(index_elements=["id"])
    else:
        statement = statement.on_conflict_do_update(index_elements=["id"], set_=values)
    return model.Session.execute(statement.returning(_table.c.id)).first() is not None


def delete(key: str) -> None:
    """Forget a schema."""
    model.Session.execute(_table.delete().where(_table.c.id == key))


def forget_organization(organization_id: str) -> None:
    """Forget the own schemas of an organisation that is being purged."""
    if tables.ready():
        model.Session.execute(_table.delete().where(_table.c.organization_id == organization_id))


def lock(key: str) -> Found | None:
    """Return a schema without its content; nobody else changes it before the transaction's end."""
    row = model.Session.execute(
        sa.select(*_without_content).where(_table.c.id == key).with_for_update()
    ).first()
    return None if row is None else _found(key, dict(row._mapping), key)


def declared() -> Iterator[tuple[str, str]]:
    """Give every value of the field in use, and the id of the dataset; some more than once."""
    extras = sa.type_coerce(_resource.c.extras, sa.UnicodeText)
    rows = model.Session.execute(
        sa.select(extras.label("extras"), _resource.c.package_id)
        .select_from(_resource.join(_package, _package.c.id == _resource.c.package_id))
        .where(
            extras.like(f'%"{FIELD}"%'),
            _resource.c.state == model.State.ACTIVE,
            _package.c.state != model.State.DELETED,
        )
    )
    for row in rows:
        for value in stored_lists.from_stored(_field(row.extras)):
            yield value, row.package_id


def _field(extras: str) -> Any:
    value = json.loads(extras)
    return value.get(FIELD) if isinstance(value, dict) else None


def _kept(keys: Iterable[str], with_content: bool) -> dict[str, Mapping[str, Any]]:
    if not tables.ready():
        return {}
    columns = _table.c if with_content else _without_content
    rows = model.Session.execute(sa.select(*columns).where(_table.c.id.in_(list(keys))))
    return {row.id: dict(row._mapping) for row in rows}


def _found(key: str, row: Mapping[str, Any] | None, value: str) -> Found | None:
    """Return what is known of a schema: first by the index, then by what is kept of it."""
    known: dict[str, Any] = {}
    if row is not None:
        known = {
            "content": row.get("content"),
            "fingerprint": row["fingerprint"] or "",
            "error": row["error"] or "",
            "fetched_at": row["fetched_at"],
        }
    match = index.load().find(value) or index.load().kept_under(key)
    if match is not None:
        entry = match.entry
        return Found(
            id=match.key,
            version=match.version or entry.version,
            title=language.say(entry.title),
            kind=entry.kind,
            address=str((row or {}).get("address") or match.address),
            documentation=entry.documentation,
            validator=entry.validator,
            official=True,
            **known,
        )
    if row is None:
        # Nothing is known of it but its address, if it is one.
        if not value.startswith(("http://", "https://")):
            return None
        return Found(key, "", value, "table", value)
    own_one = key.startswith(index.OWN)
    return Found(
        id=key,
        version=row["version"],
        title=row["title"],
        kind=row["kind"],
        address=page_of(key) if own_one else row["address"],
        documentation=page_of(key) if own_one else row["address"],
        organization_id=row["organization_id"],
        **known,
    )


def page_of(key: str) -> str:
    """Return the address where anybody can read an own schema."""
    site = str(tk.config.get("ckan.site_url") or "").rstrip("/")
    return f"{site}/{PAGE}{key.removeprefix(index.OWN)}.json"


def fetched(found: Found, content: Mapping[str, Any], now: datetime) -> None:
    """Keep a schema that was fetched."""
    save(
        found,
        content=content,
        fingerprint=document.fingerprint(content),
        fetched_at=now,
        error=None,
    )
