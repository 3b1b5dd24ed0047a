"""Where what is to be done is done, for whoever edits a dataset."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.fields import steps


def of_fix(dataset_type: str, dataset: Mapping[str, Any], fix: Mapping[str, Any]) -> str:
    """Return the address where a criterion is met; nothing where no form and no page has it."""
    name = fix["field"]
    if fix["scope"] == "resource" or name == "resources":
        return steps.resources_url(dataset_type, dataset)
    if any(name in names(page) for page in steps.form_pages(dataset_type)):
        return steps.field_url(dataset_type, dataset, name)
    if name.startswith("legal_"):  # what an analysis concluded
        return tk.h.url_for("opendatalab_legal.file", id=dataset["name"])
    return ""


def names(page: Mapping[str, Any]) -> set[str]:
    """Return the fields that a page of the form has a control for."""
    return {
        str(one["field_name"]) for one in page["fields"] if one.get("form_snippet", "") is not None
    }
