"""Turns a dataset's dictionary into what the rules ask for."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.licence import rules, schema

FEE_DUE = "yes"


def of(dataset: dict[str, Any], administration: bool) -> rules.Facts:
    """Return the facts about ``dataset``, whose fields may also be free extras."""
    extras = {extra.get("key"): extra.get("value") for extra in dataset.get("extras") or []}
    values = {**extras, **dataset}

    def text(name: str) -> str:
        return str(values.get(name) or "").strip()

    return rules.Facts(
        licence_id=text("license_id"),
        administration=administration,
        high_value_categories=_categories(values.get("hvd_category")),
        fee=text("license_fee") == FEE_DUE,
        fee_basis=text("license_fee_basis"),
        homologation_reference=text("license_homologation_reference"),
        inherited_from=text("license_inherited_from"),
    )


def _categories(value: Any) -> list[str]:
    try:
        return schema.categories(value or [])
    except tk.Invalid:
        return [str(value)]  # something is written there: the rules must not overlook it
