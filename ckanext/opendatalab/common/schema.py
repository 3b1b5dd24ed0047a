"""What the actions about roles and the log accept."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator

from ckanext.opendatalab.common import log
from ckanext.opendatalab.common.role_rules import ROLES
from ckanext.opendatalab.common.text import clean

LONGEST_NAME = 200
MOST_ROLES = 1_000


def name(value: Any) -> str:
    """Return the id or name of something."""
    if not isinstance(value, str) or not value.strip():
        raise tk.Invalid(tk._("Write a text."))
    if len(value) > LONGEST_NAME:
        raise tk.Invalid(tk._("Write at most {number} characters.").format(number=LONGEST_NAME))
    if not clean(value):
        raise tk.Invalid(unreadable())
    return value.strip()


def unreadable() -> str:
    """Return what to do about a text that cannot be kept."""
    return tk._("Remove the characters that cannot be read, then try again.")


def role(value: Any) -> str:
    """Return one of the roles."""
    if value not in ROLES:
        raise tk.Invalid(tk._("Choose a role of the list."))
    return value


def up_to(most: int) -> Any:
    """Return a validator for a whole number from 1 to ``most``."""

    def limit(value: Any) -> int:
        try:
            number = int(value)
        except (TypeError, ValueError, OverflowError):  # JSON has 1e999
            number = 0
        if isinstance(value, bool) or not 1 <= number <= most:
            raise tk.Invalid(tk._("Write a number from 1 to {number}.").format(number=most))
        return number

    return limit


@validator_args
def role_list(ignore_empty: Validator) -> Schema:
    """An organisation, a user, both or neither."""
    return {
        "organization": [ignore_empty, name],
        "user": [ignore_empty, name],
        "limit": [ignore_empty, up_to(MOST_ROLES)],
    }


@validator_args
def role_change(not_empty: Validator, ignore_empty: Validator) -> Schema:
    """One role of one person, in an organisation or, without one, in the whole portal."""
    return {
        "user": [not_empty, name],
        "role": [not_empty, role],
        "organization": [ignore_empty, name],
    }


def asked_role(data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return the role that a request is about.

    :raises ckan.plugins.toolkit.ValidationError: what is wrong; an empty list as organisation is
        no way to say the whole portal
    """
    place = data_dict.get("organization")
    if place is not None and not isinstance(place, str):
        raise tk.ValidationError({"organization": [tk._("Write a text.")]})
    return validated(data_dict, role_change())


@validator_args
def log_list(ignore_empty: Validator) -> Schema:
    """Which entries of the log."""
    return {
        "organization": [ignore_empty, name],
        "package_id": [ignore_empty, name],
        "kind": [ignore_empty, name],
        "before": [ignore_empty, up_to(2**62)],
        "limit": [ignore_empty, up_to(log.MOST_ENTRIES)],
    }


def validated(data_dict: dict[str, Any], wanted: Schema) -> dict[str, Any]:
    """Return the values that a schema knows.  An empty list is as good as no value.

    :raises ckan.plugins.toolkit.ValidationError: what is wrong, by field
    """
    # CKAN would skip the validators of an empty list, then give it back.
    given = {key: value for key, value in data_dict.items() if key in wanted and value != []}
    data, errors = tk.navl_validate(given, wanted)
    if errors:
        raise tk.ValidationError(errors)
    return data
