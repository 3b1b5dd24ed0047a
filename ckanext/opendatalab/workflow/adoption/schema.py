"""What the actions about adoption accept."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator

from ckanext.opendatalab.common.schema import name, unreadable, up_to
from ckanext.opendatalab.common.text import clean
from ckanext.opendatalab.workflow.adoption.adoption_rules import MODES
from ckanext.opendatalab.workflow.engine import editing
from ckanext.opendatalab.workflow.governance import definitions

LONGEST_REASON = 2_000
MOST_EXAMINED = 1_000
MOST_DAYS = 60
MOST_MONTHS = 60


def mode(value: Any) -> str:
    """Return one of the modes."""
    if value not in MODES:
        raise tk.Invalid(tk._("Choose one of: off, warn, block, govern."))
    return value


def definition(value: Any) -> str:
    """Return the code of a definition that is offered."""
    offered = definitions.offered()
    if not isinstance(value, str) or value not in offered:
        raise tk.Invalid(tk._("Choose one of: {list}.").format(list=", ".join(offered)))
    return value


def editing_mode(value: Any) -> str:
    """Return one of the ways to edit what is published."""
    if value not in editing.MODES:
        raise tk.Invalid(tk._("Choose one of: {list}.").format(list=", ".join(editing.MODES)))
    return value


def yes_or_no(value: Any) -> bool:
    """Return a choice; a word that is none is not taken for "no"."""
    if isinstance(value, bool):
        return value
    known = {"true": True, "on": True, "yes": True, "1": True}
    known |= {"false": False, "off": False, "no": False, "0": False, "": False}
    if not isinstance(value, str) or value.strip().lower() not in known:
        raise tk.Invalid(tk._("Write true or false."))
    return known[value.strip().lower()]


def days(value: Any) -> int | None:
    """Return a number of days for objections, ``None``: as the definition has it."""
    if value == "":
        return None
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        number = -1
    if isinstance(value, (bool, float)) or not 0 <= number <= MOST_DAYS:
        raise tk.Invalid(tk._("Write a number from 0 to {number}.").format(number=MOST_DAYS))
    return number


def reason(value: Any) -> str:
    """Return what a person wrote about her decision."""
    if not isinstance(value, str):
        raise tk.Invalid(tk._("Write a text."))
    if len(value) > LONGEST_REASON:
        raise tk.Invalid(tk._("Write at most {number} characters.").format(number=LONGEST_REASON))
    if not clean(value):
        raise tk.Invalid(unreadable())
    return value.strip()


@validator_args
def adoption_show(ignore_empty: Validator) -> Schema:
    """An organisation or, without one, the whole portal."""
    return {"organization": [ignore_empty, name]}


@validator_args
def circuit_show(not_empty: Validator) -> Schema:
    """An organisation."""
    return {"organization": [not_empty, name]}


@validator_args
def check(ignore_missing: Validator) -> Schema:
    """Whether to repair what is found."""
    return {"repair": [ignore_missing, yes_or_no]}


@validator_args
def adoption_plan(
    not_empty: Validator, ignore_empty: Validator, ignore_missing: Validator
) -> Schema:
    """The same, the mode to try, and how many datasets to examine at most."""
    return {
        **_settings(ignore_empty, ignore_missing),
        "organization": [ignore_empty, name],
        "mode": [not_empty, mode],
        "limit": [ignore_empty, up_to(MOST_EXAMINED)],
    }


@validator_args
def adoption_update(
    not_empty: Validator, ignore_empty: Validator, ignore_missing: Validator
) -> Schema:
    """The same, the mode to set, and why."""
    return {
        **_settings(ignore_empty, ignore_missing),
        "organization": [ignore_empty, name],
        "mode": [not_empty, mode],
        "reason": [ignore_empty, reason],
    }


def _settings(ignore_empty: Validator, ignore_missing: Validator) -> Schema:
    """How an organisation is governed; what is not given stays as it is."""
    return {
        "definition": [ignore_empty, definition],
        "editing": [ignore_empty, editing_mode],
        "single_agent": [ignore_missing, yes_or_no],
        "objection_days": [ignore_missing, days],
        "months": [ignore_missing, up_to(MOST_MONTHS)],
    }
