"""SIREN: the nine digits of an organisation.  The last one is a Luhn key (ISO/IEC 7812-1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import attrs
from frictionless import errors

from ckanext.opendatalab.quality.checks.french import base

_NINE_DIGITS = re.compile(r"[0-9]{9}")
# Of each digit's byte its value; of a value that of its double, whose two digits are added.
_VALUES = bytes(max(0, byte - ord("0")) for byte in range(256))
_DOUBLED = bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)) + bytes(246)


class SirenError(errors.CellError):
    """A value that is no SIREN."""

    type = "french-siren-value"
    title = "SIREN"
    template = 'Row "{rowNumber}", field "{fieldName}": not a SIREN'


@attrs.define(kw_only=True, repr=False)
class Siren(base.FrenchCheck):
    """Every value is a SIREN."""

    type = "french-siren-value"
    Errors = [SirenError]

    def wrong(self, *values: Any) -> bool:
        """Return whether the value is there and is no SIREN."""
        return values[0] is not None and not is_siren(str(values[0]))


def read(params: Mapping[str, Any]) -> Siren:
    """Return the check as a schema asks for it."""
    return Siren(columns=[base.name(params, "column")])


def is_siren(text: str) -> bool:
    """Return whether ``text`` is nine digits whose key is right."""
    return bool(_NINE_DIGITS.fullmatch(text)) and luhn(text)


def luhn(digits: str) -> bool:
    """Return whether the last digit is the right key of those before it."""
    text = digits.encode("ascii").translate(_VALUES)
    return (sum(text[::-2]) + sum(text[-2::-2].translate(_DOUBLED))) % 10 == 0
