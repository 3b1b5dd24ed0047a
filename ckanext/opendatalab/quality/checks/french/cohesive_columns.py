"""Columns that are filled together or not at all, as the year and the name of a budget."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from frictionless import errors

from ckanext.opendatalab.quality.checks.french import base


class CohesiveColumnsError(errors.RowError):
    """Some are filled, some are not."""

    type = "cohesive-columns-value"
    title = "Filled together"
    template = 'Row "{rowNumber}": columns that go together are filled in part'


@attrs.define(kw_only=True, repr=False)
class CohesiveColumns(base.FrenchCheck):
    """All have a value, or none has."""

    type = "cohesive-columns-value"
    Errors = [CohesiveColumnsError]
    emptiness = True

    def wrong(self, *values: Any) -> bool:
        """Return whether some are empty and some are not."""
        return len({value is None for value in values}) == 2


def read(params: Mapping[str, Any]) -> CohesiveColumns:
    """Return the check as a schema asks for it."""
    columns = [base.name(params, "column"), *base.names(params, "othercolumns")]
    return CohesiveColumns(columns=columns)
