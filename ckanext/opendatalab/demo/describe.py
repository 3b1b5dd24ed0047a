"""Turns an entry of the content into what CKAN's actions take, and its tables into files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ckanext.opendatalab.demo import files, tables
from ckanext.opendatalab.demo.content import Content, Entry, identity


@dataclass(frozen=True)
class Resource:
    """A resource as ``package_create`` takes it; ``filename``: :func:`make` gives its file."""

    metadata: dict[str, Any]
    filename: str | None
    entry: Entry


def package(content: Content, name: str) -> dict[str, Any]:
    """The dataset ``name`` without its resources; its organisation fills what it leaves out.

    Of one that is known of only, nobody said more than whom to ask.
    """
    entry = content.datasets[name]
    defaults = content.organizations[entry["organization"]]["defaults"]
    if entry.get("census"):
        defaults = {key: value for key, value in defaults.items() if key == "contact"}
    fields = {**defaults, **entry.get("fields", {})}
    return {
        "id": identity("package", name),
        "name": name,
        "type": "dataset",
        "title": entry["title"],
        "notes": entry.get("notes", ""),
        "tag_string": ",".join(entry.get("tags", [])),
        "owner_org": identity("group", entry["organization"]),
        "private": entry.get("private", False),
        "url": entry.get("url", ""),
        "version": entry.get("version", ""),
        **{key: value for key, value in fields.items() if value is not None},
    }


def resources(content: Content, name: str) -> Iterator[Resource]:
    """The resources of the dataset ``name``; ``repeat: 60`` gives sixty, with ``{n}`` counting."""
    for number, entry in enumerate(content.datasets[name].get("resources", []), 1):
        for n in range(1, entry.get("repeat", 1) + 1):
            yield _resource(name, number, n, entry)


def _resource(name: str, number: int, n: int, entry: Entry) -> Resource:
    def counted(text: str) -> str:
        return text.replace("{n}", f"{n:02d}")

    metadata = {
        "id": identity("resource", f"{name}/{number}/{n}"),
        "name": counted(entry["name"]),
        "description": counted(entry.get("description", "")),
        "format": entry["format"],
        "url": counted(entry.get("url", "")),
        **entry.get("fields", {}),
    }
    if "table" not in entry:
        return Resource(metadata, None, entry)
    options = entry.get("file", {})
    filename = options.get("name") or f"{name}.{entry['format'].lower()}"
    return Resource(metadata, counted(filename), entry)


def make(content: Content, name: str, resource: Resource) -> bytes:
    """The content of a resource's file."""
    organization = content.organizations[content.datasets[name]["organization"]]
    rows = tables.rows(
        resource.entry["table"],
        seed=resource.metadata["id"],
        place=tables.Place(**organization["place"]),
        words=content.words,
        today=content.today,
    )
    return files.write(resource.entry["format"], rows, resource.entry.get("file", {}))
