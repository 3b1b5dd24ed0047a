"""What the actions about an organisation's legal side accept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import ckan.plugins.toolkit as tk
from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator

from ckanext.opendatalab.common.schema import name, unreadable, up_to
from ckanext.opendatalab.common.text import clean
from ckanext.opendatalab.legal.assessment import State
from ckanext.opendatalab.legal.engine.ruleset import OrganisationType
from ckanext.opendatalab.legal.organization import figures
from ckanext.opendatalab.legal.sign_schema import day, line

TYPES: tuple[OrganisationType, ...] = get_args(OrganisationType)
STATES: tuple[State, ...] = get_args(State)
MOST_ROWS = 200
ROWS = 50
MOST_ENTRIES = 500
FARTHEST = 100_000
LONGEST_SENTENCE = 2_000

_TRUE = {"true", "yes", "1"}
_FALSE = {"false", "no", "0"}


def optional(read: Callable[[Any], Any]) -> Any:
    """Return a validator that leaves an absent value absent and takes an empty one as none.

    Core's ``ignore_missing`` and ``ignore_empty`` would make both the same.
    """

    def validator(key: Any, data: Any, errors: Any, context: Any) -> None:
        value = data.get(key, tk.missing)
        if value is tk.missing:
            data.pop(key, None)
            raise tk.StopOnError
        if value is None or (isinstance(value, str) and not value.strip()):
            data[key] = None
        else:
            data[key] = read(value)

    return validator


def type_(value: Any) -> str:
    """Return one of the types of organisations."""
    if value not in TYPES:
        raise tk.Invalid(tk._("Choose a type of the list."))
    return value


def siren(value: Any) -> str:
    """Return a SIREN number."""
    try:
        return figures.siren(value)
    except ValueError:
        raise tk.Invalid(
            tk._("Write the nine digits of the SIREN number; check each: one of them is wrong.")
        ) from None


def population(value: Any) -> int:
    """Return a number of inhabitants."""
    try:
        return figures.population(value)
    except ValueError:
        raise tk.Invalid(
            tk._("Write the number of inhabitants: a whole number, not below 0.")
        ) from None


def staff(value: Any) -> float:
    """Return a number of full-time equivalents."""
    try:
        return figures.staff(value)
    except ValueError:
        raise tk.Invalid(
            tk._("Write the number of full-time equivalents, not below 0, for instance 48.5.")
        ) from None


def yes_or_no(value: Any) -> bool:
    """Return a boolean; refuse what is neither yes nor no."""
    word = str(value)[:10].lower()
    if word not in _TRUE | _FALSE:
        raise tk.Invalid(tk._("Answer yes or no."))
    return word in _TRUE


def state(value: Any) -> str:
    """Return one of the states of an analysis."""
    if value not in STATES:
        raise tk.Invalid(tk._("Choose a state of the list."))
    return value


def offset(value: Any) -> int:
    """Return how many rows to leave out."""
    text = str(value)
    if isinstance(value, (bool, float)) or not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise tk.Invalid(tk._("Write a whole number, not below 0."))
    return min(int(text), FARTHEST)


def sentence(value: Any) -> str:
    """Return a few sentences; line ends and runs of spaces become one space."""
    if not isinstance(value, str):
        raise tk.Invalid(tk._("Write a text."))
    if not clean(value):
        raise tk.Invalid(unreadable())
    text = " ".join(value.split())
    if not text:
        raise tk.Invalid(tk._("Write a text."))
    if len(text) > LONGEST_SENTENCE:
        raise tk.Invalid(tk._("Write at most {number} characters.").format(number=LONGEST_SENTENCE))
    return text


@validator_args
def organization(not_empty: Validator) -> Schema:
    """One organisation."""
    return {"organization": [not_empty, name]}


@validator_args
def profile(not_empty: Validator, ignore_missing: Validator) -> Schema:
    """What an organisation says of itself; what is absent stays, what is empty is taken out."""
    return {
        "organization": [not_empty, name],
        "type": [optional(type_)],
        "siren": [optional(siren)],
        "population": [optional(population)],
        "staff": [optional(staff)],
        "validator": [optional(name)],
        "authority": [optional(line)],
        "publishes_obligation": [ignore_missing, yes_or_no],
    }


@validator_args
def register(not_empty: Validator, ignore_empty: Validator) -> Schema:
    """Which rows of the register of decisions."""
    return {
        "organization": [not_empty, name],
        "state": [ignore_empty, state],
        "limit": [ignore_empty, up_to(MOST_ROWS)],
        "offset": [ignore_empty, offset],
    }


@validator_args
def information_list(not_empty: Validator, ignore_empty: Validator) -> Schema:
    """Which entries of an organisation's directory of public information."""
    return {
        "organization": [not_empty, name],
        "limit": [ignore_empty, up_to(MOST_ENTRIES)],
        "offset": [ignore_empty, offset],
    }


@validator_args
def information(not_empty: Validator) -> Schema:
    """The entry of one dataset."""
    return {"id": [not_empty, name]}


@validator_args
def information_proposal(not_empty: Validator, ignore_empty: Validator) -> Schema:
    """What an entry says (article R322-7 of the CRPA)."""
    return {
        "id": [not_empty, name],
        "title": [not_empty, line],
        "subject": [not_empty, sentence],
        "created_on": [not_empty, day],
        "reuse_conditions": [not_empty, sentence],
        "fee": [ignore_empty, sentence],
        "updated_on": [ignore_empty, day],
        "update_subject": [ignore_empty, sentence],
    }


@validator_args
def information_validation(not_empty: Validator, ignore_empty: Validator) -> Schema:
    """An entry, and the proposal of it that somebody read."""
    return {"id": [not_empty, name], "proposal": [ignore_empty, name]}
