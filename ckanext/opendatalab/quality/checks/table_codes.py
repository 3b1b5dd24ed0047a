"""Names the faults that frictionless notes of a cell, closely enough to say what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping

from frictionless import Field

# Each has its own sentence; others have that of all types.
TYPES = frozenset(
    ("integer", "number", "boolean", "date", "datetime", "time", "year", "yearmonth")
    + ("geopoint", "geojson", "array", "object")
)
FORMATS = frozenset(("email", "uri", "uuid"))
CONSTRAINTS = frozenset(
    ("required", "enum", "pattern", "minLength", "maxLength")
    + ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
)
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def codes_of(field: Field, notes: Mapping[str, str]) -> tuple[str, ...]:
    """Return the codes of what is wrong with a cell."""
    return tuple(of_type(field) if note == "type" else of_constraint(note) for note in notes)


def of_type(field: Field) -> str:
    """Return the code of a value that is not of the field's type."""
    if field.type == "string" and field.format in FORMATS:
        return f"type-error-{field.format}"
    decimal = getattr(field, "decimal_char", ".")
    if field.type in TYPES and field.format == "default" and decimal == ".":
        return f"type-error-{field.type}"
    return "type-error"


def of_constraint(constraint: str) -> str:
    """Return the code of a value that does not meet a constraint."""
    if constraint in CONSTRAINTS:
        return f"constraint-error-{_CAPITAL.sub('-', constraint).lower()}"
    return "constraint-error"


def every() -> frozenset[str]:
    """Return all codes that can come of this."""
    return (
        frozenset(f"type-error-{name}" for name in TYPES | FORMATS)
        | frozenset(map(of_constraint, CONSTRAINTS))
        | {"type-error", "constraint-error"}
    )
