"""What the licence actions accept."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator

LONGEST_TEXT = 2000
MOST_CATEGORIES = 20

_TRUE = {"true", "yes", "1"}
_FALSE = {"false", "no", "0"}


def bounded_text(value: Any) -> str:
    """Return a text of reasonable length."""
    if not isinstance(value, str):
        raise tk.Invalid(tk._("Write a text."))
    if len(value) > LONGEST_TEXT:
        raise tk.Invalid(tk._("Write at most {number} characters.").format(number=LONGEST_TEXT))
    return value.strip()


def yes_or_no(value: Any) -> bool:
    """Return a boolean; unlike core's validator, refuse what is neither yes nor no."""
    word = str(value).lower()
    if word not in _TRUE | _FALSE:
        raise tk.Invalid(tk._("Answer yes or no."))
    return word in _TRUE


def categories(value: Any) -> list[str]:
    """Return the high-value categories of a dataset, given as a list, its JSON, or one value."""
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            raise tk.Invalid(tk._("Give a list of categories.")) from None
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise tk.Invalid(tk._("Give a list of categories."))
    return [item for item in value if item][:MOST_CATEGORIES]


@validator_args
def check(ignore_missing: Validator, ignore_empty: Validator, unicode_safe: Validator) -> Schema:
    """A dataset's id, or a draft's fields, or both: then the fields win over the stored ones."""
    text = [ignore_missing, bounded_text]
    return {
        "id": [ignore_empty, unicode_safe],
        "owner_org": [ignore_missing, bounded_text],
        "license_id": list(text),
        "license_inherited_from": list(text),
        "license_homologation_reference": list(text),
        "license_fee": list(text),
        "license_fee_basis": list(text),
        "hvd_category": [ignore_missing, categories],
    }


@validator_args
def policy(ignore_missing: Validator, not_empty: Validator, unicode_safe: Validator) -> Schema:
    """An organisation and what it decides; what is absent stays as it was."""
    return {
        "id": [not_empty, unicode_safe],
        "default_license_id": [bounded_text_or_missing, ignore_missing],
        "administration": [ignore_missing, yes_or_no],
    }


def bounded_text_or_missing(value: Any) -> Any:
    """Let an absent value be absent, so that an empty one can mean "none"."""
    if value is tk.missing or value is None:
        return tk.missing
    return bounded_text(value)
