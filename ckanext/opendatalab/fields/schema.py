"""Composes the schemas at start-up: loads presets and overlay, checks the administrator's files.

Every error is a :class:`ValueError` of one sentence that names file, key and what is expected.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import ckan.plugins as p
import yaml
from ckanext.scheming import plugins as scheming
from ckanext.scheming.errors import SchemingException

from ckanext.opendatalab import config
from ckanext.opendatalab.fields.compose import (
    ComposeError,
    Composition,
    Overlay,
    check_schema,
    compose,
)
from ckanext.opendatalab.fields.definitions import parse_overlay, parse_presets

OUR_PRESETS = "ckanext.opendatalab:fields/presets.yaml"
CORE_SCHEMA = "ckanext.scheming:ckan_dataset.yaml"
PREFIX = "opendatalab_"

_SCHEMAS = scheming.SchemingDatasetsPlugin.SCHEMA_OPTION
_PRESETS = "scheming.presets"
_FOLDER = Path(__file__).parent

_compositions: dict[str, Composition] = {}


def add_presets(settings: Any) -> None:
    """Prepare the configuration for scheming: our presets, a schema, and no malformed file.

    The presets of the administrator stay first, so that his win.  A portal that names no schema
    gets scheming's copy of CKAN's own form.

    :raises ValueError: both dataset plugins are loaded, or a file is malformed
    """
    if not p.plugin_loaded("opendatalab"):
        raise ValueError(
            "ckan.plugins: add opendatalab, which opendatalab_datasets needs, before it"
        )
    if p.plugin_loaded("scheming_datasets"):
        raise ValueError(
            "ckan.plugins: remove scheming_datasets, whose place opendatalab_datasets takes, "
            "with the same scheming.dataset_schemas"
        )
    sources = settings.get(_PRESETS, scheming.DEFAULT_PRESETS).split()
    if OUR_PRESETS not in sources:
        sources.append(OUR_PRESETS)
    settings[_PRESETS] = " ".join(sources)
    if not settings.get(_SCHEMAS, "").split():
        settings[_SCHEMAS] = CORE_SCHEMA
    overlay()
    presets = _presets_of(sources)
    for source in settings[_SCHEMAS].split():
        schema = _load(_SCHEMAS, source, "dataset_type")
        if schema["dataset_type"] in config.dataset_types():
            check_schema(schema, presets, source)


def compose_all(
    schemas: Mapping[str, Any], expanded: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return scheming's two dicts of schemas with our fields in the configured types.

    :raises ValueError: a configured type has no schema, or a schema is malformed
    """
    _compositions.clear()
    for dataset_type in config.dataset_types():
        if dataset_type not in schemas:
            raise ValueError(
                f"{config.DATASET_TYPES}: no schema has the dataset_type {dataset_type!r}; "
                f"expected types of {_SCHEMAS}: {', '.join(schemas)}"
            )
        _compositions[dataset_type] = compose(
            schemas[dataset_type], overlay(), known_presets(), config.form_pages()
        )
    composed = {name: composition.schema for name, composition in _compositions.items()}
    return {**schemas, **composed}, {**expanded, **scheming._expand_schemas(composed)}


def name_first_page(dataset_form_pages: dict[str, list[dict[str, Any]]]) -> None:
    """Give the first page our title where the administrator gave it none."""
    for dataset_type in _compositions:
        pages = dataset_form_pages.get(dataset_type)
        if pages and not pages[0]["title"]:
            pages[0]["title"] = dict(overlay().pages[0].title)


def report() -> dict[str, Composition]:
    """Return what was composed at start-up, by type; empty without ``opendatalab_datasets``."""
    return dict(_compositions)


def is_ours(field: Mapping[str, Any]) -> bool:
    """Whether a field of a schema came from our presets."""
    return str(field.get("preset", "")).startswith(PREFIX)


def our_fields(dataset_type: str) -> dict[str, dict[str, Any]]:
    """Return the dataset fields of ours in the schema of a type, by name, whoever serves it."""
    plugin = scheming.SchemingDatasetsPlugin.instance
    found = plugin._expanded_schemas.get(dataset_type, {}) if plugin else {}
    return {f["field_name"]: f for f in found.get("dataset_fields", ()) if is_ours(f)}


def known_presets() -> dict[str, Any]:
    """Return every preset by name, the administrator's first."""
    return {**our_presets(), **(scheming.SchemingDatasetsPlugin._presets or {})}


def _presets_of(sources: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for source in reversed(sources):
        if source == OUR_PRESETS:
            found.update(our_presets())
            continue
        for number, preset in enumerate(_load(_PRESETS, source, "presets")["presets"]):
            if not isinstance(preset, dict) or not {"preset_name", "values"} <= set(preset):
                raise ComposeError(
                    f"{source}: presets[{number}]: expected the keys preset_name and values"
                )
            found[preset["preset_name"]] = preset["values"]
    return found


def _load(option: str, source: str, key: str) -> dict[str, Any]:
    """Return the mapping in a file that the configuration names, as scheming reads it."""
    try:
        content = scheming._load_schema(source)
    except (SchemingException, yaml.YAMLError, ValueError, OSError) as error:
        raise ComposeError(
            f"{option}: {source}: cannot be read; expected module:file or the address of a "
            f"YAML or JSON file ({error})"
        ) from error
    if not isinstance(content, dict) or key not in content:
        raise ComposeError(f"{option}: {source}: expected a mapping with the key {key}")
    return content


@cache
def our_presets() -> dict[str, dict[str, Any]]:
    """Return our presets by name.

    :raises ComposeError: ``presets.yaml`` is malformed
    """
    return parse_presets("presets.yaml", (_FOLDER / "presets.yaml").read_text(encoding="utf-8"))


@cache
def overlay() -> Overlay:
    """Return the overlay.

    :raises ComposeError: ``overlay.yaml`` is malformed
    """
    text = (_FOLDER / "overlay.yaml").read_text(encoding="utf-8")
    return parse_overlay("overlay.yaml", text, our_presets())
