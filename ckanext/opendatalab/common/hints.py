"""Which columns of a table look as if they held personal data.  Pure.

A help to answer, never a verdict: a column without a hint proves nothing.  By the column's name, in
French or English, and by the shape of the first values, which are looked at and not kept.  Made to
say little on ordinary open data: "nom_commune", or "nom" over a list of schools, says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from ckanext.opendatalab.common import hint_names as names

Kind = Literal["name", "address", "email", "phone", "birth_date", "national_number"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# A column has the shape of something when this part of its values has it.
SHARE = 0.5

_EMAIL = re.compile(r"([^\s@;,<>()]{1,64})@[^\s@;,<>()]{1,80}\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?:(?:\+|00)33[ .]?(?:\(0\))?|0)[ .]?[1-9](?:[ .-]?\d{2}){4}")
# Sex, year, month (also the codes above 12 of those born who knows when), département, commune,
# order, key.  Article R161-1 of the social security code.
_NATIONAL = re.compile(r"([1-478]\d{2}(?:0[1-9]|1[0-2]|[2-9]\d)(?:\d{2}|2[AB])\d{6})(\d{2})?")
_TITLE = re.compile(r"(?:M|Mr|Mme|Mlle|Monsieur|Madame|Mademoiselle)\b\.? +[^\W\d_]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")


@dataclass(frozen=True)
class Hint:
    """A column that looks like something; nothing of what it holds."""

    column: str
    kind: Kind


def hints(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[Hint]:
    """Return at most one hint for each column of a table, in the order of the columns.

    ``rows``: the first ones, as many as the caller likes; without any, the names alone speak.
    """
    said = {word for column in header for word in words(column)}
    things = bool(said & names.COORDINATES) and not said & names.FORENAME
    found: list[Hint] = []
    for index, column in enumerate(header):
        values = [row[index].strip() for row in rows if index < len(row) and row[index].strip()]
        kind = _kind(words(column), values, things)
        if kind is not None and (hint := Hint(column, kind)) not in found:
            found.append(hint)
    return found


def words(column: str) -> list[str]:
    """Return the words of a column's name, without accents, case or numbers."""
    plain = unicodedata.normalize("NFKD", column.replace("œ", "oe").replace("Œ", "OE"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"([a-z])([A-Z])", r"\1 \2", plain)
    found = re.findall(r"[a-z]+", plain.lower())
    # What a header in capitals, or a hurried one, writes in one word.
    return [word for one in found for word in names.COMPACT.get(one, (one,))]


def _kind(said: list[str], values: list[str], things: bool) -> Kind | None:
    tests: dict[Kind, bool] = {
        "national_number": _is_national(said, values),
        "email": _is_email(said, values),
        "phone": _is_phone(said, values),
        "birth_date": _is_birth(said),
        "name": _is_name(said, values, things),
        "address": _is_address(said),
    }
    return next((kind for kind, true in tests.items() if true), None)


def _is_national(said: list[str], values: list[str]) -> bool:
    if names.has(said, names.NATIONAL):
        return True
    return _mostly(values, _has_valid_key)


def _has_valid_key(value: str) -> bool:
    """Tell whether a value is a number with its key; without a key any 13 digits would do."""
    found = _NATIONAL.fullmatch(re.sub(r"[ .-]", "", value.upper()))
    if found is None or not found[2]:
        return False
    number = found[1]
    # Corsica: 2A counts as 19, 2B as 18.
    digits = int(number.replace("2A", "19").replace("2B", "18"))
    return 97 - digits % 97 == int(found[2])


def _is_email(said: list[str], values: list[str]) -> bool:
    """Tell whether a column holds e-mail addresses, and not only those of desks ("contact@")."""
    found = [match[1] for value in values if (match := _EMAIL.search(value))]
    if found:
        personal = any(not set(words(before)) & names.DESKS for before in found)
        return personal and (names.has(said, names.EMAIL) or len(found) >= SHARE * len(values))
    return not values and names.has(said, names.EMAIL)


def _is_phone(said: list[str], values: list[str]) -> bool:
    if names.has(said, names.PHONE):
        return True
    if set(said) & names.IDENTIFIERS:
        return False  # ten digits may number anything
    return _mostly(values, lambda value: bool(_PHONE.fullmatch(value)))


def _is_birth(said: list[str]) -> bool:
    return names.has(said, names.BIRTH) and not set(said) & names.COUNTS


def _is_name(said: list[str], values: list[str], things: bool) -> bool:
    """``things``: the table has a position on the map for each row, and no forenames."""
    if _mostly(values, lambda value: bool(_TITLE.match(value))):
        return True
    if set(said) & names.COUNTS:
        return False
    rest = set(said) - names.NAME - names.OF_A_NAME
    named = bool(set(said) & names.NAME)
    if set(said) & (names.FORENAME | names.SURNAME):
        return True
    if named and not rest:
        # With what only a person's name has ("usage", "famille"); or "nom" alone.
        of_a_person = bool(set(said) & names.OF_A_PERSON)
        return of_a_person or not (things or _mostly(values, _is_a_thing))
    if named and rest <= names.PERSONS:
        return True
    # Who may be a person or a company.
    return rest <= names.PERSONS | names.PARTIES and bool(rest) and _mostly(values, _is_a_person)


def _is_a_thing(value: str) -> bool:
    """Tell whether a value names a place or an organisation."""
    return any(letter.isdigit() for letter in value) or bool(set(words(value)) & names.THINGS)


def _is_a_person(value: str) -> bool:
    """Tell whether a value is written as a person's name: two to four words, one in capitals."""
    parts = value.replace(",", " ").split()
    if not 2 <= len(parts) <= 4 or not all(_WORD.fullmatch(part) for part in parts):
        return False
    if set(words(value)) & names.THINGS:
        return False
    capitals = [part for part in parts if len(part) > 1 and part.isupper()]
    return 0 < len(capitals) < len(parts)


def _is_address(said: list[str]) -> bool:
    if set(said) & names.HOME:
        return True
    rest = set(said) - names.ADDRESS - names.OF_AN_ADDRESS
    return bool(set(said) & names.ADDRESS) and rest <= names.PERSONS


def _mostly(values: list[str], test: Callable[[str], bool]) -> bool:
    return bool(values) and sum(map(test, values)) >= SHARE * len(values)
