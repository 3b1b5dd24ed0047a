"""The total, the gain of each fix, and the day that changes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ckanext.opendatalab.quality.scoring.score import score
from tests.quality.scored import (
    CRITERIA,
    FACTS,
    IRREGULAR,
    MONTHLY,
    TODAY,
    a_dataset,
    a_file,
    result,
    scored,
)


def test_a_dataset_that_has_everything_has_100_points_and_nothing_to_gain():
    made = scored()
    assert made.total == 100
    assert {one.outcome for one in made.results} == {"pass"}
    assert not any(one.gain for one in made.results)


def test_a_dataset_with_nothing_has_none():
    assert scored({}).total == 0
    assert scored({"resources": None, "tags": "no list", "theme": {}}).total == 0


def test_the_gain_of_a_fix_is_what_the_total_then_grows_by():
    # Without frequency "up to date" does not apply: 90 of 95 points, and 95 of 95 with one.
    made = scored(a_dataset(frequency=""))
    assert made.total == 95
    assert result(made, "frequency").gain == 5
    assert scored(a_dataset(frequency=IRREGULAR)).total == made.total + 5


def test_what_was_not_checked_yet_costs_and_brings_nothing():
    made = scored(checks={})
    assert made.total == 100
    assert [one.id for one in made.results if one.outcome == "not_measured"] == [
        "link",
        "readable",
        "conforms",
    ]


def test_a_broken_link_costs_its_points_and_names_its_file():
    files = [a_file(), a_file(id="b")]
    checks = {name: {"link": "pass", "format": "pass", "schema": "pass"} for name in "ab"}
    checks["b"]["link"] = "fail"
    made = scored(a_dataset(resources=files), checks)
    assert made.total == 93
    link = result(made, "link")
    assert (link.outcome, link.gain, link.resources) == ("fail", 7, ("b",))
    assert (link.scope, link.field) == ("resource", "url")


def test_without_a_file_a_dataset_is_far_from_good():
    made = scored(a_dataset(resources=[]), {})
    # 8 + 3 + 5 + 5 + 3 of the 81 points that can be had without a file are for files.
    assert made.total == round(100 * 57 / 81)
    assert [one.id for one in made.results if one.outcome == "fail"] == [
        "file",
        "format",
        "machine_readable",
        "open_format",
        "files_described",
    ]


def test_nobody_is_asked_for_files_of_data_that_may_not_be_read():
    made = scored(a_dataset(resources=[], access_rights="NON_PUBLIC"), {})
    assert made.total == 100


def test_only_fields_that_the_schema_has_are_asked_for():
    facts = replace(FACTS, dataset_fields={"notes", "maintainer_email"}, resource_fields={"url"})
    made = scored({"notes": "Court"}, {}, facts=facts)
    asked = {one.id: one.field for one in made.results if one.outcome != "not_applicable"}
    assert asked == {
        "description": "notes",
        "file": "resources",
        "contact": "maintainer_email",
    }


def test_a_criterion_of_no_weight_is_told_and_counts_nothing():
    from ckanext.opendatalab.quality.scoring import criteria

    known = criteria.weigh(CRITERIA, {"theme": 0})
    made = score(known, a_dataset(theme=[]), {}, TODAY, FACTS)
    theme = result(made, "theme")
    assert (made.total, theme.outcome, theme.weight, theme.gain) == (100, "fail", 0, 0)


@pytest.mark.parametrize(("day", "total"), [(0, 100), (-1, 100), (1, 95)])
def test_the_day_from_which_data_are_late_is_told_in_advance(day, total):
    # A month and a quarter of it after the first of May: the eighth of June is the last good day.
    dataset = a_dataset(frequency=MONTHLY, modified="2026-05-01")
    made = scored(dataset)
    assert made.turns_on == date(2026, 6, 9)
    assert made.total_then == 95
    last_good = date(2026, 6, 8)
    assert scored(dataset, today=last_good + timedelta(days=day)).total == total


def test_what_is_late_already_turns_no_more():
    made = scored(a_dataset(modified="2020-01-01"))
    assert (made.total, made.turns_on, made.total_then) == (95, None, None)
    assert result(made, "up_to_date").timed


def test_a_day_that_changes_no_point_is_no_turn():
    from ckanext.opendatalab.quality.scoring import criteria

    known = criteria.weigh(CRITERIA, {"up_to_date": 0})
    made = score(known, a_dataset(), {}, TODAY, FACTS)
    assert made.turns_on is None


def test_a_date_at_the_end_of_the_calendar_turns_on_no_day():
    assert scored(a_dataset(modified="9999-12-30")).turns_on is None
    assert scored(a_dataset(modified="9998-12-30")).turns_on in (None, date(9999, 12, 31))
