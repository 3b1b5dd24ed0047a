"""The score beside the form: of what is saved and, with a script, of what is typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.fields import steps
from ckanext.opendatalab.quality import assess, criteria
from ckanext.opendatalab.quality.page import describe, places, typed

Kind = Literal["dataset", "resource", "review"]

MOST_FIXES = 3


def of_saved(
    dataset_type: str, dataset: Mapping[str, Any], kind: Kind, page: int
) -> dict[str, Any]:
    """Return the score of a dataset as it is saved; empty before its creation."""
    if dataset.get("id"):
        score = assess.of(str(dataset["id"])).score
    else:
        score = criteria.of({"type": dataset_type, "resources": []}, {}, clock.today())
    return _shown(dataset_type, dataset, kind, page, score)


def of_typed(
    dataset_type: str,
    stored: Mapping[str, Any],
    kind: Kind,
    page: int,
    resource_id: str,
    sent: typed.Sent,
) -> dict[str, Any]:
    """Return the score that the dataset would have if what is typed were saved."""
    checks: dict[str, Any] = {}
    if stored.get("id"):
        checks = dict(assess.of(stored).checks)
    fields = _fields(dataset_type, kind, page)
    if kind == "resource":
        found = typed.resource(stored, fields, sent, resource_id)
        if any(sent.get("upload", ())):
            checks.pop(resource_id, None)  # of the file that is being replaced
    else:
        found = typed.dataset(stored, fields, sent)
    found["type"] = dataset_type
    score = criteria.of(found, checks, clock.today())
    return _shown(dataset_type, stored, kind, page, score)


def _shown(
    dataset_type: str, dataset: Mapping[str, Any], kind: Kind, page: int, score: Any
) -> dict[str, Any]:
    """Return the score and what this page of the form can do for it; ``elsewhere``: how much more
    there is on the other pages.
    """
    every = describe.fixes(describe.criteria_of(score))
    here = places.names({"fields": _fields(dataset_type, kind, page)})

    def is_here(fix: Mapping[str, Any]) -> bool:
        if kind == "review":
            return True
        if kind == "resource":
            return fix["scope"] == "resource" or fix["field"] == "resources"
        return fix["scope"] == "dataset" and fix["field"] in here

    on_page = [one for one in every if is_here(one)]
    for one in on_page:
        # A new dataset, and a file that is being described, have their fields on this very page.
        one["url"] = _url(dataset_type, dataset, kind, one)
    return {
        "score": describe.score(score.total),
        "fixes": on_page[:MOST_FIXES],
        "more": max(0, len(on_page) - MOST_FIXES),
        "elsewhere": len(every) - len(on_page),
        "kind": kind,
        "page": page,
        "dataset_type": dataset_type,
        "id": str(dataset.get("id") or ""),
        "name": str(dataset.get("name") or ""),
    }


def _url(dataset_type: str, dataset: Mapping[str, Any], kind: Kind, fix: Mapping[str, Any]) -> str:
    if kind == "review":
        return places.of_fix(dataset_type, dataset, fix)
    if kind == "resource" and fix["field"] in ("resources", "url"):
        return "#resource-edit"
    return f"#{steps.anchor(fix['field'])}"


def _fields(dataset_type: str, kind: Kind, page: int) -> list[dict[str, Any]]:
    if kind == "review":
        return []
    if kind == "resource":
        schema = tk.h.scheming_get_dataset_schema(dataset_type) or {}
        return list(schema.get("resource_fields", ()))
    pages = steps.form_pages(dataset_type)
    return list(pages[min(max(page, 1), len(pages)) - 1]["fields"])
