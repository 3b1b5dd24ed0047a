"""SIRET: the fourteen digits of an establishment: a SIREN, then five digits with a Luhn key.

The establishments of La Poste (SIREN 356000000) are more than the key can tell apart: the sum of
their digits is a multiple of five instead (Insee, documentation of the Sirene API, "SIRET").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import attrs
from frictionless import errors

from ckanext.opendatalab.quality.checks.french import base
from ckanext.opendatalab.quality.checks.french.siren import luhn

_FOURTEEN_DIGITS = re.compile(r"[0-9]{14}")
_LA_POSTE = "356000000"


class SiretError(errors.CellError):
    """A value that is no SIRET."""

    type = "french-siret-value"
    title = "SIRET"
    template = 'Row "{rowNumber}", field "{fieldName}": not a SIRET'


@attrs.define(kw_only=True, repr=False)
class Siret(base.FrenchCheck):
    """Every value is a SIRET."""

    type = "french-siret-value"
    Errors = [SiretError]

    def wrong(self, *values: Any) -> bool:
        """Return whether the value is there and is no SIRET."""
        return values[0] is not None and not is_siret(str(values[0]))


def read(params: Mapping[str, Any]) -> Siret:
    """Return the check as a schema asks for it."""
    return Siret(columns=[base.name(params, "column")])


def is_siret(text: str) -> bool:
    """Return whether ``text`` is fourteen digits with the right key, or one of La Poste's."""
    if not _FOURTEEN_DIGITS.fullmatch(text):
        return False
    if text.startswith(_LA_POSTE) and sum(map(int, text)) % 5 == 0:
        return True
    return luhn(text) and luhn(text[:9])
