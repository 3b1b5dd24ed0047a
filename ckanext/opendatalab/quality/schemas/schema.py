"""What the actions about schemas accept."""

from __future__ import annotations

import re
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator

from ckanext.opendatalab.common.schema import name, unreadable, up_to
from ckanext.opendatalab.common.text import clean

LONGEST_ID = 2_000
LONGEST_TITLE = 200
MOST_LISTED = 1_000

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")


def short_name(value: Any) -> str:
    """Return the name of an own schema."""
    if not isinstance(value, str) or not _NAME.fullmatch(value.strip()):
        raise tk.Invalid(
            tk._("Write 2 to 60 characters: small letters without accents, digits and hyphens.")
        )
    return value.strip()


def identifier(value: Any) -> str:
    """Return what names a schema: its identifier or its address."""
    if not isinstance(value, str) or len(value) > LONGEST_ID or not clean(value):
        raise tk.Invalid(tk._("Write a text."))
    return value.strip()


def title(value: Any) -> str:
    """Return a title, on one line."""
    if not isinstance(value, str) or not clean(value):
        raise tk.Invalid(unreadable())
    if len(value) > LONGEST_TITLE:
        raise tk.Invalid(tk._("Write at most {number} characters.").format(number=LONGEST_TITLE))
    return " ".join(value.split())


def flag(value: Any) -> bool:
    """Return yes or no, as a form or a program sends them."""
    return value is True or str(value).lower() in ("true", "yes", "1", "on")


@validator_args
def listing(ignore_empty: Validator) -> Schema:
    """Whose own schemas, and how many."""
    return {"organization": [ignore_empty, name], "limit": [ignore_empty, up_to(MOST_LISTED)]}


@validator_args
def one(not_empty: Validator) -> Schema:
    """One schema."""
    return {"id": [not_empty, identifier]}


@validator_args
def upload(not_empty: Validator, ignore_empty: Validator, ignore_missing: Validator) -> Schema:
    """An own schema; its content is looked at apart."""
    return {
        "organization": [not_empty, name],
        "name": [not_empty, short_name],
        "title": [ignore_empty, title],
        "replace": [ignore_missing, flag],
    }
