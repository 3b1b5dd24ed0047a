"""Lists as forms send them, as the database keeps them and as the API shows them.  Pure.

A dataset's extras are texts: a list is kept as a JSON text.
"""

from __future__ import annotations

import json
from typing import Any


def from_stored(value: Any) -> list[str]:
    """Return the list that a stored value holds; a plain text, of an older portal, is one item."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return [value]
    if isinstance(value, list):
        return [str(item) for item in value if item not in (None, "")]
    return [str(value)] if value not in (None, "") else []


def to_stored(items: list[str]) -> str:
    """Return the JSON text of a list, each item once."""
    return json.dumps(list(dict.fromkeys(items)), ensure_ascii=False)


def from_lines(value: Any) -> list[str]:
    """Return the items of a submitted list, or of a text area with one item per line."""
    items = from_stored(value)
    lines = [line.strip() for item in items for line in item.splitlines()]
    return [line for line in lines if line]
