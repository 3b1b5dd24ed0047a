"""What the portal knows that a score needs, as plain data for the pure rules."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckanext.scheming.plugins import SchemingDatasetsPlugin

from ckanext.opendatalab.common.datafile import Source
from ckanext.opendatalab.fields import vocabulary
from ckanext.opendatalab.licence import register
from ckanext.opendatalab.quality.scoring.situation import Facts, Format, Licence, format_key

FILE = Path(__file__).with_name("formats.yaml")

# What CKAN's own form asks, where no schema says it.
CORE_DATASET_FIELDS = frozenset(
    {"title", "notes", "tag_string", "license_id", "author_email", "maintainer_email", "owner_org"}
)
CORE_RESOURCE_FIELDS = frozenset({"url", "name", "description", "format"})


def of(dataset_type: str) -> Facts:
    """Return the facts for datasets of a type: only fields that its schema has are asked for."""
    dataset_fields, resource_fields = _fields(dataset_type)
    return Facts(periods(), _offered_formats(), licences(), dataset_fields, resource_fields)


def _fields(dataset_type: str) -> tuple[frozenset[str], frozenset[str]]:
    plugin = SchemingDatasetsPlugin.instance
    schema = plugin._expanded_schemas.get(dataset_type) if plugin else None
    if schema is None:
        return CORE_DATASET_FIELDS, CORE_RESOURCE_FIELDS
    names = [
        frozenset(one["field_name"] for one in schema.get(part) or () if "field_name" in one)
        for part in ("dataset_fields", "resource_fields")
    ]
    # Every file has an address, whatever the schema says.
    return names[0], names[1] | {"url"}


@functools.cache
def periods() -> Mapping[str, int | None]:
    """Return the days between two updates, by frequency: its address and its code."""
    found: dict[str, int | None] = {}
    for entry in vocabulary.get("frequency").entries:
        days = entry.facts.get("days")
        found[entry.value] = found[entry.code] = days
    return found


def licences() -> Mapping[str, Licence]:
    """Return what is known of each licence: of our register, and of the portal's own list."""
    ours = registered_licences()
    offered = model.Package.get_license_register()
    more = {
        name: Licence(open=getattr(one, "od_conformance", "") == "approved")
        for name, one in offered.items()
        if name not in ours
    }
    return {**more, **ours}


@functools.cache
def registered_licences() -> dict[str, Licence]:
    """Return what our own register says of each licence."""
    return {
        name: Licence(
            given=one.crpa != "none", open=one.open, free=one.free, european=bool(one.eu_uri)
        )
        for name, one in register.load().licences.items()
    }


def _offered_formats() -> Mapping[str, Format]:
    """Return every format that is known, by :func:`format_key`: CKAN's list has more of them."""
    return _with_names_of_ckan(_names_of_ckan())


def _names_of_ckan() -> tuple[tuple[str, str], ...]:
    # CKAN keeps its list; the administrator may have given another one.
    return tuple((alias, names[1]) for alias, names in tk.h.resource_formats().items())


@functools.lru_cache(maxsize=2)
def _with_names_of_ckan(names: tuple[tuple[str, str], ...]) -> Mapping[str, Format]:
    ours = formats()
    found = dict(ours)
    for alias, code in names:
        known = ours.get(format_key(code)) or ours.get(format_key(alias)) or Format(code)
        for name in (alias, code):
            found.setdefault(format_key(name), known)
    found.pop("", None)
    return found


@functools.cache
def formats() -> Mapping[str, Format]:
    """Return the formats of our own files, by :func:`format_key`.

    :raises ValueError: ``formats.yaml`` is malformed; the message names key and expected value
    """
    source = Source(FILE)
    source.only(
        "(the file)",
        source.data,
        ("version", "formats", "tabular", "aliases", "european", "french_closed"),
    )
    found = {one.code: one for one in _listed(source)}
    lists = source.mapping("european", source.data.get("european"))
    for key, value, attribute in (
        ("tabular", source.data.get("tabular"), "tabular"),
        ("european.known", lists.get("known"), "european"),
        ("european.non_proprietary", lists.get("non_proprietary"), "european_open"),
        ("european.machine_readable", lists.get("machine_readable"), "european_machine"),
        ("french_closed", source.data.get("french_closed"), "french_closed"),
    ):
        for code in source.texts(key, value):
            source.choice(key, code, found)
            found[code] = replace(found[code], **{attribute: True})
    named = {format_key(code): one for code, one in found.items()}
    for code, value in source.mapping("aliases", source.data.get("aliases")).items():
        source.choice("aliases", code, found)
        for alias in source.texts(f"aliases.{code}", value):
            if named.setdefault(format_key(alias), found[code]) != found[code]:
                raise source.error(f"aliases.{code}", alias, "a name of one format only")
    return named


def _listed(source: Source) -> Iterator[Format]:
    for entry in vocabulary.get("file_type").entries:
        yield Format(entry.code, open=entry.facts["open"], machine=entry.facts["machine"])
    for code, value in source.mapping("formats", source.data.get("formats")).items():
        key = f"formats.{code}"
        flags = source.mapping(key, value)
        source.only(key, flags, ("open", "machine"))
        yield Format(
            code,
            open=source.flag(f"{key}.open", flags.get("open")),
            machine=source.flag(f"{key}.machine", flags.get("machine")),
        )
