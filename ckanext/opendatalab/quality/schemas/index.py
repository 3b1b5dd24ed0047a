"""The index of the official schemas: ``index.yaml`` read once, and what names an entry of it."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from ckanext.opendatalab.common.datafile import Source

Kind = Literal["table", "json", "other"]

SITE = "https://schema.data.gouv.fr/"
LATEST = "latest"
OWN = "own/"

_IDENTIFIER = re.compile(r"[A-Za-z0-9][\w-]*/[A-Za-z0-9][\w-]*", re.ASCII)
_VERSION = re.compile(r"v?\d+(\.[0-9A-Za-z-]+){0,5}", re.ASCII)
_KEYS = ("id", "version", "title", "kind", "group", "address", "validator", "required", "columns")


@dataclass(frozen=True)
class Entry:
    """An official schema.  ``address``: of its latest version; ``required`` and ``columns``: the
    columns that a file must have and those that it may have; none where it is no table.
    """

    id: str
    version: str
    title: Mapping[str, str]
    kind: Kind
    group: str
    address: str
    validator: str
    required: tuple[str, ...]
    columns: tuple[str, ...]

    @property
    def documentation(self) -> str:
        """The address of the page that explains it."""
        return f"{SITE}{self.id}/"


@dataclass(frozen=True)
class Match:
    """What somebody named: an entry and, unless it is the latest, which version of it."""

    entry: Entry
    version: str = ""
    given: str = ""  # the address of that version's file, if it was named by it

    @property
    def key(self) -> str:
        """What the file of that version is kept under."""
        return f"{self.entry.id}@{self.version}" if self.version else self.entry.id

    @property
    def address(self) -> str:
        """Where the file of that version is."""
        if self.given or not self.version:
            return self.given or self.entry.address
        return self.entry.address.replace(f"/{LATEST}/", f"/{self.version}/", 1)


@dataclass(frozen=True)
class Index:
    """Every entry by its identifier, in the order of lists, and the titles of their groups."""

    groups: Mapping[str, Mapping[str, str]]
    entries: Mapping[str, Entry]

    def find(self, text: str) -> Match | None:
        """Return which entry a text names: its identifier, the address of the file of any of its
        versions, or of any page about it; ``None``: none of them.
        """
        named = text.strip()
        if _IDENTIFIER.fullmatch(named):
            return self._match(named.split("/"))
        try:
            parts = urlsplit(named)
        except ValueError:
            return None
        if parts.scheme not in ("http", "https") or parts.netloc.lower() != urlsplit(SITE).netloc:
            return None
        path = [part for part in parts.path.split("/") if part]
        if path[:1] != ["schemas"]:
            return self._match(path)
        is_file = parts.path.endswith(".json")
        return self._match(path[1:], SITE + "/".join(path) if is_file else "")

    def kept_under(self, key: str) -> Match | None:
        """Return the entry and version whose file is kept under a key."""
        name, _, version = key.partition("@")
        entry = self.entries.get(name)
        return entry and Match(entry, version)

    def _match(self, path: list[str], address: str = "") -> Match | None:
        entry = self.entries.get("/".join(path[:2])) or self._folded.get(
            "/".join(path[:2]).casefold()
        )
        if entry is None or len(path) == 2:
            return entry and Match(entry)
        version = path[2].removesuffix(".html")
        if version == LATEST:
            return Match(entry)
        return Match(entry, version, address) if _VERSION.fullmatch(version) else None

    @functools.cached_property
    def _folded(self) -> Mapping[str, Entry]:
        return {name.casefold(): entry for name, entry in self.entries.items()}


@functools.cache
def load() -> Index:
    """Return the index.

    :raises ValueError: the file is malformed; the message names file, key and what is expected
    """
    return parse(Path(__file__).with_name("index.yaml"))


def parse(path: Path) -> Index:
    """Return the index that a file holds.

    :raises ValueError: as :func:`load`
    """
    source = Source(path)
    source.only("(the file)", source.data, ("version", "groups", "schemas"))
    groups: dict[str, Mapping[str, str]] = {}
    for key, group in _mappings(source, "groups"):
        source.only(key, group, ("key", "title"))
        groups[source.text(f"{key}.key", group.get("key"))] = source.wording(
            f"{key}.title", group.get("title")
        )
    entries: dict[str, Entry] = {}
    for key, given in _mappings(source, "schemas"):
        entry = _entry(source, key, given, groups)
        if entry.id in entries:
            raise source.error(f"{key}.id", entry.id, "an identifier that is there once")
        entries[entry.id] = entry
    return Index(groups, entries)


def _mappings(source: Source, name: str) -> list[tuple[str, dict[str, Any]]]:
    given = source.data.get(name)
    if not isinstance(given, list):
        raise source.error(name, given, "a list")
    keys = [f"{name}[{at}]" for at in range(len(given))]
    return [(key, source.mapping(key, one)) for key, one in zip(keys, given, strict=True)]


def _entry(source: Source, key: str, given: dict[str, Any], groups: Mapping[str, Any]) -> Entry:
    source.only(key, given, _KEYS)
    identifier = source.text(f"{key}.id", given.get("id"))
    if not _IDENTIFIER.fullmatch(identifier) or identifier.startswith(OWN):
        raise source.error(f"{key}.id", identifier, "an identifier like scdl/budget")
    address = source.address(f"{key}.address", given.get("address"))
    if f"/{identifier}/{LATEST}/" not in address:
        raise source.error(f"{key}.address", address, "the address of the latest version")
    kind = source.choice(f"{key}.kind", given.get("kind"), get_args(Kind))
    required = source.texts(f"{key}.required", given.get("required", []))
    columns = source.texts(f"{key}.columns", given.get("columns", []))
    if (kind == "table") != bool(required or columns):
        raise source.error(f"{key}.required", list(required), "columns for a table, and only there")
    validator = given.get("validator")
    return Entry(
        id=identifier,
        version=source.text(f"{key}.version", given.get("version")),
        title=source.wording(f"{key}.title", given.get("title")),
        kind=kind,
        group=source.choice(f"{key}.group", given.get("group"), groups),
        address=address,
        validator="" if validator is None else source.address(f"{key}.validator", validator),
        required=required,
        columns=columns,
    )
