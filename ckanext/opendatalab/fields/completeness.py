"""What a description still lacks: items of ``completeness.yaml`` applied to one dataset.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, cast

Level = Literal["expected", "advice"]
Record = Mapping[str, Any]

SOURCE = "completeness.yaml"


@dataclass(frozen=True)
class Item:
    """One thing to ask of a dataset, or of each of its resources."""

    id: str
    level: Level
    scope: Literal["dataset", "resource"]
    fields: tuple[str, ...]
    check: str
    message: Mapping[str, str]
    arguments: Record = field(default_factory=dict[str, Any])
    when: Record = field(default_factory=dict[str, Any])
    unless: Record = field(default_factory=dict[str, Any])


@dataclass(frozen=True)
class Gap:
    """An item that the dataset does not meet; ``field`` is the one to fill."""

    item: Item
    field: str
    resources: tuple[Record, ...] = ()


@dataclass(frozen=True)
class Assessment:
    """Every gap of one dataset, on the day it was assessed."""

    gaps: tuple[Gap, ...]
    day: date

    def of(self, level: Level) -> tuple[Gap, ...]:
        """The gaps of one level."""
        return tuple(gap for gap in self.gaps if gap.item.level == level)

    @property
    def complete(self) -> bool:
        """Whether nothing that is expected before submission is missing."""
        return not self.of("expected")


def assess(
    items: Iterable[Item],
    dataset: Record,
    dataset_fields: Collection[str],
    resource_fields: Collection[str],
    today: date,
) -> Assessment:
    """Apply ``items`` to ``dataset``; only fields that its schema has are asked for."""
    gaps: list[Gap] = []
    resources = _records(dataset.get("resources"))
    for item in items:
        known = resource_fields if item.scope == "resource" else {*dataset_fields, "resources"}
        fields = tuple(name for name in item.fields if name in known)
        if not fields:
            continue
        if item.scope == "dataset":
            if _asked(item, dataset) and not _met(item, dataset):
                gaps.append(Gap(item, fields[0]))
            continue
        lacking = tuple(one for one in resources if _asked(item, one) and not _met(item, one))
        if lacking:
            gaps.append(Gap(item, fields[0], lacking))
    return Assessment(tuple(gaps), today)


def load(content: Any) -> tuple[Item, ...]:
    """Return the items of the parsed file ``content``.

    :raises ValueError: it names file, item, key and what is expected
    """
    entries = cast(dict[str, Any], content).get("items") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise ValueError(f"{SOURCE}: 'items' must be a list")
    items = tuple(_item(entry) for entry in cast(list[Any], entries))
    seen: set[str] = set()
    for item in items:
        if item.id in seen:
            raise ValueError(f"{SOURCE}: item {item.id!r} occurs twice")
        seen.add(item.id)
    return items


def is_filled(value: Any) -> bool:
    """Whether ``value`` says anything; blank text and lists of blanks do not."""
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, Mapping):
        return any(is_filled(one) for one in cast(Record, value).values())
    if isinstance(value, (list, tuple)):
        return any(is_filled(one) for one in cast(list[Any], value))
    return value is not None


# ------------------------------------------------------------------ checks


def _filled(value: Any, arguments: Record, record: Record) -> bool:
    refused = arguments.get("except", ())
    return is_filled(value) and value not in refused


def _group(value: Any, arguments: Record, record: Record) -> bool:
    every: list[str] = arguments.get("all", [])
    some: list[str] = arguments.get("any", [])
    return any(
        all(is_filled(one.get(name)) for name in every)
        and (not some or any(is_filled(one.get(name)) for name in some))
        for one in _records(value)
    )


def _longer(value: Any, arguments: Record, record: Record) -> bool:
    # Nothing at all is another item's matter.
    return not is_filled(value) or len(str(value).strip()) >= int(arguments["characters"])


def _not_among(value: Any, arguments: Record, record: Record) -> bool:
    return not _holds(value, arguments["values"])


def _not_file_name(value: Any, arguments: Record, record: Record) -> bool:
    name = str(value or "").strip()
    file_name = str(record.get("url") or "").rstrip("/").rpartition("/")[2]
    stem = file_name.rpartition(".")[0]
    return bool(name) and name.lower() not in (file_name.lower(), stem.lower())


def _in_order(value: Any, arguments: Record, record: Record) -> bool:
    # A list is of groups that hold both days; otherwise the record itself holds them.
    groups = _records(value) if isinstance(value, list) else [record]
    return not any(
        _reversed(one.get(arguments["start"]), one.get(arguments["end"])) for one in groups
    )


def _reversed(start: Any, end: Any) -> bool:
    # ISO dates order as text does, down to the part that both give: 2025 ends after 2025-03.
    first, last = str(start or ""), str(end or "")
    length = min(len(first), len(last), 10)
    return bool(length) and last[:length] < first[:length]


_CHECKS: dict[str, Callable[[Any, Record, Record], bool]] = {
    "filled": _filled,
    "group": _group,
    "longer": _longer,
    "not_among": _not_among,
    "not_file_name": _not_file_name,
    "in_order": _in_order,
}
_ARGUMENTS: dict[str, set[str]] = {
    "filled": {"except"},
    "group": {"all", "any"},
    "longer": {"characters"},
    "not_among": {"values"},
    "not_file_name": set(),
    "in_order": {"start", "end"},
}


def _met(item: Item, record: Record) -> bool:
    check = _CHECKS[item.check]
    return any(check(record.get(name), item.arguments, record) for name in item.fields)


def _asked(item: Item, record: Record) -> bool:
    wanted = all(_holds(record.get(name), value) for name, value in item.when.items())
    excused = any(_holds(record.get(name), value) for name, value in item.unless.items())
    return wanted and not excused


def _holds(value: Any, expected: Any) -> bool:
    if expected == "*":
        return is_filled(value)
    one_of = cast(list[Any], expected) if isinstance(expected, list) else [expected]
    wanted = {str(one).upper() for one in one_of}
    values = cast(list[Any], value) if isinstance(value, list) else [value]
    return any(
        str(one).upper() in wanted or str(one).rpartition("/")[2].upper() in wanted
        for one in values
        if is_filled(one)
    )


def _records(value: Any) -> list[Record]:
    if not isinstance(value, list):
        return []
    return [cast(Record, one) for one in cast(list[Any], value) if isinstance(one, Mapping)]


# ------------------------------------------------------------------ loading

_KEYS = {
    "id", "level", "scope", "field", "fields", "check", "arguments", "when", "unless", "message",
}  # fmt: skip


def _item(entry: Any) -> Item:
    if not isinstance(entry, dict) or "id" not in entry:
        raise ValueError(f"{SOURCE}: every item needs an 'id', but one is {entry!r}")
    data = cast(dict[str, Any], entry)
    place = f"{SOURCE}, item {data['id']!r}"
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise ValueError(f"{place}: unknown key {unknown[0]!r}")
    _one_of(place, "level", data.get("level"), ("expected", "advice"))
    _one_of(place, "scope", data.get("scope", "dataset"), ("dataset", "resource"))
    _one_of(place, "check", data.get("check"), tuple(_CHECKS))
    fields = [data["field"]] if "field" in data else data.get("fields")
    if not isinstance(fields, list) or not fields:
        raise ValueError(f"{place}: 'field' or 'fields' must name a form field")
    message: Any = data.get("message")
    if not isinstance(message, dict) or not {"en", "fr"} <= set(cast(Record, message)):
        raise ValueError(f"{place}: 'message' must have 'en' and 'fr'")
    arguments: Record = data.get("arguments", {})
    wrong = sorted(set(arguments) - _ARGUMENTS[data["check"]])
    if wrong:
        raise ValueError(f"{place}: check {data['check']!r} knows no argument {wrong[0]!r}")
    return Item(
        id=str(data["id"]),
        level=data["level"],
        scope=data.get("scope", "dataset"),
        fields=tuple(str(name) for name in cast(list[Any], fields)),
        check=data["check"],
        message=cast(Mapping[str, str], message),
        arguments=arguments,
        when=data.get("when", {}),
        unless=data.get("unless", {}),
    )


def _one_of(place: str, key: str, value: Any, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{place}: '{key}' is {value!r}; expected one of {', '.join(allowed)}")
