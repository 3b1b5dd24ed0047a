"""Repeated groups of fields (contact, period, territory), before scheming validates them.

Three things that ckanext-scheming 3.1 leaves to its callers:

* a page of a form is saved with ``package_patch``, which carries the stored groups along; scheming
  then ignores what was typed, so what was typed is put in their place here;
* an existing portal may hold plain text under the name of a group; scheming fails on it, so the
  text is shown in the group's first text field;
* clients that knew our fields as free extras keep working: such extras become the fields.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from ckanext.opendatalab.fields import stored_lists
from ckanext.opendatalab.fields.schema import is_ours

HVD_REGULATION = "http://data.europa.eu/eli/reg_impl/2023/138/oj"

Group = dict[str, Any]


def normalise(
    data_dict: dict[str, Any], scheming_schema: Mapping[str, Any], action: str
) -> dict[str, Any]:
    """Return ``data_dict`` with its groups in the shape that scheming expects.

    What is saved is changed in place, as scheming does.  What is shown is a copy: CKAN 2.11 goes on
    with the dict that scheming takes groups out of, and searches in core's schema would lack them.
    A dataset whose schema has no field of ours is left alone.
    """
    fields = scheming_schema.get("dataset_fields", [])
    ours = {field["field_name"]: field for field in fields if is_ours(field)}
    if not ours:
        return data_dict
    if action.endswith("_show"):
        return _shown(data_dict, ours)
    _lift_extras(data_dict, ours)
    for field in fields:
        if "repeating_subfields" in field:
            _submitted(data_dict, field, is_ours(field))
    if {"hvd_category", "applicable_legislation"} <= set(ours):
        _add_hvd_regulation(data_dict)
    return data_dict


def groups_of(value: Any, field: Mapping[str, Any]) -> list[Group]:
    """Return the groups that a stored or submitted value holds.

    Text that is no list of groups becomes one group with the text in its first text subfield.
    """
    if isinstance(value, str) and value.lstrip()[:1] in ("[", "{", '"'):
        with suppress(ValueError):
            value = json.loads(value)
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        value = [] if value in (None, "") else [value]
    text_field = _text_subfield(field)
    return [item if isinstance(item, dict) else {text_field: str(item)} for item in value]


def _shown(data_dict: dict[str, Any], ours: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy whose extras with our names are fields, as scheming would make of them.

    Left to scheming, core first validates each extra as an extra, then looks for each field among
    all of them: that made a reindex a sixth slower than without our fields.
    """
    if not data_dict.get("extras"):
        return data_dict
    fields: dict[str, Any] = {}
    extras: list[dict[str, Any]] = []
    for extra in data_dict["extras"]:
        name = extra["key"]
        # A name that core shows by itself is no extra to scheming.
        if name not in ours or name in data_dict:
            extras.append(extra)
        elif "repeating_subfields" in ours[name]:
            fields[name] = groups_of(extra["value"], ours[name])
        else:
            fields[name] = extra["value"]
    shown = {**data_dict, **fields, "extras": extras}
    if not extras:
        del shown["extras"]
    return shown


def _lift_extras(data_dict: dict[str, Any], ours: Mapping[str, Any]) -> None:
    extras = data_dict.get("extras")
    if not isinstance(extras, list):
        return
    kept: list[Any] = []
    for extra in extras:
        key = str(extra.get("key", "")) if isinstance(extra, dict) else ""
        if key not in ours or extra.get("deleted"):
            kept.append(extra)
        elif data_dict.get(key) in (None, ""):
            data_dict[key] = extra.get("value")
    data_dict["extras"] = kept


def _submitted(data_dict: dict[str, Any], field: Mapping[str, Any], ours: bool) -> None:
    name = field["field_name"]
    typed = _typed(data_dict, field)
    if typed and not ours:
        data_dict.pop(name, None)  # scheming reads the form's own keys when the field is absent
        return
    if not ours:
        return
    if typed:
        for key in [key for key in data_dict if key.startswith(f"{name}-")]:
            del data_dict[key]
        data_dict[name] = typed
    if name in data_dict:
        groups = [
            group for group in groups_of(data_dict[name], field) if not _blank(group.values())
        ]
        if groups:
            data_dict[name] = groups
        else:
            del data_dict[name]


def _typed(data_dict: Mapping[str, Any], field: Mapping[str, Any]) -> list[Group]:
    """Return the groups of a form's keys ``name-number-subfield``, in the order of the numbers."""
    subfields = {subfield["field_name"] for subfield in field["repeating_subfields"]}
    found: dict[int, Group] = {}
    for key in data_dict:
        name, _, rest = key.partition("-")
        number, _, subfield = rest.partition("-")
        if name == field["field_name"] and _is_index(number) and subfield in subfields:
            found.setdefault(int(number), {})[subfield] = data_dict[key]
    return [found[number] for number in sorted(found)]


def _is_index(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _blank(values: Iterable[Any]) -> bool:
    return all(value is None or not str(value).strip() for value in values)


def _text_subfield(field: Mapping[str, Any]) -> str:
    subfields = field["repeating_subfields"]
    for subfield in subfields:
        if "opendatalab_text_length" in subfield.get("validators", ""):
            return subfield["field_name"]
    return subfields[0]["field_name"]


def _add_hvd_regulation(data_dict: dict[str, Any]) -> None:
    """Name the regulation that applies to every high-value dataset (DCAT-AP HVD 3.0, §3)."""
    if not stored_lists.from_lines(data_dict.get("hvd_category")):
        return
    texts = stored_lists.from_lines(data_dict.get("applicable_legislation"))
    if HVD_REGULATION not in texts:
        data_dict["applicable_legislation"] = [*texts, HVD_REGULATION]
