"""The steps of the form, what each still lacks, and where each is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import ckan.plugins.toolkit as tk
import yaml

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.fields import completeness

Key = int | Literal["resources", "review"]

# Core's own markup gives these fields another id than "field-" and their name.
_ANCHORS = {"owner_org": "field-organizations", "resources": "dataset-resources"}


@dataclass
class Step:
    """One step of the form: a page of fields, the files, or the review."""

    key: Key
    title: str
    url: str | None
    current: bool
    fields: list[dict[str, Any]] = field(default_factory=list)
    missing: list[completeness.Gap] = field(default_factory=list)
    advice: list[completeness.Gap] = field(default_factory=list)


@lru_cache(maxsize=1)
def items() -> tuple[completeness.Item, ...]:
    """Return what is asked of every dataset.

    :raises ValueError: ``completeness.yaml`` is wrong; it names item, key and what is expected
    """
    source = Path(__file__).with_name(completeness.SOURCE)
    return completeness.load(yaml.safe_load(source.read_text(encoding="utf-8")))


def assess(dataset: Mapping[str, Any]) -> completeness.Assessment:
    """Return what ``dataset`` lacks, of what its schema asks for."""
    schema = tk.h.scheming_get_dataset_schema(dataset.get("type") or "dataset") or {}
    return completeness.assess(
        items(),
        dataset,
        [one["field_name"] for one in schema.get("dataset_fields", [])],
        [one["field_name"] for one in schema.get("resource_fields", [])],
        clock.today(),
    )


def build(dataset_type: str, dataset: Mapping[str, Any], current: Any = None) -> list[Step]:
    """Return the steps for ``dataset``, which is empty before its creation."""
    saved = bool(dataset.get("id"))
    pages = form_pages(dataset_type)
    steps = [
        Step(
            number,
            tk.h.scheming_language_text(page["title"]) or tk._("Describe"),
            page_url(dataset_type, dataset, number) if saved else None,
            current == number,
            page["fields"],
        )
        for number, page in enumerate(pages, start=1)
    ]
    schema = tk.h.scheming_get_dataset_schema(dataset_type) or {}
    if schema.get("resource_fields"):
        url = resources_url(dataset_type, dataset) if saved else None
        steps.append(Step("resources", tk._("Data"), url, current == "resources"))
    review = tk.h.url_for("opendatalab_fields.review", id=dataset["name"]) if saved else None
    steps.append(Step("review", tk._("Review"), review, current == "review"))
    if saved:
        for gap in assess(dataset).gaps:
            step = _home(gap, steps)
            (step.missing if gap.item.level == "expected" else step.advice).append(gap)
    return steps


def form_pages(dataset_type: str) -> list[dict[str, Any]]:
    """Return the pages of the form; the whole form is one page where it has none."""
    pages = tk.h.scheming_get_dataset_form_pages(dataset_type)
    if pages:
        return list(pages)
    schema = tk.h.scheming_get_dataset_schema(dataset_type) or {}
    return [{"title": "", "fields": schema.get("dataset_fields", [])}]


def page_url(dataset_type: str, dataset: Mapping[str, Any], number: int) -> str:
    """Return the address of a page of the form of an existing dataset."""
    if not tk.h.scheming_get_dataset_form_pages(dataset_type):
        return tk.h.url_for(f"{dataset_type}.edit", id=dataset["name"])
    route = "scheming_new_page" if _is_draft(dataset) else "scheming_edit_page"
    return tk.h.url_for(f"{dataset_type}.{route}", id=dataset["name"], page=number)


def resources_url(dataset_type: str, dataset: Mapping[str, Any]) -> str:
    """Return the address where files are added or, once there are some, listed."""
    if _is_draft(dataset) or not dataset.get("resources"):
        return tk.h.url_for(f"{dataset_type}_resource.new", id=dataset["name"])
    return tk.h.url_for(f"{dataset_type}.resources", id=dataset["name"])


def field_url(dataset_type: str, dataset: Mapping[str, Any], name: str) -> str:
    """Return the address of one field in the form."""
    if name == "resources":
        return resources_url(dataset_type, dataset)
    return f"{page_url(dataset_type, dataset, _page_of(dataset_type, name))}#{anchor(name)}"


def resource_url(
    dataset_type: str, dataset: Mapping[str, Any], resource: Mapping[str, Any], name: str
) -> str:
    """Return the address of one field in the form of one resource."""
    url = tk.h.url_for(
        f"{dataset_type}_resource.edit", id=dataset["name"], resource_id=resource["id"]
    )
    return f"{url}#{anchor(name)}"


def anchor(name: str) -> str:
    """Return the id that the control of a field has in a form."""
    return _ANCHORS.get(name, f"field-{name}")


def _home(gap: completeness.Gap, steps: list[Step]) -> Step:
    if gap.item.scope == "resource" or gap.field == "resources":
        for step in steps:
            if step.key == "resources":
                return step
    for step in steps:
        if any(one["field_name"] == gap.field for one in step.fields):
            return step
    return steps[0]


def _page_of(dataset_type: str, name: str) -> int:
    for number, page in enumerate(form_pages(dataset_type), start=1):
        if any(one["field_name"] == name for one in page["fields"]):
            return number
    return 1


def _is_draft(dataset: Mapping[str, Any]) -> bool:
    return str(dataset.get("state") or "").startswith("draft")
