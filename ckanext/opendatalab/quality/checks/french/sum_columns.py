"""A column is the sum of others, as votes cast of votes for, against and blank."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from frictionless import errors

from ckanext.opendatalab.quality.checks.french import base


class SumColumnsError(errors.RowError):
    """The sum is another one."""

    type = "sum-columns-value"
    title = "Sum"
    template = 'Row "{rowNumber}": the sum is not right'


@attrs.define(kw_only=True, repr=False)
class SumColumns(base.FrenchCheck):
    """The first column is the sum of the others; nothing is said where one of them is empty."""

    type = "sum-columns-value"
    Errors = [SumColumnsError]

    def wrong(self, *values: Any) -> bool:
        """Return whether all are numbers and the first is not the sum of the others."""
        if any(value is None for value in values):
            return False
        try:
            return bool(values[0] != sum(values[1:]))
        except (TypeError, ArithmeticError):
            return False


def read(params: Mapping[str, Any]) -> SumColumns:
    """Return the check as a schema asks for it."""
    return SumColumns(columns=[base.name(params, "column"), *base.names(params, "columns")])
