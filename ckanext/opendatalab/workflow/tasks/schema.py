"""What the actions about tasks accept."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.common.schema import name, unreadable, up_to
from ckanext.opendatalab.common.text import clean
from ckanext.opendatalab.workflow.engine.definition import Badge
from ckanext.opendatalab.workflow.governance.schema import text
from ckanext.opendatalab.workflow.tasks.list_store import TABS

BADGES: tuple[str, ...] = get_args(Badge)
MOST_ROWS = 100
ROWS = 25
FURTHEST = 1_000_000
MOST_ITEMS = 100
MOST_DAYS_AWAY = 366
_VERSION = up_to(2**31 - 1)


def tab(value: Any) -> str:
    """Return one of the tabs."""
    if value not in TABS:
        raise tk.Invalid(tk._("Choose one of: {choices}.").format(choices=", ".join(TABS)))
    return value


def badge(value: Any) -> str:
    """Return one of the badges."""
    if value not in BADGES:
        raise tk.Invalid(tk._("Choose one of: {choices}.").format(choices=", ".join(BADGES)))
    return value


def offset(value: Any) -> int:
    """Return how many to leave out."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        number = -1
    if isinstance(value, bool) or not 0 <= number <= FURTHEST:
        raise tk.Invalid(tk._("Write a number from 0 to {number}.").format(number=FURTHEST))
    return number


def day(value: Any) -> date:
    """Return a day."""
    try:
        return date.fromisoformat(value.strip()[:11])
    except (AttributeError, ValueError):
        raise tk.Invalid(tk._("Give a date, for example 2027-01-15.")) from None


def item(value: Any) -> tuple[str, int]:
    """Return one dataset to make a step of, and the version that was seen.

    :raises ckan.plugins.toolkit.Invalid: it names none
    """
    if not isinstance(value, dict):
        raise tk.Invalid(tk._("Say which dataset and which version of it you have seen."))
    return name(value.get("id")), _VERSION(value.get("version"))


def items(value: Any) -> list[Any]:
    """Return the datasets to make a step of, each to be looked at by itself."""
    if not isinstance(value, list) or not value:
        raise tk.Invalid(tk._("Choose at least one dataset."))
    if len(value) > MOST_ITEMS:
        raise tk.Invalid(tk._("Choose at most {number} datasets.").format(number=MOST_ITEMS))
    return value


def person_or_nobody(value: Any) -> str:
    """Return a user name; an empty text is nobody."""
    if not isinstance(value, str) or len(value) > 200:
        raise tk.Invalid(tk._("Write a user name."))
    if not clean(value):
        raise tk.Invalid(unreadable())
    return value.strip()


@validator_args
def task_list(ignore_empty: Validator, boolean_validator: Validator) -> Schema:
    """Which tasks."""
    return {
        "tab": [ignore_empty, tab],
        "organization": [ignore_empty, name],
        "badge": [ignore_empty, badge],
        "late": [ignore_empty, boolean_validator],
        "offset": [ignore_empty, offset],
        "limit": [ignore_empty, up_to(MOST_ROWS)],
    }


@validator_args
def bulk(not_empty: Validator, ignore_empty: Validator, boolean_validator: Validator) -> Schema:
    """One step of many datasets, but for which ones."""
    return {
        "transition": [not_empty, name],
        "reason": [ignore_empty, text],
        "dry_run": [ignore_empty, boolean_validator],
    }


@validator_args
def assign(not_empty: Validator, not_missing: Validator) -> Schema:
    """Whom a task goes to."""
    return {
        "id": [not_empty, name],
        "version": [not_empty, _VERSION],
        "user": [not_missing, person_or_nobody],
    }


@validator_args
def absence_of(ignore_empty: Validator) -> Schema:
    """Whose absence."""
    return {"user": [ignore_empty, name]}


@validator_args
def absence(not_empty: Validator, ignore_empty: Validator) -> Schema:
    """From when to when somebody is away, and who looks after her tasks."""
    return {
        "user": [ignore_empty, name],
        "delegate": [not_empty, name],
        "from_on": [not_empty, day],
        "until_on": [not_empty, day],
    }


def check_days(from_on: date, until_on: date) -> None:
    """Have an absence end after its beginning, not be over, and not be for ever.

    :raises ckan.plugins.toolkit.ValidationError: what is wrong
    """
    if until_on < from_on:
        raise tk.ValidationError({"until_on": [tk._("The last day is before the first.")]})
    if until_on < clock.today():
        raise tk.ValidationError({"until_on": [tk._("The last day is over: give one to come.")]})
    if (until_on - from_on).days >= MOST_DAYS_AWAY:
        raise tk.ValidationError(
            {
                "until_on": [
                    tk._("Give at most {number} days at once.").format(number=MOST_DAYS_AWAY)
                ]
            }
        )
