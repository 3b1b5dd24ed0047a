"""Two years, the second after the first: ``2017/2018``; one year alone where that is allowed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import attrs
from frictionless import errors

from ckanext.opendatalab.quality.checks.french import base

_YEARS = re.compile(r"([0-9]{4})(?:/([0-9]{4}))?")


class YearIntervalError(errors.CellError):
    """A value that is no such interval."""

    type = "year-interval-value"
    title = "Years"
    template = 'Row "{rowNumber}", field "{fieldName}": not an interval of years'


@attrs.define(kw_only=True, repr=False)
class YearInterval(base.FrenchCheck):
    """Every value is an interval of years."""

    type = "year-interval-value"
    Errors = [YearIntervalError]

    year_alone: bool = False

    def wrong(self, *values: Any) -> bool:
        """Return whether the value is there and is no interval of years."""
        if values[0] is None:
            return False
        found = _YEARS.fullmatch(str(values[0]))
        if not found:
            return True
        first, second = found.groups()
        return not self.year_alone if second is None else first >= second


def read(params: Mapping[str, Any]) -> YearInterval:
    """Return the check as a schema asks for it."""
    column = base.name(params, "column")
    return YearInterval(columns=[column], year_alone=params.get("allow-year-only") in ("yes", True))
