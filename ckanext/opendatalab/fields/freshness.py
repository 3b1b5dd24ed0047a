"""Whether the data of a dataset are up to date, from its dates and its update frequency.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, cast

Source = Literal["data", "files", "record"]
State = Literal["fresh", "due", "late", "unknown", "not_expected"]

# A quarter of the period, at least a day: an annual file is not late the day after its anniversary.
_GRACE = 4


@dataclass(frozen=True)
class Freshness:
    """What can be said about the freshness of the data.

    ``updated`` comes from the publisher ("data"), from the files, or failing those from the last
    change of the description ("record"), which says nothing about the data: no verdict then.
    ``due`` is "the date has come", ``late`` is "well past it".
    """

    state: State
    updated: date | None
    source: Source
    expected: date | None = None


def assess(dataset: Mapping[str, Any], period_days: int | None, today: date) -> Freshness:
    """Judge ``dataset``; ``period_days`` is None where the frequency sets no date.

    Without a frequency nothing can be expected ("unknown"); with one that sets no date, such as
    irregular or never, nothing is ("not_expected").
    """
    updated, source = last_update(dataset)
    frequency = str(dataset.get("frequency") or "").rpartition("/")[2].upper()
    if not frequency or frequency == "UNKNOWN":
        return Freshness("unknown", updated, source)
    if not period_days:
        return Freshness("not_expected", updated, source)
    if updated is None or source == "record":
        return Freshness("unknown", updated, source)
    try:
        expected = updated + timedelta(days=period_days)
    except OverflowError:
        return Freshness("not_expected", updated, source)
    late = late_from(expected, period_days)
    if today < expected:
        state: State = "fresh"
    elif late is None or today < late:
        state = "due"
    else:
        state = "late"
    return Freshness(state, updated, source, expected)


def late_from(expected: date, period_days: int) -> date | None:
    """Return the first day on which data expected then are late; past the calendar's end: None."""
    try:
        return expected + timedelta(days=max(1, period_days // _GRACE) + 1)
    except OverflowError:
        return None


def last_update(dataset: Mapping[str, Any]) -> tuple[date | None, Source]:
    """Return the best date of the data that ``dataset`` holds, and where it comes from."""
    declared = _day(dataset.get("modified"))
    if declared:
        return declared, "data"
    days = [_resource_day(one) for one in _records(dataset.get("resources"))]
    known = [day for day in days if day]
    if known:
        return max(known), "files"
    return _day(dataset.get("metadata_modified")), "record"


def _resource_day(resource: Mapping[str, Any]) -> date | None:
    return _day(resource.get("last_modified")) or _day(resource.get("created"))


def _records(value: Any) -> list[Mapping[str, Any]]:
    if not isinstance(value, list):
        return []
    return [
        cast(Mapping[str, Any], one) for one in cast(list[Any], value) if isinstance(one, Mapping)
    ]


def _day(value: Any) -> date | None:
    # "2025" and "2025-03" are accepted for a date of the data: their last moment is not known, so
    # the first day counts and nothing is called fresh by mistake.
    text = str(value or "")[:10]
    try:
        return date.fromisoformat({4: f"{text}-01-01", 7: f"{text}-01"}.get(len(text), text))
    except ValueError:
        return None
