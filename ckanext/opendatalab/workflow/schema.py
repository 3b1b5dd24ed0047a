"""What the actions about adoption accept."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator

from ckanext.opendatalab.common.schema import name, up_to
from ckanext.opendatalab.workflow.adoption_rules import MODES

LONGEST_REASON = 2_000
MOST_EXAMINED = 1_000


def mode(value: Any) -> str:
    """Return one of the modes."""
    if value not in MODES:
        raise tk.Invalid(tk._("Choose one of: off, warn, block."))
    return value


def reason(value: Any) -> str:
    """Return what a person wrote about her decision."""
    if not isinstance(value, str):
        raise tk.Invalid(tk._("Write a text."))
    if len(value) > LONGEST_REASON:
        raise tk.Invalid(tk._("Write at most {number} characters.").format(number=LONGEST_REASON))
    return value.strip()


@validator_args
def adoption_show(ignore_empty: Validator) -> Schema:
    """An organisation or, without one, the whole portal."""
    return {"organization": [ignore_empty, name]}


@validator_args
def adoption_plan(not_empty: Validator, ignore_empty: Validator) -> Schema:
    """The same, the mode to try, and how many datasets to examine at most."""
    return {
        "organization": [ignore_empty, name],
        "mode": [not_empty, mode],
        "limit": [ignore_empty, up_to(MOST_EXAMINED)],
    }


@validator_args
def adoption_update(not_empty: Validator, ignore_empty: Validator) -> Schema:
    """The same, the mode to set, and why."""
    return {
        "organization": [ignore_empty, name],
        "mode": [not_empty, mode],
        "reason": [ignore_empty, reason],
    }
