"""What day it is where the portal stands: pure rules are told, they do not look."""

from __future__ import annotations

from datetime import date, datetime, time, timezone

import ckan.plugins.toolkit as tk


def now() -> datetime:
    """Return this moment, with its time zone."""
    return datetime.now(timezone.utc)


def today() -> date:
    """Return the day in the portal's own time zone (``ckan.display_timezone``)."""
    return day_of(now())


def midnight(day: date) -> datetime:
    """Return the moment when ``day`` begins, in the portal's own time zone."""
    zone = tk.h.get_display_timezone()
    start = datetime.combine(day, time())
    return zone.localize(start) if hasattr(zone, "localize") else start.replace(tzinfo=zone)


def day_of(moment: datetime) -> date:
    """Return the day that ``moment`` belongs to, in the portal's own time zone."""
    return moment.astimezone(tk.h.get_display_timezone()).date()
