"""Reads the figures of an organisation as people write them.  Pure."""

from __future__ import annotations

LARGEST_POPULATION = 100_000_000
LARGEST_STAFF = 1_000_000
LONGEST_FIGURE = 100


def siren(value: object) -> str:
    """Return a SIREN number as nine digits; spaces and dots between them do not matter.

    Its last digit makes the sum of Luhn's method a multiple of ten.  (The establishments of La
    Poste, 356 000 000, follow another rule, its own nine digits do not.)

    :raises ValueError: it is none
    """
    digits = _plain(value).replace(".", "")
    if len(digits) != 9 or not _digits(digits) or not int(digits) or _luhn(digits) % 10:
        raise ValueError(value)
    return digits


def population(value: object) -> int:
    """Return a number of inhabitants; spaces between the digits do not matter.

    :raises ValueError: it is not a whole number from 0 to :data:`LARGEST_POPULATION`
    """
    digits = _plain(value)
    if not _digits(digits) or len(digits) > 12 or int(digits) > LARGEST_POPULATION:
        raise ValueError(value)
    return int(digits)


def staff(value: object) -> float:
    """Return full-time equivalents, with a comma or a point before the decimals.

    :raises ValueError: it is not a number from 0 to :data:`LARGEST_STAFF`
    """
    whole, _, decimals = _plain(value).replace(",", ".", 1).partition(".")
    if not _digits(whole) or len(whole) > 12 or (decimals and not _digits(decimals)):
        raise ValueError(value)
    number = float(f"{whole}.{decimals or 0}")
    if number > LARGEST_STAFF:
        raise ValueError(value)
    return number


def _plain(value: object) -> str:
    """Return a number or a text without any space, the narrow ones of spreadsheets included."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise ValueError(value)
    text = str(value)
    if len(text) > LONGEST_FIGURE:
        raise ValueError("too long")
    return "".join(text.split())


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _luhn(digits: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return total
