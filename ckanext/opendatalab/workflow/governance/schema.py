"""What the actions about where datasets stand accept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator

from ckanext.opendatalab.common import clock, log
from ckanext.opendatalab.common.schema import name, unreadable, up_to
from ckanext.opendatalab.common.text import clean

LONGEST_TEXT = 2_000
FURTHEST_YEARS = 20


def text(value: Any) -> str:
    """Return what a person wrote."""
    if not isinstance(value, str):
        raise tk.Invalid(tk._("Write a text."))
    if len(value) > LONGEST_TEXT:
        raise tk.Invalid(tk._("Write at most {number} characters.").format(number=LONGEST_TEXT))
    if not clean(value):
        raise tk.Invalid(unreadable())
    seen = any(one.isprintable() and not one.isspace() for one in value)
    return value.strip() if seen else ""


def future_moment(value: Any) -> datetime:
    """Return a moment to come, in the portal's time zone unless it says another.

    :raises ckan.plugins.toolkit.Invalid: it is none, it is over, or absurdly far
    """
    if not isinstance(value, str) or len(value) > 40:
        raise tk.Invalid(_moment_wanted())
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        raise tk.Invalid(_moment_wanted()) from None
    now = clock.now()
    try:
        if found.tzinfo is None:
            zone: Any = tk.h.get_display_timezone()
            local = hasattr(zone, "localize")
            found = zone.localize(found) if local else found.replace(tzinfo=zone)
        if found <= now:
            raise tk.Invalid(tk._("Give a moment to come."))
        if found.year > now.year + FURTHEST_YEARS:
            raise tk.Invalid(tk._("Give a date of the next {number} years.").format(number=20))
    except OverflowError:
        raise tk.Invalid(_moment_wanted()) from None
    return found


def future_day(value: Any) -> date:
    """Return a day from tomorrow on."""
    if not isinstance(value, str) or len(value) > 10:
        raise tk.Invalid(_day_wanted())
    try:
        found = date.fromisoformat(value.strip())
    except ValueError:
        raise tk.Invalid(_day_wanted()) from None
    today = clock.today()
    if found <= today:
        raise tk.Invalid(tk._("Give a day to come."))
    if found.year > today.year + FURTHEST_YEARS:
        raise tk.Invalid(tk._("Give a date of the next {number} years.").format(number=20))
    return found


@validator_args
def transition(not_empty: Validator, ignore_empty: Validator) -> Schema:
    """One step of one dataset."""
    return {
        "id": [not_empty, name],
        "transition": [not_empty, name],
        "version": [ignore_empty, up_to(2**31 - 1)],
        "reason": [ignore_empty, text],
        "message": [ignore_empty, text],
        "publish_at": [ignore_empty, future_moment],
    }


@validator_args
def history(not_empty: Validator, ignore_empty: Validator) -> Schema:
    """Which entries of a dataset's history."""
    return {
        "id": [not_empty, name],
        "before": [ignore_empty, up_to(2**62)],
        "limit": [ignore_empty, up_to(log.MOST_ENTRIES)],
    }


@validator_args
def comment(not_empty: Validator, ignore_empty: Validator, default: Any) -> Schema:
    """One comment; the action says what to do about an empty one."""
    return {
        "id": [not_empty, name],
        "text": [default(""), text],
        "field": [ignore_empty, name],
    }


@validator_args
def settle(not_empty: Validator) -> Schema:
    """One comment that is settled."""
    return {"id": [not_empty, name], "comment": [not_empty, up_to(2**62)]}


@validator_args
def explain(not_empty: Validator, default: Any) -> Schema:
    """The reason of an emergency, given afterwards."""
    return {"id": [not_empty, name], "reason": [default(""), text]}


@validator_args
def dates(not_empty: Validator, ignore_empty: Validator) -> Schema:
    """The dates of a public dataset."""
    return {
        "id": [not_empty, name],
        "version": [ignore_empty, up_to(2**31 - 1)],
        "expires_at": [ignore_empty, future_moment],
        "reexamine_on": [ignore_empty, future_day],
    }


def _moment_wanted() -> str:
    return tk._("Give a date and a time, for example 2027-01-15T09:00.")


def _day_wanted() -> str:
    return tk._("Give a date, for example 2027-01-15.")
