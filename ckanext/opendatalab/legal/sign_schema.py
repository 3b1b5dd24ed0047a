"""What the actions that validate, attest, prove and give an opinion accept."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator

from ckanext.opendatalab.common.schema import name, unreadable
from ckanext.opendatalab.common.text import clean
from ckanext.opendatalab.legal.engine.ready import TESTS, Opinion
from ckanext.opendatalab.legal.engine.ruleset import VERDICTS
from ckanext.opendatalab.legal.schema import version

SHORTEST_REASON = 10
LONGEST_TEXT = 5_000
LONGEST_LINE = 300
LONGEST_URL = 2_000
MOST_COLUMNS = 500
MOST_ITEMS = 200

_YES = {"true", "yes", "1"}
_NO = {"false", "no", "0"}


def line(value: Any) -> str:
    """Return a short text on one line."""
    return " ".join(_text(value, LONGEST_LINE).split())


def text(value: Any) -> str:
    """Return a text of a few pages at most."""
    return _text(value, LONGEST_TEXT)


def version_seen(value: Any) -> int | None:
    """Return the version of the file that somebody saw, if she says so."""
    return None if value in (tk.missing, None, "") else version(value)


def verdict(value: Any) -> Any:
    """Return a verdict, nothing where none is given; an empty one is none of the list."""
    if value is tk.missing or value is None:
        return None
    if value not in VERDICTS:
        raise tk.Invalid(tk._("Choose a verdict of the list."))
    return value


def day(value: Any) -> date:
    """Return a day."""
    try:
        found = date.fromisoformat(value.strip())
    except (AttributeError, ValueError):
        found = None
    if found is None or found.isoformat() != value.strip():
        raise tk.Invalid(tk._("Write the date as year-month-day, for instance 2026-12-31."))
    return found


def web_address(value: Any) -> str:
    """Return an address of the web, which nobody here ever opens."""
    address = _text(value, LONGEST_URL)
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc or any(map(str.isspace, address)):
        raise tk.Invalid(tk._("Give an address that begins with http:// or https://."))
    return address


def opinion(value: Any) -> str:
    """Return one of the opinions of a DPO."""
    if value not in get_args(Opinion):
        raise tk.Invalid(tk._("Choose one of the three opinions."))
    return value


def columns(value: Any) -> list[str]:
    """Return names of columns, each once; one alone need not be in a list."""
    names = _list(value, MOST_COLUMNS)
    return list(dict.fromkeys(filter(None, (_text(one, LONGEST_LINE) for one in names))))


def tests(value: Any) -> dict[str, bool]:
    """Return the tests of anonymity that were answered."""
    if not isinstance(value, dict):
        raise tk.Invalid(tk._("Answer each test with yes or no."))
    if any(test not in TESTS for test in value):
        raise tk.Invalid(tk._("There are three tests: {names}.").format(names=", ".join(TESTS)))
    return {test: _yes(said) for test, said in value.items() if said not in (None, "")}


def names(value: Any) -> list[str]:
    """Return ids or names, each once."""
    found = list(dict.fromkeys(name(one) for one in _list(value, MOST_ITEMS)))
    if not found:
        raise tk.Invalid(tk._("Choose at least one."))
    return found


@validator_args
def validate(not_empty: Validator, ignore_empty: Validator) -> Schema:
    return {
        "version": [not_empty, version],
        "verdict": [verdict],
        "reason": [ignore_empty, text],
        "reason_against_dpo": [ignore_empty, text],
        "authority": [ignore_empty, line],
        "delegation": [ignore_empty, line],
        "review_on": [ignore_empty, day],
    }


@validator_args
def reopen(not_empty: Validator, ignore_empty: Validator) -> Schema:
    return {"version": [version_seen], "reason": [not_empty, text, not_empty]}


@validator_args
def attest(not_empty: Validator, ignore_empty: Validator) -> Schema:
    return {
        "version": [version_seen],
        "key": [not_empty, line],
        "method": [not_empty, text, not_empty],
        "done_by": [not_empty, line, not_empty],
        "done_on": [not_empty, day],
        "columns": [ignore_empty, columns],
        "tests": [ignore_empty, tests],
    }


@validator_args
def prove(not_empty: Validator, ignore_empty: Validator) -> Schema:
    return {
        "version": [version_seen],
        "key": [not_empty, line],
        "reference": [not_empty, line, not_empty],
        "url": [ignore_empty, web_address],
    }


@validator_args
def give_opinion(not_empty: Validator, ignore_empty: Validator) -> Schema:
    return {
        "version": [version_seen],
        "opinion": [not_empty, opinion],
        "text": [ignore_empty, text],
    }


@validator_args
def validate_template(not_empty: Validator, ignore_empty: Validator) -> Schema:
    return {
        "template": [not_empty, name],
        "organizations": [not_empty, names],
        "authority": [ignore_empty, line],
        "delegation": [ignore_empty, line],
    }


@validator_args
def reconfirm(not_empty: Validator, ignore_empty: Validator) -> Schema:
    return {
        "ids": [not_empty, names],
        "reason": [ignore_empty, text],
        "delegation": [ignore_empty, line],
    }


def _text(value: Any, longest: int) -> str:
    """Return a text that the database takes, without the space around it."""
    if not isinstance(value, str):
        raise tk.Invalid(tk._("Write a text."))
    if len(value) > longest:
        raise tk.Invalid(tk._("Write at most {number} characters.").format(number=longest))
    if not clean(value):
        raise tk.Invalid(unreadable())
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()


def _list(value: Any, most: int) -> list[Any]:
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, (list, tuple)):
        raise tk.Invalid(tk._("Give a list."))
    if len(found) > most:
        raise tk.Invalid(tk._("Give at most {number} at a time.").format(number=most))
    return list(found)


def _yes(said: Any) -> bool:
    word = str(said).strip().lower()
    if word not in _YES | _NO:
        raise tk.Invalid(tk._("Answer each test with yes or no."))
    return word in _YES
