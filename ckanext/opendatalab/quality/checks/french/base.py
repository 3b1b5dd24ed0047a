"""What the French checks have in common: they are checks of frictionless over a few columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

import attrs
from frictionless import Check, Row, errors

MOST_COLUMNS = 50


@attrs.define(kw_only=True, repr=False)
class FrenchCheck(Check):
    """Looks at the values of ``columns`` in each row; a fault is told at the first of them.

    ``absent``: whether a column that the file lacks counts as an empty one.  Where it does not,
    the check is not made.  ``emptiness``: whether it only looks at which of them are empty.
    """

    type = "french-check"
    absent: ClassVar[bool] = False
    emptiness: ClassVar[bool] = False

    columns: list[str]

    def wrong(self, *values: Any) -> bool:
        """Return whether these values, one for each column and ``None`` if empty, do not do."""
        raise NotImplementedError

    def validate_row(self, row: Row) -> Iterable[errors.RowError]:
        """Yield the row's fault, for frictionless itself."""
        present = [name for name in self.columns if name in row]
        if not present or (len(present) < len(self.columns) and not self.absent):
            return
        values = [row.get(name) for name in self.columns]
        told = [name for name in present if name in row.error_cells]
        if self.emptiness:
            values = [
                True if name in told else value
                for name, value in zip(self.columns, values, strict=True)
            ]
        elif told:
            return
        if self.wrong(*values):
            (error,) = self.Errors
            if issubclass(error, errors.CellError):
                yield error.from_row(row, note="", field_name=present[0])
            elif issubclass(error, errors.RowError):
                yield error.from_row(row, note="")


def name(params: Any, key: str) -> str:
    """Return a column's name.

    :raises ValueError: there is none
    """
    value = params.get(key) if isinstance(params, Mapping) else None
    if not isinstance(value, str) or not value:
        raise ValueError(f"{key} is {value!r}: expected the name of a column")
    return value


def names(params: Any, key: str) -> list[str]:
    """Return the names of columns.

    :raises ValueError: it is no list of names, or a very long one
    """
    value = params.get(key) if isinstance(params, Mapping) else None
    if not isinstance(value, list) or not 0 < len(value) <= MOST_COLUMNS:
        raise ValueError(f"{key}: expected 1 to {MOST_COLUMNS} names of columns")
    return [name({key: one}, key) for one in value]
