"""At least one of two columns is filled, as SIRET or RNA of whoever gets a grant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from frictionless import errors

from ckanext.opendatalab.quality.checks.french import base


class OneOfRequiredError(errors.RowError):
    """Neither is there."""

    type = "one-of-required"
    title = "One of two"
    template = 'Row "{rowNumber}": one of two columns has to be filled'


@attrs.define(kw_only=True, repr=False)
class OneOfRequired(base.FrenchCheck):
    """One of the columns has a value; a column that the file lacks has none."""

    type = "one-of-required"
    Errors = [OneOfRequiredError]
    absent = True
    emptiness = True

    def wrong(self, *values: Any) -> bool:
        """Return whether all are empty."""
        return all(value is None for value in values)


def read(params: Mapping[str, Any]) -> OneOfRequired:
    """Return the check as a schema asks for it."""
    return OneOfRequired(columns=[base.name(params, "column1"), base.name(params, "column2")])
