"""A French telephone number, or an international one (E.164), spaces and points left aside."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import attrs
from frictionless import errors

from ckanext.opendatalab.quality.checks.french import base

_AROUND = re.compile(r"[ \u00a0\u202f.\-()]")
# Ten digits; short numbers of four (3xxx, 10xx) and six digits (118xxx, 116xxx); emergencies.
_NUMBER = re.compile(
    r"(?:0[1-9][0-9]{8}|(?:\+|00)33(?:0)?[1-9][0-9]{8}|3[0-9]{3}|10[0-9]{2}|11[68][0-9]{3}"
    r"|1[578]|11[0-9]|19[1-7]|\+(?!33)[1-9][0-9]{6,14})"
)
_LONGEST = 40


class PhoneNumberError(errors.CellError):
    """A value that is no telephone number."""

    type = "phone-number-value"
    title = "Telephone"
    template = 'Row "{rowNumber}", field "{fieldName}": not a telephone number'


@attrs.define(kw_only=True, repr=False)
class PhoneNumber(base.FrenchCheck):
    """Every value is a telephone number."""

    type = "phone-number-value"
    Errors = [PhoneNumberError]

    def wrong(self, *values: Any) -> bool:
        """Return whether the value is there and is no telephone number."""
        if values[0] is None:
            return False
        text = str(values[0])
        return len(text) > _LONGEST or not _NUMBER.fullmatch(_AROUND.sub("", text))


def read(params: Mapping[str, Any]) -> PhoneNumber:
    """Return the check as a schema asks for it."""
    return PhoneNumber(columns=[base.name(params, "column")])
