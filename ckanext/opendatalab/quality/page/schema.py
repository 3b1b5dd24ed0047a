"""What the actions about the pages of quality accept."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator

from ckanext.opendatalab import config
from ckanext.opendatalab.common.schema import name

MOST_FIELDS = 2_000
LONGEST = 200_000  # characters of all that is typed


def dataset_type(value: Any) -> str:
    """Return a type of dataset that has our form."""
    if value not in config.dataset_types():
        raise tk.Invalid(tk._("Datasets of this type have no quality page."))
    return str(value)


def page_number(value: Any) -> int:
    """Return a page of the form, the first where it is none."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 1


def sent(value: Any) -> dict[str, list[str]]:
    """Return what is typed: names of controls, each with one text or several."""
    if not isinstance(value, dict) or len(value) > MOST_FIELDS:
        raise tk.Invalid(tk._("Send the fields of the form by their names."))
    found: dict[str, list[str]] = {}
    for key, held in value.items():
        texts = held if isinstance(held, list) else [held]
        if not isinstance(key, str) or not all(isinstance(one, str) for one in texts):
            raise tk.Invalid(tk._("Send the fields of the form by their names."))
        found[key] = list(texts)
    if sum(len(one) for texts in found.values() for one in texts) > LONGEST:
        raise tk.Invalid(tk._("There is too much text to look at."))
    return found


@validator_args
def one(not_empty: Validator) -> Schema:
    """A dataset or an organisation."""
    return {"id": [not_empty, name]}


@validator_args
def preview(ignore_empty: Validator, not_missing: Validator, one_of: Any) -> Schema:
    """A form that is being filled in."""
    return {
        "id": [ignore_empty, name],
        "type": [not_missing, dataset_type],
        "kind": [not_missing, one_of(["dataset", "resource"])],
        "page": [ignore_empty, page_number],
        "resource_id": [ignore_empty, name],
        "typed": [not_missing, sent],
    }
