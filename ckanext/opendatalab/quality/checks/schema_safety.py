"""Whether a Table Schema may be worked with at all.  Pure.

Schemas come from whoever uploads one.  Nothing in them is ever fetched or opened; what asks for
that, is out of proportion or would keep the regular expressions busy for ever is refused here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ckanext.opendatalab.quality.checks import pattern_safety

MOST_FIELDS = 1000
_MOST_VALUES = 50_000
_MOST_CHARACTERS = 2_000_000
_DEEPEST = 12


def refused(schema: Any) -> str | None:
    """Return why a schema is refused, a code of ``words/schema.yaml``; ``None``: it is not."""
    if not isinstance(schema, Mapping):
        return "schema_not_a_mapping"
    size = _size(schema)
    if size:
        return size
    fields = schema.get("fields")
    if isinstance(fields, str):
        return "schema_reference"
    if not isinstance(fields, list) or not fields:
        return "schema_without_fields"
    if len(fields) > MOST_FIELDS:
        return "schema_too_many_fields"
    return _of_fields(fields)


def _of_fields(fields: Iterable[Any]) -> str | None:
    names: set[str] = set()
    for field in fields:
        name = field.get("name") if isinstance(field, Mapping) else None
        if not isinstance(name, str) or not name.strip():
            return "schema_field_without_name"
        if name in names:
            return "schema_field_twice"
        names.add(name)
        constraints = field.get("constraints")
        if constraints is not None and not isinstance(constraints, Mapping):
            return "schema_constraints"
        pattern = (constraints or {}).get("pattern")
        code = None if pattern is None else _of_pattern(pattern)
        if code:
            return code
    return None


def _of_pattern(pattern: Any) -> str | None:
    if not isinstance(pattern, str):
        return "schema_pattern_wrong"
    try:
        # As it is matched: between anchors.
        return "schema_pattern_slow" if pattern_safety.catastrophic(f"^{pattern}$") else None
    except ValueError:
        return "schema_pattern_wrong"


def _size(schema: Any) -> str | None:
    """Look at everything without recursion: it may be deeper than Python goes."""
    work = [(schema, 1)]
    values = characters = 0
    while work:
        value, depth = work.pop()
        values += 1
        if depth > _DEEPEST:
            return "schema_too_deep"
        if isinstance(value, Mapping):
            if "$ref" in value:
                return "schema_reference"
            characters += sum(len(str(name)) for name in value)
            work.extend((one, depth + 1) for one in value.values())
        elif isinstance(value, list):
            work.extend((one, depth + 1) for one in value)
        elif isinstance(value, str):
            characters += len(value)
        if values > _MOST_VALUES or len(work) > _MOST_VALUES or characters > _MOST_CHARACTERS:
            return "schema_too_large"
    return None
