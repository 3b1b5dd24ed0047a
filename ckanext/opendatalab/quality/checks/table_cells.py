"""What the cells of one column have to be: frictionless reads them and knows the constraints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from frictionless import Field

from ckanext.opendatalab.quality.checks.french import FrenchCheck
from ckanext.opendatalab.quality.checks.table_codes import codes_of

Codes = tuple[str, ...]

LONGEST_MATCHED = 5000
# The value of a cell that is of another type: neither there nor empty.
WRONG = object()


class Cells:
    """The cells of one field.  ``empty``: the texts that stand for no value."""

    def __init__(self, field: Field, checks: Sequence[FrenchCheck]) -> None:
        self.field = field
        self._checks = checks
        self._reader = field.create_cell_reader()
        self._matched = "pattern" in field.constraints
        whole = field.schema.missing_values if field.schema else []
        told = {"", *field.missing_values, *whole}
        self.empty = frozenset(text for text in told if self.value(text) is None)

    def value(self, cell: str) -> Any:
        """Return the value of a cell: ``None`` if it is empty, ``WRONG`` if of another type."""
        value, notes = self._read(cell)
        return WRONG if notes and "type" in notes else value

    def wrong(self, cell: str) -> Codes:
        """Return the codes of what is wrong with a cell."""
        if self._matched and len(cell) > LONGEST_MATCHED:
            return ("constraint-error-pattern",)
        value, notes = self._read(cell)
        codes = codes_of(self.field, notes) if notes else ()
        if self._checks and not (notes and "type" in notes):
            codes = (*codes, *(check.type for check in self._checks if check.wrong(value)))
        return codes

    def judge(self) -> tuple[Callable[[str], Codes] | None, dict[Any, Codes]]:
        """Return what says what is wrong with any text; ``None``: only with the texts beside."""
        plain = self.field.type == "any" or (
            self.field.type == "string" and self.field.format == "default"
        )
        if not plain or self._checks or set(self.field.constraints) - {"required", "unique"}:
            return self.wrong, {}
        return None, {text: codes for text in self.empty if (codes := self.wrong(text))}

    def _read(self, cell: str) -> tuple[Any, dict[str, str] | None]:
        try:
            return self._reader(cell)
        except Exception:  # noqa: BLE001 - a value that even frictionless did not think of
            return None, {"type": ""}


def judge_together(
    check: FrenchCheck, cells: Sequence[Cells]
) -> Callable[[tuple[Any, ...]], Codes]:
    """Return what says whether the texts of several columns go together.

    Where only their emptiness counts, it is asked with ``True`` for each text that is empty.
    """
    lacking = [None] * (len(check.columns) - len(cells))

    def of_texts(texts: tuple[str, ...]) -> Codes:
        values = [one.value(text) for one, text in zip(cells, texts, strict=True)]
        return () if WRONG in values or not check.wrong(*values) else (check.type,)

    def of_emptiness(empty: tuple[bool, ...]) -> Codes:
        values = [None if one else True for one in empty]
        return (check.type,) if check.wrong(*values, *lacking) else ()

    return of_emptiness if check.emptiness else of_texts
