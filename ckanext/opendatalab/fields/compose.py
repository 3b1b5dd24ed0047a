"""Adds the fields of the overlay to an administrator's scheming schema.  Pure.

The administrator's schema wins: none of his fields is changed, moved or removed, and composing
twice gives what composing once gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal, cast

Field = dict[str, Any]
Presets = Mapping[str, Mapping[str, Any]]
Outcome = Literal["added", "kept", "skipped"]

_GROUPINGS = ("dataset_fields", "resource_fields")


class ComposeError(ValueError):
    """A schema, overlay or preset is not what it should be; says where and what is expected."""


@dataclass(frozen=True)
class Placement:
    """A preset to add, beside the field ``after``."""

    preset: str
    after: str | None = None


@dataclass(frozen=True)
class Page:
    """A page of the form and the presets that belong to it."""

    name: str
    title: Mapping[str, str]
    placements: tuple[Placement, ...]


@dataclass(frozen=True)
class Overlay:
    """Everything to add.  The first page is the one that holds the administrator's own fields."""

    pages: tuple[Page, ...]
    computed: tuple[Placement, ...]
    resource: tuple[Placement, ...]


@dataclass(frozen=True)
class Decision:
    """What became of one preset: added, kept (the administrator's own field) or skipped."""

    grouping: str
    field: str
    preset: str
    outcome: Outcome
    reason: str


@dataclass(frozen=True)
class Composition:
    """The composed schema, what was decided field by field, and whether the form has pages."""

    schema: dict[str, Any]
    report: tuple[Decision, ...]
    pages: bool


def compose(
    schema: Mapping[str, Any], overlay: Overlay, presets: Presets, form_pages: str = "auto"
) -> Composition:
    """Return ``schema`` with the fields of ``overlay``.

    ``form_pages`` is ``on``, ``off`` or ``auto``: pages of ours unless a field that the
    administrator requires would then come on a later page than before: the earlier page could
    not be saved.

    :raises ComposeError: the schema, or a preset that is needed, is malformed
    """
    check_schema(schema, presets)
    if form_pages != "off":
        paged = _compose(schema, overlay, presets, own_pages=True)
        if form_pages == "on" or not _delays_a_required_field(schema, paged.schema, presets):
            return paged
    return _compose(schema, overlay, presets, own_pages=False)


def check_schema(schema: Mapping[str, Any], presets: Presets, source: str = "") -> None:
    """Raise :class:`ComposeError` unless ``schema``, read from ``source``, is a dataset schema."""
    where = f"dataset type {schema.get('dataset_type')!r}"
    if source:
        where = f"{source}: {where}"
    for grouping in _GROUPINGS:
        fields: object = schema.get(grouping)
        if not isinstance(fields, list):
            raise ComposeError(f"{where}: {grouping}: expected a list of fields, got {fields!r}")
        seen: set[str] = set()
        for number, field in enumerate(cast("list[object]", fields)):
            key = f"{where}: {grouping}[{number}]"
            if not isinstance(field, dict):
                raise ComposeError(f"{key}: expected a field with a field_name, got {field!r}")
            name = _name(key, cast(Field, field), presets)
            if name in seen:
                raise ComposeError(
                    f"{key}: field_name {name!r} is already used; expected a new name"
                )
            seen.add(name)


def _compose(
    schema: Mapping[str, Any], overlay: Overlay, presets: Presets, *, own_pages: bool
) -> Composition:
    composed = deepcopy(dict(schema))
    report: list[Decision] = []
    fields = _Grouping("dataset_fields", composed, presets, report)
    for number, page in enumerate(overlay.pages):
        # The first page is the administrator's whole form; the other pages follow it.
        start = 0 if number == 0 else len(fields.items)
        if fields.add(page.placements, start) and number > 0 and own_pages:
            fields.items[start] = {
                "start_form_page": {"title": dict(page.title)},
                **fields.items[start],
            }
    fields.add(overlay.computed, len(fields.items))
    _Grouping("resource_fields", composed, presets, report).add(overlay.resource, 0)
    paged = any("start_form_page" in _whole(field, presets) for field in fields.items)
    return Composition(composed, tuple(report), paged)


class _Grouping:
    """One list of fields of the schema being composed."""

    def __init__(
        self, name: str, schema: dict[str, Any], presets: Presets, report: list[Decision]
    ) -> None:
        self.name = name
        self.items: list[Field] = schema[name]
        self._presets = presets
        self._report = report

    def add(self, placements: Iterable[Placement], start: int) -> int:
        """Add presets from position ``start`` on; return how many were added."""
        added: dict[str, str | None] = {}
        for placement in placements:
            field: Field = {"preset": placement.preset}
            name = _name(f"preset {placement.preset}", field, self._presets)
            present = self._position(name, 0)
            if present is not None:
                ours = self.items[present].get("preset") == placement.preset
                outcome: Outcome = "skipped" if ours else "kept"
                reason = "already in the schema" if ours else "defined by the administrator"
            else:
                outcome, reason = "added", self._insert(field, placement.after, start, added)
                added[name] = placement.after
            self._report.append(Decision(self.name, name, placement.preset, outcome, reason))
        return len(added)

    def _insert(
        self, field: Field, anchor: str | None, start: int, added: Mapping[str, str | None]
    ) -> str:
        position = self._position(anchor, start) if anchor else None
        if position is None:
            self.items.append(field)
            return f"at the end: no field {anchor!r}" if anchor else "at the end"
        position += 1
        # Two fields with one anchor stay in the order of the overlay.
        while position < len(self.items) and self._anchored(self.items[position], anchor, added):
            position += 1
        self.items.insert(position, field)
        return f"after {anchor}"

    def _anchored(self, field: Field, anchor: str | None, added: Mapping[str, str | None]) -> bool:
        name = _whole(field, self._presets)["field_name"]
        return name in added and added[name] == anchor

    def _position(self, name: str, start: int) -> int | None:
        for position, field in enumerate(self.items[start:], start):
            if _whole(field, self._presets).get("field_name") == name:
                return position
        return None


def _whole(field: Mapping[str, Any], presets: Presets) -> dict[str, Any]:
    """Return ``field`` with what its preset gives."""
    return {**presets.get(field.get("preset", ""), {}), **field}


def _name(where: str, field: Field, presets: Presets) -> str:
    preset = field.get("preset")
    if preset is not None and preset not in presets:
        raise ComposeError(
            f"{where}: preset {preset!r} is unknown; expected one of scheming.presets"
        )
    name = _whole(field, presets).get("field_name")
    if not isinstance(name, str) or not name:
        raise ComposeError(f"{where}: field_name: expected a text, got {name!r}")
    return name


def _required_pages(schema: Mapping[str, Any], presets: Presets) -> dict[str, int]:
    page = 0
    found: dict[str, int] = {}
    for position, raw in enumerate(schema["dataset_fields"]):
        field = _whole(raw, presets)
        if position and "start_form_page" in field:
            page += 1
        if field.get("required", "not_empty" in field.get("validators", "").split()):
            found[field["field_name"]] = page
    return found


def _delays_a_required_field(
    before: Mapping[str, Any], after: Mapping[str, Any], presets: Presets
) -> bool:
    pages = _required_pages(after, presets)
    return any(pages[name] > page for name, page in _required_pages(before, presets).items())
