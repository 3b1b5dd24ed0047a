"""What a measure may look at and what it answers.  Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, cast

from ckanext.opendatalab.fields.completeness import is_filled

Record = Mapping[str, Any]
Checks = Mapping[str, Mapping[str, str]]
Outcome = Literal["pass", "fail", "not_applicable", "not_measured"]
OUTCOMES: tuple[Outcome, ...] = ("pass", "fail", "not_applicable", "not_measured")

# Files that explain the data are not the data.
DOCUMENTATION = "documentation"
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True)
class Format:
    """What is known of a file format.

    ``open``: anybody may implement it; ``machine``: a program can use the content as data;
    ``tabular``: it holds rows and columns.  ``european``: it is in the European list of formats;
    ``european_open`` and ``european_machine``: as data.europa.eu sees it; ``french_closed``: as
    data.gouv.fr does.
    """

    code: str
    open: bool = False
    machine: bool = False
    tabular: bool = False
    european: bool = False
    european_open: bool = False
    european_machine: bool = False
    french_closed: bool = False


@dataclass(frozen=True)
class Licence:
    """What is known of a licence.  ``given``: it is one; ``free``: it grants reuse without a fee;
    ``european``: it is in the European table of licences.
    """

    given: bool = True
    open: bool = False
    free: bool = False
    european: bool = False


@dataclass(frozen=True)
class Facts:
    """What the portal knows: plain data.

    ``periods``: days between two updates by frequency; ``formats``: by :func:`format_key`;
    the names of the fields that the schema of this dataset's type has.
    """

    periods: Mapping[str, int | None] = field(default_factory=dict[str, "int | None"])
    formats: Mapping[str, Format] = field(default_factory=dict[str, Format])
    licences: Mapping[str, Licence] = field(default_factory=dict[str, Licence])
    dataset_fields: Collection[str] = frozenset()
    resource_fields: Collection[str] = frozenset()

    def format_of(self, resource: Record) -> Format | None:
        """Return the declared format of a file, ``None`` if it is missing or unknown."""
        return self.formats.get(format_key(text(resource.get("format"))))

    def period_of(self, dataset: Record) -> int | None:
        """Return the days between two updates, ``None`` where the frequency sets none."""
        return self.periods.get(text(dataset.get("frequency")))


@dataclass(frozen=True)
class Look:
    """What a measure sees: ``record`` is the dataset, or one of its files.

    ``fields``: those of the criterion that the schema has, the one to fill first; ``checks``: the
    outcomes of the checks of this file, by name.
    """

    record: Record
    dataset: Record
    fields: tuple[str, ...]
    arguments: Record
    today: date
    facts: Facts
    checks: Mapping[str, str] = field(default_factory=dict[str, str])

    def values(self) -> tuple[Any, ...]:
        """Return the values of the fields."""
        return tuple(self.record.get(name) for name in self.fields)


@dataclass(frozen=True)
class Answer:
    """What a measure says; ``turns_on``: the first day on which it says something else."""

    outcome: Outcome
    turns_on: date | None = None


Measure = Callable[[Look], Answer]

PASS = Answer("pass")
FAIL = Answer("fail")
NOT_APPLICABLE = Answer("not_applicable")
NOT_MEASURED = Answer("not_measured")


def met(yes: bool) -> Answer:
    """Return "pass" or "fail"."""
    return PASS if yes else FAIL


def text(value: Any) -> str:
    """Return a value as one line of text."""
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)


def format_key(written: str) -> str:
    """Return what tells formats apart: "JSON-LD", ".jsonld" and ".../file-type/JSON_LD" are one."""
    plain = written.rpartition("/")[2] if written.startswith(("http:", "https:")) else written
    return re.sub(r"[^a-z0-9]", "", plain.lower())


def records(value: Any) -> list[Record]:
    """Return the mappings of a list, whatever else somebody put there."""
    if not isinstance(value, list):
        return []
    return [cast(Record, one) for one in cast(list[Any], value) if isinstance(one, Mapping)]


def data_files(dataset: Record) -> list[Record]:
    """Return the files that hold data."""
    return [
        one
        for one in records(dataset.get("resources"))
        if text(one.get("resource_type")) != DOCUMENTATION
    ]


def checks_of(resource: Record, checks: Checks) -> Mapping[str, str]:
    """Return the outcomes of the checks of one file, by name."""
    return checks.get(text(resource.get("id")), _NOTHING)


def holds(record: Record, wanted: Record) -> bool:
    """Whether every one of these fields holds its value, or one of its values.

    "*" is any value.  A value is compared with the end of an address too: RESTRICTED is also
    .../access-right/RESTRICTED.
    """
    return all(_holds(record.get(name), expected) for name, expected in wanted.items())


def _holds(value: Any, expected: Any) -> bool:
    if expected == "*":
        return is_filled(value)
    wanted = {str(one).upper() for one in several(expected)}
    return any(
        str(one).upper() in wanted or str(one).rpartition("/")[2].upper() in wanted
        for one in several(value)
        if is_filled(one)
    )


def several(value: Any) -> Iterable[Any]:
    """Return a list as it is, and anything else as a list of one."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return cast(Iterable[Any], value)
    return (value,)
