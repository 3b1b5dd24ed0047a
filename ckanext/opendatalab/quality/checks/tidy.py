"""A report that can be kept, whatever the file holds, and its way through a pipe.  Pure."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from typing import Any

from ckanext.opendatalab.quality.checks import personal
from ckanext.opendatalab.quality.checks.report import (
    LONGEST_NAME,
    LONGEST_VALUE,
    MOST_PLACES,
    Check,
    Fault,
    Place,
    Report,
)

MOST_COLUMNS = 1000
# Neither PostgreSQL nor UTF-8 has them.
_UNFIT = re.compile("[\0\ud800-\udfff]")


def tidy(report: Report) -> Report:
    """Return a report within its bounds, without characters that nothing can keep."""
    return dataclasses.replace(
        report,
        checks=tuple(_check(one) for one in report.checks),
        columns=tuple(_public(name, LONGEST_NAME) for name in report.columns[:MOST_COLUMNS]),
    )


def _check(check: Check) -> Check:
    return dataclasses.replace(
        check, faults=tuple(map(_fault, check.faults)), numbers=_numbers(check.numbers)
    )


def _fault(fault: Fault) -> Fault:
    return dataclasses.replace(
        fault,
        places=tuple(
            dataclasses.replace(place, name=_public(place.name, LONGEST_NAME))
            for place in fault.places[:MOST_PLACES]
        ),
        values=tuple(_text(value, LONGEST_VALUE) for value in fault.values[:MOST_PLACES]),
        numbers=_numbers(fault.numbers),
    )


def _numbers(numbers: Mapping[str, str | int]) -> dict[str, str | int]:
    return {
        key: value if isinstance(value, int) else _public(value, 10 * LONGEST_NAME)
        for key, value in numbers.items()
    }


def _public(text: str, length: int) -> str:
    """A file without a header has its first row in the place of names, which anybody may read."""
    return "…" if personal.is_personal(text[: 2 * length]) else _text(text, length)


def _text(text: str, length: int) -> str:
    return _UNFIT.sub("\ufffd", text[:length])


def packed(report: Report) -> bytes:
    """Return a report as JSON."""
    return json.dumps(dataclasses.asdict(report)).encode()


def unpacked(data: bytes) -> Report:
    """Return the report that :func:`packed` made JSON of.

    :raises ValueError: it did not
    """
    try:
        values: dict[str, Any] = json.loads(data)
        checks = tuple(_read_check(one) for one in values.pop("checks"))
        columns = tuple(values.pop("columns"))
        return Report(checks=checks, columns=columns, **values)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("not a report") from error


def _read_check(values: dict[str, Any]) -> Check:
    return Check(**{**values, "faults": tuple(map(_read_fault, values["faults"]))})


def _read_fault(values: dict[str, Any]) -> Fault:
    places = tuple(Place(**place) for place in values["places"])
    return Fault(**{**values, "places": places, "values": tuple(values["values"])})
