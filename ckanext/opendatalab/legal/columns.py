"""The files of a dataset and the names of their columns, as they are now."""

from __future__ import annotations

from typing import Any

import ckan.model as model

from ckanext.opendatalab.common import hints
from ckanext.opendatalab.common.file_key import file_key
from ckanext.opendatalab.fields import preview
from ckanext.opendatalab.legal.engine.ready import Columns

ROWS_FOR_HINTS = 50
COLUMNS_FOR_HINTS = 300


def of(package: model.Package) -> Columns:
    """Return the column names by file; ``None`` for one whose columns cannot be read here."""
    return {key(one): _names(one) for one in package.resources}


def key(resource: model.Resource) -> str:
    """Return what a file is known by."""
    return file_key(resource.id, resource.url_type, resource.url)


def title(package: model.Package, key_: str) -> str:
    """Return what a file is called, from its key; the key itself if it is gone."""
    for resource in package.resources:
        if resource.id == key_.split("@")[0]:
            return resource.name or resource.url or resource.id
    return key_


def hints_of(package: model.Package) -> dict[str, list[hints.Hint]]:
    """Return by file which columns look personal; a file that cannot be read here is left out.

    The first rows are looked at and forgotten.
    """
    found: dict[str, list[hints.Hint]] = {}
    for one in package.resources:
        described = _described(one)
        if not preview.is_csv(described):
            continue
        table = preview.of_resource(described, ROWS_FOR_HINTS, COLUMNS_FOR_HINTS)
        if isinstance(table, preview.Table):
            found[key(one)] = hints.hints(table.header, table.rows)
    return found


def _names(resource: model.Resource) -> tuple[str, ...] | None:
    return preview.header_of_resource(_described(resource))


def _described(resource: model.Resource) -> dict[str, Any]:
    return {
        "id": resource.id,
        "format": resource.format,
        "url": resource.url,
        "url_type": resource.url_type,
    }
