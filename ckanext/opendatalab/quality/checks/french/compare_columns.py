"""A column is before, after, equal to another one, as a date of reception and of a decision."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import attrs
from frictionless import errors

from ckanext.opendatalab.quality.checks.french import base

OPERATIONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "==": operator.eq,
    "!=": operator.ne,
}


class CompareColumnsError(errors.RowError):
    """They do not stand to each other as they should."""

    type = "compare-columns-value"
    title = "Comparison"
    template = 'Row "{rowNumber}": two columns do not stand to each other as they should'


@attrs.define(kw_only=True, repr=False)
class CompareColumns(base.FrenchCheck):
    """Both columns compare as they should; nothing is said where one is empty."""

    type = "compare-columns-value"
    Errors = [CompareColumnsError]

    operation: str

    def wrong(self, *values: Any) -> bool:
        """Return whether both are there, of one kind, and do not compare as they should."""
        one, other = values
        if one is None or other is None:
            return False
        if isinstance(one, str) and isinstance(other, str):
            one, other = _numbers(one, other)
        try:
            return not OPERATIONS[self.operation](one, other)
        except (TypeError, ArithmeticError):
            return False


def read(params: Mapping[str, Any]) -> CompareColumns:
    """Return the check as a schema asks for it.

    :raises ValueError: there is no such comparison
    """
    operation = params.get("op") if isinstance(params, Mapping) else None
    if not isinstance(operation, str) or operation not in OPERATIONS:
        raise ValueError(f"op is {operation!r}: expected one of {', '.join(OPERATIONS)}")
    columns = [base.name(params, "column"), base.name(params, "column2")]
    return CompareColumns(columns=columns, operation=operation)


def _numbers(one: str, other: str) -> tuple[Any, Any]:
    """Two texts that are both numbers compare as numbers: 9 comes before 10."""
    try:
        return Decimal(one), Decimal(other)
    except InvalidOperation:
        return one, other
