"""The files of a dataset beside the questions about personal data.  Nothing read here is kept."""

from __future__ import annotations

from typing import Any

import ckan.model as model

from ckanext.opendatalab.common import hints
from ckanext.opendatalab.fields import preview
from ckanext.opendatalab.legal import columns, hint_words
from ckanext.opendatalab.legal.assessment import Assessment

ROWS = 50
# A page shows no more; the others have their columns without hints.
MOST_FILES = 20


def files(assessed: Assessment) -> list[dict[str, Any]]:
    """Return each file with its columns, ``None`` where they cannot be read here.

    ``hints``: which columns look as if they held personal data; never a value.
    """
    resources = {columns.key(one): one for one in assessed.package.resources}
    found: list[dict[str, Any]] = []
    for key, names in assessed.columns.items():
        looked_into = names and len(found) < MOST_FILES
        found.append(
            {
                "key": key,
                "title": columns.title(assessed.package, key),
                "columns": None if names is None else list(names),
                "hints": _hints(resources[key], names) if looked_into and names else [],
            }
        )
    return found


def _hints(resource: model.Resource, names: tuple[str, ...]) -> list[dict[str, str]]:
    table = preview.of_resource(
        {"id": resource.id, "url": resource.url, "url_type": resource.url_type}, ROWS
    )
    rows = [] if isinstance(table, str) else table.rows
    return [
        {"column": one.column, "kind": one.kind, "label": hint_words.label(one.kind)}
        for one in hints.hints(names, rows)
    ]
