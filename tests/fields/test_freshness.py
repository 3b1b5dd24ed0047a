"""Whether data are up to date, in the words of a reader's calendar."""

from __future__ import annotations

from datetime import date

import pytest

from ckanext.opendatalab.fields import freshness

TODAY = date(2026, 3, 31)


def judge(days: int | None, **dataset):
    return freshness.assess({"frequency": "MONTHLY", **dataset}, days, TODAY)


def test_data_are_fresh_until_the_day_of_the_next_update():
    found = judge(31, modified="2026-03-03")
    assert (found.state, found.updated, found.expected) == (
        "fresh", date(2026, 3, 3), date(2026, 4, 3),
    )  # fmt: skip


def test_an_update_is_due_from_that_day_and_late_a_quarter_of_the_period_later():
    assert judge(31, modified="2026-02-28").state == "due"
    assert judge(31, modified="2026-02-21").state == "due"
    assert judge(31, modified="2026-02-20").state == "late"


def test_daily_data_of_yesterday_are_not_late():
    assert judge(1, modified="2026-03-30").state == "due"
    assert judge(1, modified="2026-03-28").state == "late"


def test_the_declared_date_wins_over_those_of_the_files():
    files = [{"last_modified": "2026-03-30T10:00:00", "created": "2020-01-01T00:00:00"}]
    assert judge(31, modified="2026-03-01", resources=files).source == "data"
    found = judge(31, resources=[*files, {"created": "2026-03-29T00:00:00"}])
    assert (found.source, found.updated) == ("files", date(2026, 3, 30))


def test_the_date_of_the_description_says_nothing_about_the_data():
    found = judge(31, metadata_modified="2020-01-01T00:00:00")
    assert (found.state, found.source, found.updated) == ("unknown", "record", date(2020, 1, 1))


@pytest.mark.parametrize("frequency", ["", None, "UNKNOWN", "http://x.example/frequency/UNKNOWN"])
def test_nothing_is_said_without_a_frequency(frequency):
    assert judge(None, frequency=frequency, modified="2026-03-01").state == "unknown"


def test_irregular_data_are_never_late():
    assert judge(None, frequency="IRREG", modified="2010-01-01").state == "not_expected"


@pytest.mark.parametrize(
    ("written", "day"),
    [("2025", date(2025, 1, 1)), ("2025-06", date(2025, 6, 1)), ("hier", None), (7, None)],
)
def test_a_partial_date_counts_from_its_first_day_and_a_wrong_one_not_at_all(written, day):
    assert freshness.last_update({"modified": written})[0] == day


def test_a_date_at_the_end_of_time_breaks_nothing():
    assert judge(366, modified="9999-12-31").state == "not_expected"
