"""When a link is looked at again.  Pure."""

from __future__ import annotations

from datetime import timedelta

_HOUR = timedelta(hours=1)


def times_unchanged(since: timedelta) -> int:
    """Return how often in a row a file was found as it was, checked that long ago.

    What is looked at after 12 hours, a day, a week and then every month was, by then.
    """
    steps = (6 * _HOUR, 30 * _HOUR, 7 * 24 * _HOUR)
    return sum(since >= step for step in steps)
