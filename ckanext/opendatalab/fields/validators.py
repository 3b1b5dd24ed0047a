"""The validators that ``presets.yaml`` names.

Each refuses a wrong value with a sentence that says what to write, except a value that the dataset
already holds: an existing portal stays editable.  An empty value clears the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk
from ckanext.scheming.validation import scheming_validator

from ckanext.opendatalab.fields import stored_lists, territories, vocabulary
from ckanext.opendatalab.fields.stored import is_unchanged

__all__ = [
    "opendatalab_date",
    "opendatalab_email",
    "opendatalab_list_output",
    "opendatalab_siren_or_siret",
    "opendatalab_territory_code",
    "opendatalab_territory_uri",
    "opendatalab_text_length",
    "opendatalab_url",
    "opendatalab_url_lines",
    "opendatalab_vocabulary",
    "opendatalab_vocabulary_list",
]

MAX_TEXT = 10_000
MAX_URL = 2_000
MAX_EMAIL = 254
MAX_ITEMS = 100

Key = tuple[Any, ...]
Check = Callable[[str], str]

_EMAIL = re.compile(r"""[^\s@<>()\[\]",;:\\]+@[^\s@<>()\[\]",;:\\]+\.[^\s@<>()\[\]",;:\\.]{2,}""")


@scheming_validator
def opendatalab_vocabulary(field: dict[str, Any], schema: dict[str, Any]) -> Any:
    """Turn a value, code or label of the field's vocabulary into the value."""
    check = _in_vocabulary(field["opendatalab_vocabulary"])

    def validator(key: Key, data: Any, errors: Any, context: Any) -> None:
        _check_one(check, key, data, context)

    return validator


@scheming_validator
def opendatalab_vocabulary_list(field: dict[str, Any], schema: dict[str, Any]) -> Any:
    """The same for several values, kept as a JSON list."""
    check = _in_vocabulary(field["opendatalab_vocabulary"])

    def validator(key: Key, data: Any, errors: Any, context: Any) -> None:
        check_list(check, key, data, errors, context)

    return validator


def opendatalab_url_lines(key: Key, data: Any, errors: Any, context: Any) -> None:
    """Web addresses, a list or one per line, kept as a JSON list."""
    check_list(address, key, data, errors, context)


def opendatalab_text_length(key: Key, data: Any, errors: Any, context: Any) -> None:
    """A text of a bounded length."""
    _check_one(_text, key, data, context)


def opendatalab_url(key: Key, data: Any, errors: Any, context: Any) -> None:
    """A web address, http or https."""
    _check_one(address, key, data, context)


def opendatalab_email(key: Key, data: Any, errors: Any, context: Any) -> None:
    """An e-mail address."""
    _check_one(_email, key, data, context)


def opendatalab_date(key: Key, data: Any, errors: Any, context: Any) -> None:
    """A day, a month or a year of the calendar, as ISO 8601 writes them."""
    _check_one(_date, key, data, context)


def opendatalab_siren_or_siret(key: Key, data: Any, errors: Any, context: Any) -> None:
    """A SIREN or SIRET number with a right key, kept without spaces."""
    _check_one(_territory(territories.check_siren_or_siret), key, data, context)


def opendatalab_territory_code(key: Key, data: Any, errors: Any, context: Any) -> None:
    """The official code of a territory of the ``kind`` given beside it."""
    kind = _kind(key, data)
    _check_one(_territory(lambda code: territories.check(kind, code)), key, data, context)


def opendatalab_territory_uri(key: Key, data: Any, errors: Any, context: Any) -> None:
    """The address of the territory, derived from its kind and code unless another one is given."""
    given = data.get(key)
    if isinstance(given, str) and given.strip() and not territories.is_derived(given.strip()):
        return
    code = data.get((*key[:-1], "code"))
    data[key] = territories.uri(_kind(key, data), code) if isinstance(code, str) else None


def opendatalab_list_output(value: Any) -> list[str]:
    """Give a stored list as a list; a plain text of before becomes its only item."""
    return stored_lists.from_stored(value)


def _check_one(check: Check, key: Key, data: Any, context: Any) -> None:
    value = data.get(key)
    if not isinstance(value, str):
        raise tk.Invalid(tk._("Write a text here, not a list or a number"))
    if not value.strip():
        data.pop(key, None)
        raise tk.StopOnError
    try:
        data[key] = check(value)
    except tk.Invalid:
        if not is_unchanged(key, value, data, context):
            raise


def check_list(check: Check, key: Key, data: Any, errors: Any, context: Any) -> None:
    """Check every value of a list, or of lines, and keep it as a JSON list."""
    items = stored_lists.from_lines(data.get(key))
    if not items:
        data.pop(key, None)
        raise tk.StopOnError
    if len(items) > MAX_ITEMS:
        raise tk.Invalid(tk._("Give at most {count} values").format(count=MAX_ITEMS))
    checked: list[str] = []
    for item in items:
        try:
            checked.append(check(item))
        except tk.Invalid as error:
            if is_unchanged(key, item, data, context):
                checked.append(item)
            else:
                errors[key].append(error.error)
    data[key] = stored_lists.to_stored(checked)


def _in_vocabulary(name: str) -> Check:
    def check(text: str) -> str:
        value = vocabulary.get(name).normalise(text)
        if value is None:
            raise tk.Invalid(
                tk._('"{value}" is not in the list: choose one of its values').format(
                    value=_short(text)
                )
            )
        return value

    return check


def _text(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise tk.Invalid(
            tk._("This text has {length} characters: shorten it to {most} at most").format(
                length=len(text), most=MAX_TEXT
            )
        )
    return text


def address(text: str) -> str:
    """Return a web address."""
    text = text.strip()
    try:
        parts = urlsplit(text)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        valid = False
    if not valid or len(text) > MAX_URL or re.search(r"[\s<>\"\x00-\x1f]", text):
        raise tk.Invalid(
            tk._(
                '"{value}" is not a web address: write it in full, for instance '
                "https://www.example.org/page"
            ).format(value=_short(text))
        )
    return text


def _email(text: str) -> str:
    text = text.strip()
    if len(text) > MAX_EMAIL or not _EMAIL.fullmatch(text):
        raise tk.Invalid(
            tk._(
                '"{value}" is not an e-mail address: write it in full, for instance '
                "opendata@example.org"
            ).format(value=_short(text))
        )
    return text


def _date(text: str) -> str:
    text = text.strip()
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2}(T[0-9:.+Z-]+)?)?)?", text, re.ASCII):
        raise tk.Invalid(
            tk._('"{value}" is not a date: write year-month-day, for instance 2025-12-31').format(
                value=_short(text)
            )
        )
    try:
        if "T" in text:
            datetime.fromisoformat(text.replace("Z", "+00:00"))
        else:
            date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        raise tk.Invalid(
            tk._('"{value}" does not exist in the calendar: check the day and the month').format(
                value=_short(text)
            )
        ) from None
    return text


def _kind(key: Key, data: Any) -> str:
    kind = data.get((*key[:-1], "kind"))
    if not isinstance(kind, str):
        return ""
    return vocabulary.get("territory_kind").normalise(kind) or ""


def _territory(check: Check) -> Check:
    def checked(text: str) -> str:
        try:
            return check(text)
        except territories.CodeError as error:
            message = _code_messages()[error.reason]
            raise tk.Invalid(message.format(value=_short(text))) from None

    return checked


def _code_messages() -> dict[str, str]:
    return {
        "siren": tk._('"{value}" is not a SIREN number: write its nine digits'),
        "siren_key": tk._(
            '"{value}" is not a SIREN number: one of the digits is wrong, check them'
        ),
        "siret": tk._('"{value}" is not a SIRET number: write its fourteen digits'),
        "siret_key": tk._(
            '"{value}" is not a SIRET number: one of the digits is wrong, check them'
        ),
        "siren_or_siret": tk._(
            '"{value}" is neither a SIREN nor a SIRET number: write nine or fourteen digits'
        ),
        "commune": tk._(
            '"{value}" is not the code of a commune: write the five characters of the INSEE code, '
            "for instance 01004 or 2A004"
        ),
        "commune_leading_zero": tk._(
            '"{value}" has lost its leading zero, as spreadsheets do: write 0{value}'
        ),
        "commune_corsica": tk._(
            '"{value}" is not the code of a commune: in Corsica it begins with 2A or 2B'
        ),
        "departement": tk._(
            '"{value}" is not the code of a département: write for instance 01, 2A or 974'
        ),
        "departement_leading_zero": tk._(
            '"{value}" has lost its leading zero, as spreadsheets do: write 0{value}'
        ),
        "departement_corsica": tk._(
            '"{value}" is not the code of a département any more: in Corsica write 2A or 2B'
        ),
        "region": tk._(
            '"{value}" is not the code of a region: write its two digits, for instance 76'
        ),
        "region_leading_zero": tk._(
            '"{value}" has lost its leading zero, as spreadsheets do: write 0{value}'
        ),
        "country": tk._(
            '"{value}" is not the code of a country: write its three letters, for instance FRA'
        ),
        "too_long": tk._("This code is too long: write at most 50 characters"),
    }


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
