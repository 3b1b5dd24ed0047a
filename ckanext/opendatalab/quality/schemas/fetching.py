"""Fetches the schema files that resources declare and keeps them: in jobs and commands only.

Everything here uses the network and commits: call it with nothing pending in the session.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import ckan.model as model

from ckanext.opendatalab.common import http, tables
from ckanext.opendatalab.quality.checks import schema_safety
from ckanext.opendatalab.quality.schemas import document, store, uses
from ckanext.opendatalab.quality.schemas.found import Found

SECONDS = 30
# A resource may declare several addresses, each of which must be looked at to know what it is.
MOST_LOOKS = 3


def for_resource(resource: Mapping[str, Any]) -> Found | None:
    """Return the schema that a file is checked by, fetched if it was not yet.

    :returns: without ``content``: it could not be fetched (``error`` says why), or it is no Table
        Schema (``kind``); ``None``: no schema is declared
    """
    found = store.of_resource(resource)
    for _ in range(MOST_LOOKS):
        if found is None or not found.to_fetch(_now()):
            break
        ensure(found)
        # What it turned out to be may let another one count.
        found = store.of_resource(resource)
    return found


def ensure(found: Found) -> Found:
    """Return a schema with its content, fetched now unless it is kept, or failed today already."""
    if not tables.ready():
        return found
    return fetch(found) if found.to_fetch(_now()) else store.get(found.id) or found


def fetch(found: Found) -> Found:
    """Fetch a schema now, whatever is kept of it, and keep what came of it.

    A file that was fetched earlier stays in use when it cannot be fetched again.
    """
    model.Session.rollback()  # no transaction stays open while a server takes its time
    try:
        content = _read(found)
    except _FailedError as failed:
        values = {} if found.fingerprint else {"kind": failed.kind or found.kind}
        store.save(found, error=failed.code or None, fetched_at=_now(), **values)
        model.Session.commit()
        return replace(
            store.get(found.id) or found, error=failed.code, kind=values.get("kind", found.kind)
        )
    if not found.official:
        found = replace(
            found,
            title=document.text_of(content, "title") or found.address,
            version=document.text_of(content, "version"),
        )
    if document.fingerprint(content) != found.fingerprint:
        uses.outdate(found.id)
    store.fetched(found, content, _now())
    model.Session.commit()
    return store.get(found.id) or found


class _FailedError(Exception):
    """``code``: why, empty where nothing is wrong; ``kind``: what it is instead of a table."""

    def __init__(self, code: str, kind: Any = None) -> None:
        super().__init__(code)
        self.code = code
        self.kind = kind


def _read(found: Found) -> Mapping[str, Any]:
    with tempfile.TemporaryDirectory(prefix="opendatalab-schema-") as folder:
        path = Path(folder, "schema.json")
        try:
            got = http.fetch(
                found.address, to=path, most_bytes=document.MOST_BYTES, seconds=SECONDS
            )
        except http.NotFetched as error:
            raise _FailedError(f"http:{error.code}") from error
        if got.status != 200:
            raise _FailedError(f"status:{got.status}")
        data = path.read_bytes()
    return _schema(found, data)


def _schema(found: Found, data: bytes) -> Mapping[str, Any]:
    """Return the Table Schema that was fetched; an address of a user's may be anything at all."""
    try:
        value = document.read(data)
    except document.UnreadableError as error:
        if found.official:
            raise _FailedError(error.problem) from error
        raise _FailedError("", "other") from error
    kind = document.kind(value)
    if kind != "table":
        raise _FailedError("not_table") if found.official else _FailedError("", kind)
    try:
        schema = document.check(value)
    except document.UnreadableError as error:
        raise _FailedError(error.problem) from error
    if schema_safety.refused(schema):
        raise _FailedError("unsafe")
    return schema


def _now() -> datetime:
    return datetime.now(timezone.utc)
