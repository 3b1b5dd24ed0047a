"""The Table Schemas that organisations made themselves, for their files to be checked by."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.demo.content import Content, identity
from ckanext.opendatalab.demo.portal import call
from ckanext.opendatalab.demo.steps import Event, Wish

KIND = "schema"


def total(content: Content) -> int:
    return len(content.schemas)


def load(content: Content, wish: Wish) -> Iterator[Event]:
    """A schema that is there stays as it is."""
    for name, (organization, schema) in content.schemas.items():
        if _known(name):
            yield Event(KIND, name, "unchanged")
            continue
        call(
            "opendatalab_schema_upload",
            organization=identity("group", organization),
            name=name,
            schema=json.dumps(schema),
        )
        yield Event(KIND, name, "created")


def clear(content: Content) -> Iterator[Event]:
    """Nothing by itself: they go with the organisations."""
    yield from ()


def _known(name: str) -> dict[str, Any] | None:
    try:
        return call("opendatalab_schema_show", id=f"own/{name}")
    except tk.ObjectNotFound:
        return None
