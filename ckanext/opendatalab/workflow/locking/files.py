"""Compares the columns of a file that is being sent with those of the file that it replaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from ckanext.opendatalab.fields import preview


@dataclass(frozen=True)
class Incoming:
    """A file that is being sent, and the format of the one that is there."""

    upload: Any
    format: str


def incoming(data_dict: Mapping[str, Any]) -> dict[str, Incoming]:
    """Return what replaces a file, by resource id, before CKAN takes it out of the values."""
    resources = data_dict.get("resources")
    sent = {
        resource["id"]: resource["upload"]
        for resource in (resources if isinstance(resources, list) else [])
        if isinstance(resource, dict)
        and isinstance(resource.get("id"), str)
        and resource.get("upload")  # an empty field of a form is there too, and false
        and hasattr(resource["upload"], "stream")
    }
    if not sent:
        return {}
    table = model.Resource
    rows = model.Session.execute(
        sa.select(table.id, table.format).where(
            table.id.in_(list(sent)), table.url_type == "upload"
        )
    )
    return {row.id: Incoming(sent[row.id], row.format or "") for row in rows}


def with_other_columns(
    arriving: Mapping[str, Incoming], package: model.Package, online: frozenset[str]
) -> list[model.Resource]:
    """Return the files among those online that would get other columns.

    While the dataset's row is saved but its files are not: the old ones are still on the disk.
    """
    return [
        resource
        for resource in package.resources
        if resource.id in online
        and resource.id in arriving
        and _differs(arriving[resource.id], resource)
    ]


def _differs(arriving: Incoming, resource: model.Resource) -> bool:
    values = {"id": resource.id, "url": resource.url, "url_type": "upload"}
    old = new = None
    if preview.is_csv({**values, "format": arriving.format}):
        old = preview.header_of_resource({**values, "format": arriving.format})
        if old is None:  # kept elsewhere, or no table: there is nothing to compare with
            return False
    if preview.is_csv({**values, "format": resource.format}):
        new = _header(arriving.upload)
    return new != old


def _header(upload: Any) -> tuple[str, ...] | None:
    stream = upload.stream
    at = stream.tell()
    stream.seek(0)
    try:
        return preview.header(stream.read(preview.BYTES))
    finally:
        stream.seek(at)


def columns(
    arriving: Mapping[str, Incoming], package: model.Package
) -> dict[str, tuple[tuple[str, ...] | None, tuple[str, ...] | None]]:
    """Return, for each file that replaces one, the columns there were and will be.

    While the old ones are still on the disk; ``None``: it is no table, or cannot be read here.
    """
    found = {}
    for resource in package.resources:
        if resource.id in arriving:
            sent = arriving[resource.id]
            described = {"id": resource.id, "url": resource.url, "url_type": "upload"}
            old = preview.header_of_resource({**described, "format": sent.format})
            is_table = preview.is_csv({**described, "format": resource.format})
            found[resource.id] = (old, _header(sent.upload) if is_table else None)
    return found
