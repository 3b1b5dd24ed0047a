"""The checks that French schemas ask for beside Table Schema, under ``custom_checks``.

Their names are those of the validator Validata, which is what the schemas were written for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from ckanext.opendatalab.quality.checks.french import (
    cohesive_columns,
    compare_columns,
    nomenclature_actes,
    one_of_required,
    phone_number,
    siren,
    siret,
    sum_columns,
    year_interval,
)
from ckanext.opendatalab.quality.checks.french.base import FrenchCheck

__all__ = ["KINDS", "FrenchCheck", "read"]

_MOST_CHECKS = 100

KINDS: Mapping[str, Callable[[Mapping[str, Any]], FrenchCheck]] = {
    "french-siret-value": siret.read,
    "french-siren-value": siren.read,
    "one-of-required": one_of_required.read,
    "sum-columns-value": sum_columns.read,
    "compare-columns-value": compare_columns.read,
    "cohesive-columns-value": cohesive_columns.read,
    "year-interval-value": year_interval.read,
    "phone-number-value": phone_number.read,
    "nomenclature-actes-value": nomenclature_actes.read,
}


def read(custom: Any, columns: Collection[str]) -> tuple[list[FrenchCheck], list[str]]:
    """Return the checks that a schema asks for, and the names of those that cannot be made.

    :param custom: ``custom_checks`` of the schema, whatever is there
    :param columns: the names of the schema's fields
    """
    if custom is None:
        return [], []
    if not isinstance(custom, list):
        return [], ["custom_checks"]
    checks: list[FrenchCheck] = []
    left_out: list[str] = []
    for asked in custom[:_MOST_CHECKS]:
        name = asked.get("name") if isinstance(asked, Mapping) else None
        kind = KINDS.get(name) if isinstance(name, str) else None
        try:
            made = kind(asked.get("params") or {}) if kind else None
        except ValueError:
            made = None
        if made is not None and set(made.columns) <= set(columns):
            checks.append(made)
        else:
            left_out.append(name if isinstance(name, str) else "custom_checks")
    if len(custom) > _MOST_CHECKS:
        left_out.append("custom_checks")
    return checks, list(dict.fromkeys(left_out))
