"""Says what an import changes in a dataset that is already there.  Pure.

Only what the file says is looked at; an empty cell changes nothing.  What people added since is
theirs: keywords, themes, languages and documents are added to, never removed; a group (contact,
publisher, period, territory) that already says what the file says, and more, stays; lines are added
to ``provenance``.  A single value of the file replaces the portal's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

_LISTS = frozenset({"theme", "language", "documentation"})


def changes(current: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields to write for ``current`` to say all that ``wanted`` says, if any."""
    found: dict[str, Any] = {}
    for name, value in wanted.items():
        there = current.get(name)
        merged = _merged(name, there, value)
        if merged != there and not (merged in ("", [], None) and not there):
            found[name] = merged
    return found


def _merged(name: str, there: Any, value: Any) -> Any:
    if name == "tags":
        return _with_tags(there or [], value)
    if name in _LISTS:
        known = cast("list[str]", there or [])
        return known + [item for item in value if item not in known]
    if name == "provenance":
        known_text = str(there or "")
        lines = [line for line in value.split("\n") if line not in known_text]
        return "\n".join(filter(None, [known_text, *lines]))
    if isinstance(value, list):
        groups = cast("list[dict[str, str]]", there or [])
        wanted = cast("list[dict[str, str]]", value)[0]
        said = any(all(group.get(key) == part for key, part in wanted.items()) for group in groups)
        return groups if said else [wanted]
    return value


def _with_tags(there: list[dict[str, Any]], wanted: list[dict[str, str]]) -> list[dict[str, Any]]:
    known = {tag["name"].casefold() for tag in there}
    added = [tag for tag in wanted if tag["name"].casefold() not in known]
    # Nothing added: the very list that is there, so that it compares equal.
    return [*({"name": tag["name"]} for tag in there), *added] if added else there
