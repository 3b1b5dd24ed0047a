"""Reads ``criteria.yaml``, and what other extensions add to it.  Pure but for reading the file."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, cast

from ckanext.opendatalab.common.datafile import Source
from ckanext.opendatalab.quality.scoring import measures as ours
from ckanext.opendatalab.quality.scoring.situation import Measure, Record

FILE = Path(__file__).with_name("criteria.yaml")
MOST_WEIGHT = 100
# Grows when a measure says something else of the same dataset.
SCORER = "1"

Words = Mapping[str, str]
Scope = Literal["dataset", "resource"]

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,59}")
_REQUIRED = ("dimension", "weight", "measure", "fields", "label", "why", "fix")
_OPTIONAL = (
    "scope", "which", "files", "arguments", "when", "unless", "without_files", "excused", "timed",
)  # fmt: skip


@dataclass(frozen=True)
class Criterion:
    """One criterion; ``criteria.yaml`` says what each attribute means."""

    id: str
    dimension: str
    weight: int
    measure: str
    fields: tuple[str, ...]
    label: Words
    why: Words
    fix: Words
    scope: Scope
    which: Literal["every", "some"]
    files: Literal["data", "all"]
    arguments: Record
    when: Record
    unless: Record
    without_files: Literal["fail", "not_applicable"]
    excused: Record
    timed: bool


@dataclass(frozen=True)
class Criteria:
    """All criteria, in the order of the page; ``version`` changes when a score may change."""

    criteria: tuple[Criterion, ...]
    dimensions: Mapping[str, Words]
    measures: Mapping[str, Measure]
    version: str = ""

    @cached_property
    def by_id(self) -> Mapping[str, Criterion]:
        """The criteria by their ids."""
        return {one.id: one for one in self.criteria}


def load(path: Path = FILE) -> Criteria:
    """Return what a file says.

    :raises ValueError: the file is malformed; the message names file, key and what is expected
    """
    source = Source(path)
    source.only("(the file)", source.data, ("version", "dimensions", "criteria"))
    dimensions = {
        name: source.wording(f"dimensions.{name}", words)
        for name, words in source.mapping("dimensions", source.data.get("dimensions")).items()
    }
    found = tuple(_criteria(source, dimensions, ours.MEASURES))
    return _stamped(Criteria(found, dimensions, ours.MEASURES))


def add(known: Criteria, given: Any, where: str) -> Criteria:
    """Return ``known`` and what another extension gives: ``criteria`` as in the file and
    ``measures``, functions by name.  ``where``: who gives it, for the messages.

    :raises ValueError: it does not fit; the message names ``where``, key and what is expected
    """
    source = _Given(where, given)
    source.only("(what it gives)", source.data, ("criteria", "measures"))
    added = source.mapping("measures", source.data.get("measures", {}))
    for name, function in added.items():
        if not callable(function):
            raise source.error(f"measures.{name}", function, "a function of a Look")
        if name in known.measures:
            raise source.error(f"measures.{name}", name, "a name that no other measure has")
    measures = {**known.measures, **cast(Mapping[str, Measure], added)}
    more = tuple(_criteria(source, known.dimensions, measures))
    for one in more:
        if one.id in known.by_id:
            raise source.error(f"criteria.{one.id}", one.id, "an id that no other criterion has")
    return _stamped(Criteria((*known.criteria, *more), known.dimensions, measures))


def weigh(known: Criteria, weights: Mapping[str, int]) -> Criteria:
    """Return ``known`` with other weights.

    :raises ValueError: the message names what is wrong and what is expected
    """
    for name, weight in weights.items():
        if name not in known.by_id:
            raise ValueError(f"{name!r} is no criterion: expected one of {', '.join(known.by_id)}")
        if not 0 <= weight <= MOST_WEIGHT:
            raise ValueError(f"{name}:{weight}: expected a weight between 0 and {MOST_WEIGHT}")
    found = tuple(replace(one, weight=weights.get(one.id, one.weight)) for one in known.criteria)
    if not any(one.weight for one in found):
        raise ValueError("every weight is 0: expected one criterion at least with a weight above 0")
    return _stamped(replace(known, criteria=found))


def fingerprint(*parts: Any) -> str:
    """Return a short text that differs where these values do."""
    written = json.dumps(parts, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def _stamped(known: Criteria) -> Criteria:
    # Wordings are read when they are shown: they change no score.
    words = ("label", "why", "fix")
    rules = [{k: v for k, v in asdict(one).items() if k not in words} for one in known.criteria]
    return replace(known, version=fingerprint(SCORER, rules))


class _Given(Source):
    """Data that another extension hands over, read as strictly as a file of ours."""

    def __init__(self, where: str, data: Any) -> None:
        self.path = Path(where)
        self.data = self.mapping("(what it gives)", data)


def _criteria(
    source: Source, dimensions: Mapping[str, Words], measures: Mapping[str, Measure]
) -> Iterator[Criterion]:
    for identifier, value in source.mapping("criteria", source.data.get("criteria")).items():
        key = f"criteria.{identifier}"
        if not _IDENTIFIER.fullmatch(identifier):
            raise source.error(key, identifier, "an id of small letters, digits and underscores")
        yield _criterion(source, key, identifier, value, dimensions, measures)


def _criterion(
    source: Source,
    key: str,
    identifier: str,
    value: Any,
    dimensions: Mapping[str, Words],
    measures: Mapping[str, Measure],
) -> Criterion:
    entry = source.mapping(key, value)
    source.only(key, entry, (*_REQUIRED, *_OPTIONAL))
    for name in _REQUIRED:
        if name not in entry:
            raise source.error(f"{key}.{name}", None, "a value: the key is missing")
    fields = source.texts(f"{key}.fields", entry["fields"])
    if not fields:
        raise source.error(f"{key}.fields", entry["fields"], "one form field at least")
    measure = source.choice(f"{key}.measure", entry["measure"], measures)

    def choose(name: str, default: str, other: str) -> Any:
        return source.choice(f"{key}.{name}", entry.get(name, default), (default, other))

    def some(name: str) -> dict[str, Any]:
        return source.mapping(f"{key}.{name}", entry.get(name, {}))

    return Criterion(
        id=identifier,
        dimension=source.choice(f"{key}.dimension", entry["dimension"], dimensions),
        weight=_weight(source, f"{key}.weight", entry["weight"]),
        measure=measure,
        fields=fields,
        label=source.wording(f"{key}.label", entry["label"]),
        why=source.wording(f"{key}.why", entry["why"]),
        fix=source.wording(f"{key}.fix", entry["fix"]),
        scope=choose("scope", "dataset", "resource"),
        which=choose("which", "every", "some"),
        files=choose("files", "data", "all"),
        arguments=_arguments(source, f"{key}.arguments", measure, some("arguments")),
        when=some("when"),
        unless=some("unless"),
        without_files=choose("without_files", "not_applicable", "fail"),
        excused=some("excused"),
        timed=source.flag(f"{key}.timed", entry.get("timed", False)),
    )


def _weight(source: Source, key: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_WEIGHT:
        raise source.error(key, value, f"a whole number between 0 and {MOST_WEIGHT}")
    return value


def _arguments(source: Source, key: str, measure: str, given: dict[str, Any]) -> Record:
    if measure not in ours.MEASURES:
        return given
    required = ours.REQUIRED.get(measure, frozenset[str]())
    source.only(key, given, required | ours.OPTIONAL.get(measure, frozenset[str]()))
    for name in sorted(required):
        if name not in given:
            raise source.error(f"{key}.{name}", None, f"a value: the measure {measure} needs it")
    for name in ("characters", "number"):
        if name in given and (not isinstance(given[name], int) or given[name] < 0):
            raise source.error(f"{key}.{name}", given[name], "a whole number")
    return given
