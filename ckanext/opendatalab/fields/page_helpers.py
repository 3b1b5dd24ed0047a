"""What the pages of the form and of a dataset ask for; ``helpers.py`` hands it to the templates."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendatalab import config
from ckanext.opendatalab.common import clock
from ckanext.opendatalab.fields import completeness, freshness, preview, steps, vocabulary
from ckanext.opendatalab.fields.form_values import opendatalab_messages
from ckanext.opendatalab.fields.schema import is_ours

log = logging.getLogger(__name__)

__all__ = [
    "opendatalab_computed_labels",
    "opendatalab_error_list",
    "opendatalab_expected",
    "opendatalab_filled_fields",
    "opendatalab_form_action",
    "opendatalab_freshness",
    "opendatalab_handles",
    "opendatalab_list_address",
    "opendatalab_next_step_url",
    "opendatalab_other_items",
    "opendatalab_preview",
    "opendatalab_saved_dataset",
    "opendatalab_steps",
]

# What core calls the values that are no fields of a schema, where their names tell little.
_CORE_LABELS = {"private": "Visibility"}

# A page opens no more files than this to find one that it can show.
PREVIEW_TRIES = 3


@dataclass(frozen=True)
class Preview:
    """The table of one resource, or why there is none."""

    resource: Mapping[str, Any]
    table: preview.Table | None
    reason: str


def opendatalab_handles(dataset_type: str | None) -> bool:
    """Whether datasets of this type have our form, review page and cards."""
    return dataset_type in config.dataset_types() and bool(
        tk.h.scheming_get_dataset_schema(dataset_type)
    )


def opendatalab_list_address(
    extras: Mapping[str, Any] | None = None, alternative_url: str | None = None
) -> str:
    """Return the address of the list being searched, without any filter.

    Core would find it out again for each link of each facet: that alone was a tenth of the time
    of a search page with our facets.
    """
    return alternative_url or tk.h.remove_url_param(list(tk.request.args), extras=extras or None)


def opendatalab_steps(
    dataset_type: str, dataset: Mapping[str, Any], current: Any = None
) -> list[steps.Step]:
    """Return the steps of the form and what each still lacks."""
    return steps.build(dataset_type, dataset, current)


def opendatalab_next_step_url(dataset_type: str, dataset: Mapping[str, Any], page: int) -> str:
    """Return the address of what follows page ``page`` of the form of an existing dataset."""
    following = steps.build(dataset_type, dataset)[page]
    return following.url or ""


def opendatalab_saved_dataset(name: str | None) -> dict[str, Any]:
    """Return the dataset that a resource form belongs to; empty when it cannot be read."""
    if not name:
        return {}
    try:
        return tk.get_action("package_show")({}, {"id": name})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return {}


def opendatalab_form_action(dataset_type: str, data: Mapping[str, Any], form_style: str) -> str:
    """Make the form of a draft answer at the address of its own page.

    Core sends the form of a draft to "/new", which saves it as if it held every field: with pages
    the fields of the other pages would be lost.
    """
    if form_style == "edit" or not data.get("id"):
        return ""
    if not tk.h.scheming_get_dataset_form_pages(dataset_type):
        return ""
    tk.g.form_action = tk.h.url_for(
        f"{dataset_type}.scheming_new_page", id=data["id"], page=data.get("_form_page") or 1
    )
    return tk.g.form_action


def opendatalab_expected(name: str) -> bool:
    """Whether the dataset field is expected before publication, whatever the other fields hold."""
    return any(
        name == item.fields[0] and not item.when
        for item in steps.items()
        # An empty field is in order.
        if item.level == "expected" and item.scope == "dataset" and item.check != "in_order"
    )


def opendatalab_error_list(
    errors: Mapping[str, Any], fields: list[dict[str, Any]]
) -> list[dict[str, str]]:
    """Return the errors of a refused form in the order of its fields: label, message, anchor."""
    found: list[dict[str, str]] = []
    left = dict(errors)
    for field in fields:
        name = field["field_name"]
        problems = left.pop(name, None)
        label = tk.h.scheming_language_text(field.get("label")) or name
        for message in opendatalab_messages(problems):
            found.append({"label": label, "message": message, "anchor": steps.anchor(name)})
        if field.get("repeating_subfields") and isinstance(problems, list):
            found.extend(_subfield_errors(field, problems))
    found.extend(_upload_errors(fields, left.pop("upload", None)))
    for name, problems in left.items():
        # "__junk" and its like tell a person nothing, but hiding them would hide the refusal.
        label = "" if str(name).startswith("__") else tk._(_CORE_LABELS.get(name, str(name)))
        # One refusal, however many sentences it takes: it is no field with several errors.
        message = " ".join(opendatalab_messages(problems)) or tk._("This value is refused.")
        anchor = steps.anchor("private") if name == "private" and _on_first_page() else ""
        found.append({"label": label, "message": message, "anchor": anchor})
    return found


def _on_first_page() -> bool:
    """Whether the form shown has the visibility, which core puts beside the organisation."""
    return (tk.request.view_args or {}).get("page", 1) in (1, "1")


def _upload_errors(fields: list[dict[str, Any]], problems: Any) -> list[dict[str, str]]:
    labels = [
        tk.h.scheming_language_text(one["label"]) for one in fields if one["field_name"] == "url"
    ]
    found: list[dict[str, str]] = []
    for message in opendatalab_messages(problems):
        if message == "File upload too large":
            # Core says so in English only, and without the limit.
            message = tk._(
                "The file is larger than {limit} MB. Send a smaller one, or give its address."
            )
            message = message.format(limit=tk.config.get("ckan.max_resource_size"))
        label = labels[0] if labels else tk._("Data")
        found.append({"label": label, "message": message, "anchor": "field-resource-upload"})
    return found


def _subfield_errors(field: dict[str, Any], problems: list[Any]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    group = tk.h.scheming_language_text(field.get("repeating_label") or field.get("label"))
    for index, problem in enumerate(problems):
        if not isinstance(problem, Mapping):
            continue
        for subfield in field["repeating_subfields"]:
            name = f"{field['field_name']}-{index}-{subfield['field_name']}"
            label = f"{group} {index + 1}, {tk.h.scheming_language_text(subfield.get('label'))}"
            for message in opendatalab_messages(problem.get(subfield["field_name"])):
                found.append({"label": label, "message": message, "anchor": steps.anchor(name)})
    return found


def opendatalab_filled_fields(
    fields: list[dict[str, Any]], data: Mapping[str, Any], every: bool = False
) -> list[dict[str, Any]]:
    """Return ``fields`` without those of ours that ``data`` leaves empty; ``every``: of anybody.

    Scheming shows a row per field, filled or not: ours would add thirty empty ones to a dataset
    that is older than the extension.
    """
    return [
        field
        for field in fields
        if completeness.is_filled(data.get(field["field_name"])) or not (every or is_ours(field))
    ]


def opendatalab_other_items(
    data: Mapping[str, Any], fields: list[dict[str, Any]]
) -> list[tuple[str, Any]]:
    """Return the keys and values of ``data`` that are not fields of ours."""
    ours = {field["field_name"] for field in fields if is_ours(field)}
    return [(key, value) for key, value in data.items() if key not in ours]


def opendatalab_computed_labels(dataset: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return label and value of the computed fields that have something to say.

    Not those that the page tells apart (``opendatalab_told_apart``): they hold codes.
    """
    schema = tk.h.scheming_get_dataset_schema(dataset.get("type") or "dataset") or {}
    found: list[dict[str, str]] = []
    for field in schema.get("dataset_fields", []):
        value = dataset.get(field["field_name"])
        listed = field.get("opendatalab_computed") and not field.get("opendatalab_told_apart")
        if listed and completeness.is_filled(value):
            choices = tk.h.scheming_field_choices(field) or []
            found.append(
                {
                    "name": field["field_name"],
                    "label": tk.h.scheming_language_text(field["label"]),
                    "value": tk.h.scheming_choices_label(choices, value),
                }
            )
    return found


def opendatalab_freshness(dataset: Mapping[str, Any]) -> freshness.Freshness:
    """Return whether the data of ``dataset`` are up to date."""
    entry = vocabulary.get("frequency").entry(str(dataset.get("frequency") or ""))
    days = entry.facts.get("days") if entry else None
    return freshness.assess(dataset, days, clock.today())


def opendatalab_preview(dataset: Mapping[str, Any]) -> Preview | None:
    """Return the first rows of the first readable CSV file of ``dataset``.

    Where none of the first :data:`PREVIEW_TRIES` is readable: the first one and why; without any
    CSV file: nothing.
    """
    rows = config.preview_rows()
    if not rows:
        return None
    files = [one for one in dataset.get("resources") or [] if preview.is_csv(one)]
    first_failure = None
    for resource in files[:PREVIEW_TRIES]:
        result = preview.of_resource(resource, rows)
        if isinstance(result, preview.Table):
            return Preview(resource, result, "")
        first_failure = first_failure or Preview(resource, None, result)
    return first_failure
