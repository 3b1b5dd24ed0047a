"""The validator of the field that says which schema a file follows."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.fields import validators as fields
from ckanext.opendatalab.quality.schemas import index, store

__all__ = ["opendatalab_schema_lines"]


def opendatalab_schema_lines(key: Any, data: Any, errors: Any, context: Any) -> None:
    """Schemas, a list or one per line, kept as a JSON list: addresses and own schemas.

    The identifier of an official schema becomes its address.
    """
    fields.check_list(_schema, key, data, errors, context)


def _schema(text: str) -> str:
    key = store.key_of(text)
    if key.startswith(index.OWN):
        if store.get(key) is None:
            raise tk.Invalid(
                tk._('"{value}" is no schema of this portal: choose one of the list').format(
                    value=text[:60]
                )
            )
        return key
    official = index.load().find(text)
    if official is not None and not text.strip().lower().startswith("http"):
        return official.entry.documentation
    return fields.address(text)
