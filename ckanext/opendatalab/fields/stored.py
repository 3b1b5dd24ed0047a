"""What the database holds for the value being validated.

An existing portal may hold values that our rules refuse.  They stay as long as nobody changes them.
"""

from __future__ import annotations

from typing import Any

from ckanext.opendatalab.fields import schema, stored_lists
from ckanext.opendatalab.fields.groups import groups_of


def is_unchanged(key: tuple[Any, ...], value: Any, data: Any, context: Any) -> bool:
    """Whether ``value`` is what the dataset (or its resource) already holds under ``key``.

    A group may have moved up or down: any group of the dataset that holds the text counts.
    """
    package = context.get("package")
    if package is None or not isinstance(value, str):
        return False
    if key[0] == "resources":
        known = _of_resource(package, data.get((*key[:2], "id")), key[-1])
    elif len(key) == 1:
        known = stored_lists.from_stored(package.extras.get(key[0]))
        known.append(package.extras.get(key[0]) or "")
    else:
        known = _of_groups(package, key[0], key[-1])
    return _plain(value) in {_plain(text) for text in known}


def _of_resource(package: Any, resource_id: Any, name: str) -> list[str]:
    for resource in package.resources:
        if resource.id == resource_id:
            value = getattr(resource, name, None) or (resource.extras or {}).get(name)
            return stored_lists.from_stored(value)
    return []


def _of_groups(package: Any, name: str, subfield: str) -> list[str]:
    field = schema.our_fields(package.type).get(name)
    groups = groups_of(package.extras.get(name), field) if field else []
    return [str(group[subfield]) for group in groups if group.get(subfield)]


def _plain(text: str) -> str:
    # A browser sends the ends of lines as two characters.
    return text.replace("\r\n", "\n").strip()
