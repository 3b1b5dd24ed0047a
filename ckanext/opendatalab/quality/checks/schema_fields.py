"""Makes fields of frictionless from a Table Schema, as many of its demands as it understands.

Schemas outlive the libraries that they were written for.  What cannot be used is left out, and
said; the rest is checked all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from frictionless import Field, FrictionlessException, Schema

# What changes how a value is read.  Titles, examples, profiles and addresses are none of it:
# frictionless would refuse a schema for an example, and go and fetch a profile.
_READING = (
    "format",
    "missingValues",
    "trueValues",
    "falseValues",
    "decimalChar",
    "groupChar",
    "bareNumber",
    "floatNumber",
    "delimiter",
    "itemType",
    "arrayItem",
)
_COMPARED = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


@dataclass(frozen=True)
class Reading:
    """What a schema asks for.

    ``unique``: fields whose values occur once.  ``left_out``: what could not be understood.
    """

    fields: tuple[Field, ...]
    required: frozenset[str]
    unique: tuple[str, ...]
    primary_key: tuple[str, ...]
    left_out: tuple[str, ...]


def read(schema: Mapping[str, Any]) -> Reading:
    """Return what ``schema``, which :mod:`schema_safety` lets pass, asks for."""
    left_out: list[str] = []
    whole = _schema(schema.get("missingValues"), left_out)
    for descriptor in schema["fields"]:
        whole.add_field(_field(descriptor, left_out))
    names = [field.name for field in whole.fields]
    key = schema.get("primaryKey") or []
    asked: list[Any] = key if isinstance(key, list) else [key]
    keys = [name for name in names if name in asked]
    if len(keys) != len(asked):
        left_out.append("primaryKey")
        keys = []
    if schema.get("foreignKeys"):
        left_out.append("foreignKeys")
    needed = {field.name for field in whole.fields if field.constraints.get("required") is True}
    unique = tuple(field.name for field in whole.fields if field.constraints.get("unique") is True)
    return Reading(
        tuple(whole.fields),
        frozenset(needed | set(keys)),
        unique,
        tuple(keys),
        tuple(dict.fromkeys(left_out)),
    )


def _schema(missing: Any, left_out: list[str]) -> Schema:
    if missing is not None:
        try:
            return Schema.from_descriptor({"fields": [], "missingValues": missing})
        except (FrictionlessException, TypeError, ValueError, AttributeError):
            left_out.append("missingValues")
    return Schema.from_descriptor({"fields": []})


def _field(descriptor: Mapping[str, Any], left_out: list[str]) -> Field:
    name = descriptor["name"]
    # Table Schema: a field without type holds texts.
    base = {"name": name, "type": descriptor.get("type", "string")}
    full = base | {key: descriptor[key] for key in _READING if descriptor.get(key) is not None}
    constraints = dict(descriptor.get("constraints") or {})
    field = _made(full | ({"constraints": constraints} if constraints else {}))
    if field is not None:
        return field
    left_out.append(name)
    kept: dict[str, Any] = {}
    for best in (full, base, {"name": name, "type": "any"}):
        if _made(best) is None:
            continue
        for key, value in constraints.items():
            if _made(best | {"constraints": {**kept, key: value}}) is not None:
                kept[key] = value
        return Field.from_descriptor(best | ({"constraints": kept} if kept else {}))
    return Field.from_descriptor({"name": name, "type": "any"})


def _made(descriptor: dict[str, Any]) -> Field | None:
    """Return the field if it can be made and can read a value."""
    try:
        field = Field.from_descriptor(descriptor)
        field.create_cell_reader()("")
        reader = field.create_value_reader()
        bounds = [field.constraints[key] for key in _COMPARED if key in field.constraints]
        bounds += field.constraints.get("enum") or []
        return field if all(reader(bound) is not None for bound in bounds) else None
    except Exception:  # noqa: BLE001 - frictionless meets odd shapes with whatever Python raises
        return None
