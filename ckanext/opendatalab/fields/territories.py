"""Official codes of French territories and organisations.  Pure.

A code is a text: the leading zero of ``01004`` and the letter of ``2A004`` belong to it.
Sources: INSEE, code officiel géographique; INSEE, identification key of SIREN and SIRET numbers.
"""

from __future__ import annotations

import re
from typing import Literal

Reason = Literal[
    "siren",
    "siren_key",
    "siret",
    "siret_key",
    "siren_or_siret",
    "commune",
    "commune_leading_zero",
    "commune_corsica",
    "departement",
    "departement_leading_zero",
    "departement_corsica",
    "region",
    "region_leading_zero",
    "country",
    "too_long",
]

LA_POSTE = "356000000"
_LA_POSTE_HEAD_OFFICE = "35600000000048"
_MAX_OTHER = 50

REGIONS = frozenset(
    [
        "01",
        "02",
        "03",
        "04",
        "06",
        "11",
        "24",
        "27",
        "28",
        "32",
        "44",
        "52",
        "53",
        "75",
        "76",
        "84",
        "93",
        "94",
    ]
)
_DEPARTEMENT = re.compile(r"0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5]|97[1-46]")
# 975 and 977 to 989: overseas collectivities, which have communes but are not départements.
_COMMUNE = re.compile(r"(?:0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5]|97[1-8]|98[46-9])(\d{2,3})")
_COUNTRIES = {"fr": "FRA", "france": "FRA"}

INSEE = "http://id.insee.fr/geo"
_COUNTRY_TABLE = "http://publications.europa.eu/resource/authority/country"
_PLACES = {
    "commune": f"{INSEE}/commune",
    "epci": f"{INSEE}/intercommunalite",
    "departement": f"{INSEE}/departement",
    "region": f"{INSEE}/region",
    "country": _COUNTRY_TABLE,
}


class CodeError(ValueError):
    """A code that no territory or organisation has; ``reason`` says what is wrong with it."""

    def __init__(self, reason: Reason, text: str) -> None:
        super().__init__(f"{reason}: {text!r}")
        self.reason: Reason = reason
        self.text = text


def check(kind: str, text: str) -> str:
    """Return the code of a territory of this ``kind``, written as INSEE writes it.

    An unknown kind is not judged, only bounded.

    :raises CodeError: no such territory can exist
    """
    if kind == "commune":
        return check_commune(text)
    if kind == "epci":
        return check_siren(text)
    if kind == "departement":
        return check_departement(text)
    if kind == "region":
        return check_region(text)
    if kind == "country":
        return check_country(text)
    if len(text) > _MAX_OTHER:
        raise CodeError("too_long", text)
    return text.strip()


def check_siren(text: str) -> str:
    """Return the nine digits of a SIREN number.

    :raises CodeError: not nine digits, or a wrong key
    """
    digits = _digits(text)
    if not re.fullmatch(r"[0-9]{9}", digits):
        raise CodeError("siren", text)
    if not _luhn(digits):
        raise CodeError("siren_key", text)
    return digits


def check_siret(text: str) -> str:
    """Return the fourteen digits of a SIRET number.

    :raises CodeError: not fourteen digits, or a wrong key
    """
    digits = _digits(text)
    if not re.fullmatch(r"[0-9]{14}", digits):
        raise CodeError("siret", text)
    if digits.startswith(LA_POSTE) and digits != _LA_POSTE_HEAD_OFFICE:
        # La Poste has more establishments than its Luhn keys allow: the sum of the digits is used.
        valid = sum(int(digit) for digit in digits) % 5 == 0
    else:
        valid = _luhn(digits) and _luhn(digits[:9])
    if not valid:
        raise CodeError("siret_key", text)
    return digits


def check_siren_or_siret(text: str) -> str:
    """Return the digits of a SIREN or SIRET number.

    :raises CodeError: neither, or a wrong key
    """
    digits = _digits(text)
    if re.fullmatch(r"[0-9]{9}", digits):
        return check_siren(text)
    if re.fullmatch(r"[0-9]{14}", digits):
        return check_siret(text)
    raise CodeError("siren_or_siret", text)


def check_commune(text: str) -> str:
    """Return the five characters of a commune's code.

    :raises CodeError: four digits (the leading zero is lost), 20xxx (Corsica), or no commune's code
    """
    code = _code(text)
    if re.fullmatch(r"[1-9][0-9]{3}", code):
        raise CodeError("commune_leading_zero", text)
    if re.fullmatch(r"20[0-9]{3}", code):
        raise CodeError("commune_corsica", text)
    match = _COMMUNE.fullmatch(code)
    if len(code) != 5 or not code.isascii() or match is None or not int(match[1]):
        raise CodeError("commune", text)
    return code


def check_departement(text: str) -> str:
    """Return a département's code, ``01`` to ``95``, ``2A``, ``2B``, ``971`` to ``974`` or ``976``.

    :raises CodeError: no département has it
    """
    code = _code(text)
    if re.fullmatch(r"[1-9]", code):
        raise CodeError("departement_leading_zero", text)
    if code == "20":
        raise CodeError("departement_corsica", text)
    if not code.isascii() or not _DEPARTEMENT.fullmatch(code):
        raise CodeError("departement", text)
    return code


def check_region(text: str) -> str:
    """Return a region's code, as numbered since 2016.

    :raises CodeError: no region has it
    """
    code = _code(text)
    if re.fullmatch(r"[1-9]", code):
        raise CodeError("region_leading_zero", text)
    if code not in REGIONS:
        raise CodeError("region", text)
    return code


def check_country(text: str) -> str:
    """Return a country's three-letter code (ISO 3166-1), as the European table writes it.

    :raises CodeError: not three letters
    """
    code = _COUNTRIES.get(text.strip().casefold(), _code(text))
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise CodeError("country", text)
    return code


def uri(kind: str, code: str) -> str | None:
    """Return the address of the territory in INSEE's (or Europe's) register, or None."""
    place = _PLACES.get(kind)
    try:
        return f"{place}/{check(kind, code)}" if place else None
    except CodeError:
        return None


def is_derived(address: str) -> bool:
    """Whether ``address`` is one that :func:`uri` gives."""
    return any(address.startswith(f"{place}/") for place in _PLACES.values())


def _code(text: str) -> str:
    return text.strip().upper()


def _digits(text: str) -> str:
    return re.sub(r"[\s.\u00a0\u202f]", "", text)


def _luhn(digits: str) -> bool:
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + position % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
