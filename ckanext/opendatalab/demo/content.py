"""Reads the demonstration's content (content/*.yaml) and refuses what its loader could not use.

Dates move with the day of loading: any text may hold ``{today-30}`` or ``{year-1}``.
What the demonstration makes is recognised by its id, computed from its name: see :func:`identity`.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from ckanext.opendatalab.demo import circuit, files, law, tables
from ckanext.opendatalab.demo.circuit import Circuit
from ckanext.opendatalab.demo.law import ContentError, Law
from ckanext.opendatalab.workflow.engine import register

FOLDER = Path(__file__).with_name("content")
NAMESPACE = uuid.UUID("0d1d3a0e-5a5e-4d6e-9d0b-000000000001")
MOMENT = re.compile(r"\{(today|year)([+-]\d+)?\}")

Entry = dict[str, Any]


def identity(kind: str, name: str) -> str:
    """The id of everything that the demonstration makes: nothing else on a portal has it."""
    return str(uuid.uuid5(NAMESPACE, f"{kind}/{name}"))


@dataclass(frozen=True)
class Content:
    """The demonstration's content, by name, with today's dates filled in."""

    today: date
    organizations: Mapping[str, Entry]
    accounts: Mapping[str, Entry]
    datasets: Mapping[str, Entry]
    words: tables.Words
    law: Law = field(default_factory=Law)
    circuit: Circuit = field(default_factory=Circuit)
    # By name: whose it is, and the Table Schema.
    schemas: Mapping[str, tuple[str, Entry]] = field(default_factory=dict)

    def only(self, datasets: Iterable[str], accounts: Iterable[str]) -> Content:
        """The same with these datasets, their organisations and these accounts only."""
        kept = {name: self.datasets[name] for name in datasets}
        organizations = {
            entry["organization"]: self.organizations[entry["organization"]]
            for entry in kept.values()
        }
        people = {name: dict(self.accounts[name]) for name in accounts}
        for entry in people.values():
            for key in ("memberships", "roles"):
                given = entry.get(key, {})
                entry[key] = {k: v for k, v in given.items() if k in organizations}
        return replace(
            self,
            datasets=kept,
            organizations=organizations,
            accounts=people,
            law=self.law.only(kept, organizations, people),
            circuit=self.circuit.only(kept, people),
            schemas={k: one for k, one in self.schemas.items() if one[0] in organizations},
        )

    @cached_property
    def ids(self) -> dict[str, str]:
        """Id → kind and name of everything that this content makes."""
        kinds = {"user": self.accounts, "group": self.organizations, "package": self.datasets}
        return {
            identity(kind, name): f"{kind}/{name}"
            for kind, entries in kinds.items()
            for name in entries
        }


def read(today: date, folder: Path = FOLDER) -> Content:
    """Return the content of ``folder``.

    :raises ContentError: names the file, the entry and what is expected
    """
    organizations = _named(folder / "organizations.yaml", "organizations", today, ORGANIZATION)
    accounts = _named(folder / "accounts.yaml", "accounts", today, ACCOUNT)
    words = _load(folder / "words.yaml", today)
    datasets: dict[str, Entry] = {}
    for file in sorted((folder / "datasets").glob("*.yaml")):
        for name, entry in _named(file, "datasets", today, DATASET).items():
            if name in datasets:
                raise ContentError(f"{file.name}: dataset {name} has the name of another one")
            _check_dataset(f"{file.name}: {name}", entry, organizations)
            datasets[name] = entry
    for name, entry in accounts.items():
        unknown = {*entry.get("memberships", {}), *entry.get("roles", {})} - set(organizations)
        if unknown:
            raise ContentError(f"accounts.yaml: {name}: no such organization: {sorted(unknown)}")
    legal = {
        file.name: _load(file, today) or {} for file in sorted((folder / "legal").glob("*.yaml"))
    }
    of_law = law.parse(legal, datasets, organizations, accounts)
    moved = folder / "circuit.yaml"
    known = register.words().transitions
    paths = circuit.parse(
        _load(moved, today) if moved.exists() else None, datasets, accounts, known
    )
    schemas = _schemas(folder / "schemas.yaml", today, organizations)
    return Content(today, organizations, accounts, datasets, words, of_law, paths, schemas)


# Keys of each kind of entry: those it needs, those it may have.
Keys = tuple[set[str], set[str]]
ORGANIZATION: Keys = ({"title", "description", "siren", "place", "defaults"}, set())
ACCOUNT: Keys = ({"fullname", "about"}, {"memberships", "roles", "sysadmin"})
DATASET: Keys = (
    {"organization", "title"},
    {"notes", "tags", "url", "version", "private", "fields", "resources", "census", "quality"},
)
SCHEMA: Keys = ({"organization", "schema"}, set())
RESOURCE: Keys = (
    {"name", "format"},
    {"description", "url", "file", "table", "repeat", "fields"},
)


def _load(file: Path, today: date) -> Any:
    try:
        return fill(yaml.safe_load(file.read_text(encoding="utf-8")), today)
    except (OSError, yaml.YAMLError) as error:
        raise ContentError(f"{file.name}: {error}") from error


def _schemas(
    file: Path, today: date, organizations: Mapping[str, Entry]
) -> dict[str, tuple[str, Entry]]:
    if not file.exists():
        return {}
    found: dict[str, tuple[str, Entry]] = {}
    for name, entry in _named(file, "schemas", today, SCHEMA).items():
        if entry["organization"] not in organizations:
            raise ContentError(f"{file.name}: {name}: no such organization")
        found[name] = (entry["organization"], entry["schema"])
    return found


def _named(file: Path, key: str, today: date, keys: Keys) -> dict[str, Entry]:
    entries = (_load(file, today) or {}).get(key)
    if not isinstance(entries, dict):
        raise ContentError(f"{file.name}: expected a mapping {key!r}")
    for name, entry in entries.items():
        _check_keys(f"{file.name}: {name}", entry, keys)
    return entries


def _check_keys(where: str, entry: Any, keys: Keys) -> None:
    needed, possible = keys
    if not isinstance(entry, dict):
        raise ContentError(f"{where}: expected a mapping, found {entry!r}")
    missing, unknown = needed - set(entry), set(entry) - needed - possible
    if missing or unknown:
        raise ContentError(
            f"{where}: missing {sorted(missing)}, unknown {sorted(unknown)}; "
            f"expected {sorted(needed)}, perhaps {sorted(possible)}"
        )


def _check_dataset(where: str, entry: Entry, organizations: Mapping[str, Entry]) -> None:
    if entry["organization"] not in organizations:
        raise ContentError(f"{where}: no such organization: {entry['organization']!r}")
    for number, resource in enumerate(entry.get("resources", []), 1):
        spot = f"{where}: resource {number}"
        _check_keys(spot, resource, RESOURCE)
        if ("url" in resource) == ("table" in resource):
            raise ContentError(f"{spot}: give either url or table")
        if "table" in resource:
            _check_table(spot, resource)


def _check_table(spot: str, resource: Entry) -> None:
    if resource["format"] not in files.WRITERS:
        raise ContentError(f"{spot}: format is one of {', '.join(files.WRITERS)}")
    table = resource["table"]
    if not isinstance(table, dict) or not {"rows", "columns"} <= set(table):
        raise ContentError(f"{spot}: table needs rows and columns")
    for key, column in table["columns"].items():
        try:
            tables.kind_of(column)
        except ValueError as error:
            raise ContentError(f"{spot}: column {key}: {error}") from error


def fill(value: Any, today: date) -> Any:
    """Replace ``{today-30}`` and ``{year-1}`` in every text of ``value``."""
    if isinstance(value, str):
        return MOMENT.sub(lambda found: _moment(found, today), value)
    if isinstance(value, list):
        return [fill(item, today) for item in value]
    if isinstance(value, dict):
        return {key: fill(item, today) for key, item in value.items()}
    return value


def _moment(found: re.Match[str], today: date) -> str:
    unit, offset = found[1], int(found[2] or 0)
    if unit == "year":
        return str(today.year + offset)
    return (today + timedelta(days=offset)).isoformat()
