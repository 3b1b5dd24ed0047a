"""The fields of a dataset's form that a comment may point at, and where each is.

One of the files' fields is called ``resource.`` and its name; ``resources``: the files themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.fields import steps

FILES = "resources"
OF_A_FILE = "resource."


@dataclass(frozen=True)
class FormField:
    name: str
    label: str
    of_a_file: bool = False


def of(dataset_type: str) -> list[FormField]:
    """Return the fields of a type's form, in its order; none where it has no schema of ours."""
    schema = tk.h.scheming_get_dataset_schema(dataset_type) or {}
    found = list(_shown(schema.get("dataset_fields", ()), ""))
    of_files = list(_shown(schema.get("resource_fields", ()), OF_A_FILE))
    if of_files:
        found.append(FormField(FILES, tk._("Files and addresses")))
    return found + of_files


def label(dataset_type: str, name: str) -> str:
    """Return what a field is called; its own name if the form has it no longer."""
    found = next((one for one in of(dataset_type) if one.name == name), None)
    return found.label if found else name


def url(package: model.Package, name: str) -> str:
    """Return the address of a field in the form of a dataset."""
    resources = [{"id": one.id} for one in package.resources_all if one.state == "active"]
    dataset: dict[str, Any] = {
        "name": package.name,
        "state": package.state,
        "resources": resources,
    }
    if not name.startswith(OF_A_FILE):
        return steps.field_url(package.type, dataset, name)
    if len(resources) != 1:
        return steps.resources_url(package.type, dataset)
    bare = name.removeprefix(OF_A_FILE)
    return steps.resource_url(package.type, dataset, resources[0], bare)


def _shown(fields: Any, prefix: str) -> Iterator[FormField]:
    for field in fields:
        if not isinstance(field, Mapping) or field.get("form_snippet", "") is None:
            continue  # no control: nobody can correct it
        name = str(field["field_name"])
        words = tk.h.scheming_language_text(field["label"]) if field.get("label") else name
        yield FormField(prefix + name, words, bool(prefix))
