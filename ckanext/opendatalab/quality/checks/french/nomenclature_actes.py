"""The matter of a decision in the nomenclature ACTES of the Ministry of the Interior.

The first of its two levels has nine matters (general framework of ACTES, "nomenclature nationale
des matières"); schemas write the two with a slash between them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

import attrs
from frictionless import errors

from ckanext.opendatalab.quality.checks.french import base

_MATTERS = frozenset(
    (
        "commande publique",
        "urbanisme",
        "domaine et patrimoine",
        "fonction publique",
        "institutions et vie politique",
        "libertes publiques et pouvoirs de police",
        "finances locales",
        "domaines de competences par themes",
        "autres domaines de competences",
    )
)


class NomenclatureActesError(errors.CellError):
    """A value that is no such matter."""

    type = "nomenclature-actes-value"
    title = "ACTES"
    template = 'Row "{rowNumber}", field "{fieldName}": not a matter of the nomenclature ACTES'


@attrs.define(kw_only=True, repr=False)
class NomenclatureActes(base.FrenchCheck):
    """Every value is a matter, then a slash, then what is under it."""

    type = "nomenclature-actes-value"
    Errors = [NomenclatureActesError]

    def wrong(self, *values: Any) -> bool:
        """Return whether the value is there and does not begin with one of the nine matters."""
        if values[0] is None:
            return False
        matter, slash, under = str(values[0]).partition("/")
        return not slash or not under.strip() or _plain(matter) not in _MATTERS


def read(params: Mapping[str, Any]) -> NomenclatureActes:
    """Return the check as a schema asks for it."""
    return NomenclatureActes(columns=[base.name(params, "column")])


def _plain(text: str) -> str:
    """Capitals, accents and doubled spaces make no other matter."""
    apart = unicodedata.normalize("NFKD", text[:200])
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(bare.replace("\u2019", "'").lower().split())
