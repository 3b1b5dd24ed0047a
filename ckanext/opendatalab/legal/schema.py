"""What the actions about a legal file accept."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator

from ckanext.opendatalab.common.schema import name, up_to
from ckanext.opendatalab.legal import store

LONGEST_NOTE = 4_000
# More questions than there will ever be.
MOST_KEYS = 200
MOST_INDEXES = 100
LARGEST_VERSION = 2**31 - 1


def version(value: Any) -> int:
    """Return the version of the file that somebody saw."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        number = -1
    if isinstance(value, (bool, float)) or not 0 <= number <= LARGEST_VERSION:
        raise tk.Invalid(tk._("Give the version of the analysis that you saw, a whole number."))
    return number


def by_question(value: Any) -> dict[str, Any]:
    """Return something given question by question, of a reasonable size."""
    if not isinstance(value, dict):
        raise tk.Invalid(tk._("Give an object whose keys are codes of questions."))
    if len(value) > MOST_KEYS:
        raise tk.Invalid(tk._("Give at most {number} questions at once.").format(number=MOST_KEYS))
    return {str(key): one for key, one in value.items()}


def note(value: Any) -> str:
    """Return a note: plain text, with the line ends that a form sends made one."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise tk.Invalid(tk._("Write a text."))
    if not clean(value):
        raise tk.Invalid(unreadable())
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > LONGEST_NOTE:
        raise tk.Invalid(
            tk._("Write at most {number} characters: this note has {length}.").format(
                number=LONGEST_NOTE, length=len(text)
            )
        )
    return text


def clean(value: str) -> bool:
    """Tell whether PostgreSQL keeps a text as it is."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value


def unreadable() -> str:
    return tk._("Remove the characters that cannot be read, then try again.")


def indexes(value: Any) -> list[int]:
    """Return the numbers of the boxes that were ticked, each once."""
    items = value if isinstance(value, (list, tuple)) else [value]
    if len(items) > MOST_INDEXES:
        raise tk.Invalid(tk._("Give at most {number} numbers.").format(number=MOST_INDEXES))
    try:
        found = {int(item) for item in items if not isinstance(item, (bool, float))}
    except (TypeError, ValueError) as error:
        raise tk.Invalid(tk._("Give the numbers of the statements, from 0.")) from error
    return sorted(found)


@validator_args
def shown(not_empty: Validator) -> Schema:
    """One dataset."""
    return {"id": [not_empty, name]}


@validator_args
def history(not_empty: Validator, ignore_empty: Validator) -> Schema:
    """Which lines of a dataset's history."""
    return {
        "id": [not_empty, name],
        "before": [ignore_empty, up_to(2**62)],
        "limit": [ignore_empty, up_to(store.MOST_ENTRIES)],
    }


@validator_args
def answered(not_empty: Validator, not_missing: Validator, ignore_missing: Validator) -> Schema:
    """Answers and notes, some or all."""
    return {
        "id": [not_empty, name],
        "version": [not_missing, version],
        "answers": [ignore_missing, by_question],
        "notes": [ignore_missing, by_question],
    }


@validator_args
def template_used(not_empty: Validator, not_missing: Validator) -> Schema:
    """A prepared analysis and the statements that were confirmed."""
    return {
        "id": [not_empty, name],
        "version": [not_missing, version],
        "template": [not_empty, name],
        "confirmed": [default_no_index, indexes],
    }


@validator_args
def duplicated(not_empty: Validator, not_missing: Validator, ignore_missing: Validator) -> Schema:
    """Another dataset, and whether nothing differs."""
    return {
        "id": [not_empty, name],
        "version": [not_missing, version],
        "source": [not_empty, name],
        "confirmed": [ignore_missing, ticked],
    }


def default_no_index(value: Any) -> Any:
    """Return no index at all where nothing was ticked."""
    return [] if value in (None, "", tk.missing) else value


def ticked(value: Any) -> bool:
    """Return whether a box is ticked, as a form or JSON says it; what is unclear is not."""
    return value is True or str(value).lower() in ("true", "on", "yes", "1")
