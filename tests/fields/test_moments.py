"""Days and moments as readers see them: those of where the portal stands."""

from __future__ import annotations

from datetime import date, datetime, timezone

import ckan.plugins.toolkit as tk
import pytest

MOMENT = datetime(2026, 7, 31, 22, 30, tzinfo=timezone.utc)


@pytest.mark.ckan_config("ckan.display_timezone", "Europe/Paris")
@pytest.mark.usefixtures("with_plugins", "with_request_context")
def test_a_moment_is_told_as_the_clock_of_the_portal_shows_it():
    for given in (MOMENT, MOMENT.isoformat(), "2026-07-31T22:30:00Z", "2026-08-01T00:30:00+02:00"):
        assert tk.h.opendatalab_moment(given) == "August 1, 2026, 00:30"
        assert tk.h.opendatalab_date(given) == "August 1, 2026"


@pytest.mark.ckan_config("ckan.display_timezone", "America/Martinique")
@pytest.mark.usefixtures("with_plugins", "with_request_context")
def test_a_day_without_time_stays_that_day_west_of_greenwich():
    for given in (date(2026, 8, 1), "2026-08-01", "2026-08-01T00:00:00"):
        assert tk.h.opendatalab_date(given) == "August 1, 2026"
    assert tk.h.opendatalab_date(MOMENT) == "July 31, 2026"
    assert (tk.h.opendatalab_moment(""), tk.h.opendatalab_moment("soon")) == ("", "soon")
