"""Reads ``presets.yaml`` and ``overlay.yaml``; names a wrong key and what is expected there."""

from __future__ import annotations

from typing import Any

import yaml

from ckanext.opendatalab.fields import vocabulary
from ckanext.opendatalab.fields.compose import ComposeError, Overlay, Page, Placement

_LANGUAGES = ("en", "fr")


def parse_presets(where: str, text: str) -> dict[str, dict[str, Any]]:
    """Return the presets that ``text`` defines, by name.

    :raises ComposeError: names ``where``, the key and what is expected
    """
    found: dict[str, dict[str, Any]] = {}
    for number, raw in enumerate(_list(where, "presets", _mapping(where, text).get("presets"))):
        key = f"{where}: presets[{number}]"
        if not isinstance(raw, dict) or not isinstance(raw.get("preset_name"), str):
            raise ComposeError(f"{key}: preset_name: expected a text, got {raw!r}")
        name, values = raw["preset_name"], raw.get("values")
        key = f"{key} ({name})"
        if name in found:
            raise ComposeError(f"{key}: expected a name that no other preset has")
        if not isinstance(values, dict) or not isinstance(values.get("field_name"), str):
            raise ComposeError(f"{key}: values: expected a mapping with a field_name")
        for field in (values, *values.get("repeating_subfields", [])):
            _check_field(f"{key}, field {field.get('field_name')}", field)
        found[name] = values
    return found


def parse_overlay(where: str, text: str, presets: dict[str, Any]) -> Overlay:
    """Return the overlay that ``text`` defines.

    :raises ComposeError: names ``where``, the key and what is expected
    """
    content = _mapping(where, text)
    pages: list[Page] = []
    for number, raw in enumerate(_list(where, "pages", content.get("pages"))):
        key = f"pages[{number}]"
        if not isinstance(raw, dict) or not isinstance(raw.get("name"), str):
            raise ComposeError(f"{where}: {key}: expected a mapping with name, title and fields")
        _check_text(f"{where}: {key}: title", raw.get("title"))
        fields = _placements(where, f"{key}: fields", raw.get("fields"), presets)
        pages.append(Page(raw["name"], raw["title"], fields))
    if not pages:
        raise ComposeError(f"{where}: pages: expected at least one page")
    computed = _placements(where, "computed", content.get("computed"), presets)
    resource = _placements(where, "resource", content.get("resource"), presets)
    return Overlay(tuple(pages), computed, resource)


def _placements(where: str, key: str, raw: Any, presets: dict[str, Any]) -> tuple[Placement, ...]:
    placements: list[Placement] = []
    for number, item in enumerate(_list(where, key, raw)):
        here = f"{where}: {key}[{number}]"
        if not isinstance(item, dict) or set(item) - {"preset", "after"} or "preset" not in item:
            raise ComposeError(
                f"{here}: expected the keys preset and, optionally, after; got {item!r}"
            )
        if item["preset"] not in presets:
            raise ComposeError(
                f"{here}: preset: {item['preset']!r} is unknown; expected one of presets.yaml"
            )
        if not isinstance(item.get("after", ""), str):
            raise ComposeError(f"{here}: after: expected a field name, got {item['after']!r}")
        placements.append(Placement(item["preset"], item.get("after")))
    return tuple(placements)


def _check_field(where: str, field: dict[str, Any]) -> None:
    _check_text(f"{where}: label", field.get("label"))
    for key in ("help_text", "repeating_label"):
        if key in field:
            _check_text(f"{where}: {key}", field[key])
    for kind, example in field.get("opendatalab_example", {}).items():
        _check_text(f"{where}: opendatalab_example: {kind}", example)
    if "opendatalab_vocabulary" in field:
        try:
            vocabulary.get(field["opendatalab_vocabulary"])
        except vocabulary.VocabularyError as error:
            raise ComposeError(f"{where}: opendatalab_vocabulary: {error}") from error


def _check_text(where: str, text: Any) -> None:
    if not isinstance(text, dict) or not all(isinstance(text.get(x), str) for x in _LANGUAGES):
        raise ComposeError(f"{where}: expected {{en: …, fr: …}}, got {text!r}")


def _mapping(where: str, text: str) -> dict[str, Any]:
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ComposeError(f"{where}: not YAML: {error}") from error
    if not isinstance(content, dict):
        raise ComposeError(f"{where}: expected a mapping, got {type(content).__name__}")
    return content


def _list(where: str, key: str, raw: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise ComposeError(f"{where}: {key}: expected a list, got {raw!r}")
    return raw
