"""What a schema file is: read from bytes that anybody may have written.  Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Literal, cast

Problem = Literal[
    "too_large", "not_json", "not_text", "not_table", "field_name", "field_twice", "fields"
]

MOST_BYTES = 1_000_000
MOST_FIELDS = 1_000
LONGEST_NAME = 200


class UnreadableError(Exception):
    """It is no schema file.  ``problem``: why; ``name``: the field concerned, if there is one."""

    def __init__(self, problem: Problem, name: str = "") -> None:
        super().__init__(problem)
        self.problem: Problem = problem
        self.name = name[:LONGEST_NAME]


def read(data: bytes) -> Any:
    """Return what a JSON file holds, such that PostgreSQL can keep it.

    :raises UnreadableError: it is too large, no JSON, or has values that JSON has not
    """
    if len(data) > MOST_BYTES:
        raise UnreadableError("too_large")
    try:
        value = json.loads(data.decode("utf-8-sig"))
        # An infinite number passes the first and not the second.
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (ValueError, RecursionError):
        raise UnreadableError("not_json") from None
    if "\\u0000" in text or _lone_surrogate(text):
        raise UnreadableError("not_text")
    return value


def kind(value: Any) -> Literal["table", "json", "other"]:
    """Return what kind of schema a JSON value is."""
    if not isinstance(value, dict):
        return "other"
    known = cast("dict[str, Any]", value)
    if isinstance(known.get("fields"), list):
        return "table"
    return "json" if "json-schema.org" in str(known.get("$schema", ""))[:200] else "other"


def check(value: Any) -> Mapping[str, Any]:
    """Return a Table Schema whose fields have each a name of their own.

    :raises UnreadableError: it is none
    """
    if kind(value) != "table":
        raise UnreadableError("not_table")
    fields = cast("list[Any]", value["fields"])
    if not 0 < len(fields) <= MOST_FIELDS:
        raise UnreadableError("fields")
    seen: set[str] = set()
    for field in fields:
        name: Any = cast("dict[str, Any]", field).get("name") if isinstance(field, dict) else None
        if not isinstance(name, str) or not name.strip() or len(name) > LONGEST_NAME:
            raise UnreadableError("field_name")
        if name.strip().casefold() in seen:
            raise UnreadableError("field_twice", name)
        seen.add(name.strip().casefold())
    return cast("Mapping[str, Any]", value)


def columns(schema: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns that a file must have by a Table Schema, and those that it may have."""
    required: list[str] = []
    others: list[str] = []
    for field in schema["fields"]:
        limits = field.get("constraints")
        must = isinstance(limits, dict) and cast("dict[str, Any]", limits).get("required") is True
        (required if must else others).append(field["name"])
    return tuple(required), tuple(others)


def text_of(schema: Mapping[str, Any], name: str, longest: int = LONGEST_NAME) -> str:
    """Return a text of a schema (its title, its version), empty if it has none."""
    value = schema.get(name)
    return value.strip()[:longest] if isinstance(value, str) else ""


def fingerprint(schema: Mapping[str, Any]) -> str:
    """Return the same for the same schema, however its file is written."""
    text = json.dumps(schema, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _lone_surrogate(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
