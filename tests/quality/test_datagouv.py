"""The nine points of data.gouv.fr, against its own rules."""

from __future__ import annotations

from datetime import date

import pytest

from ckanext.opendatalab.quality.scoring import datagouv
from tests.quality.scored import FACTS, IRREGULAR, MONTHLY, TODAY, UNKNOWN, a_dataset, a_file


def predicted(checks=None, today=TODAY, **values):
    return datagouv.predict(a_dataset(**values), checks or {}, today, FACTS)


def lacking(found):
    return [name for name, earned in found.points.items() if not earned]


def test_a_dataset_that_has_everything_gets_nine_of_nine():
    found = predicted()
    assert (found.total, found.score) == (9, 1.0)


def test_an_empty_dataset_gets_none():
    found = datagouv.predict({}, {}, TODAY, FACTS)
    assert (found.total, found.score) == (0, 0.0)
    assert tuple(found.points) == datagouv.NAMES


def test_without_files_six_of_nine_is_the_most():
    found = predicted(resources=[])
    assert (found.total, found.score) == (6, 0.67)
    assert lacking(found) == [
        "has_open_format",
        "all_resources_available",
        "resources_documentation",
    ]


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ({"license_id": "notspecified"}, ["license"]),
        ({"license_id": "a licence of ours"}, []),
        ({"temporal_coverage": []}, ["temporal_coverage"]),
        ({"spatial_coverage": []}, ["spatial"]),
        ({"frequency": ""}, ["update_frequency", "update_fulfilled_in_time"]),
        ({"frequency": UNKNOWN}, ["update_frequency", "update_fulfilled_in_time"]),
        ({"frequency": IRREGULAR, "modified": "1999"}, []),
        ({"notes": "x" * 100}, ["dataset_description_quality"]),
        ({"notes": "x" * 101}, []),
        ({"resources": [a_file(format="XLSX")]}, ["has_open_format"]),
        ({"resources": [a_file(format="")]}, ["has_open_format"]),
        # There whatever is not in the list of closed formats is open.
        ({"resources": [a_file(format="papier")]}, []),
        ({"resources": [a_file(format="PDF"), a_file(id="b")]}, []),
        ({"resources": [a_file(description="")]}, ["resources_documentation"]),
        ({"resources": [a_file(description="", resource_type="documentation")]}, []),
        ({"resources": [a_file(description=""), a_file(id="b")]}, []),
    ],
)
def test_each_point_has_its_own_rule(values, wanted):
    assert lacking(predicted(**values)) == wanted


@pytest.mark.parametrize(("link", "available"), [("fail", False), ("pass", True), ("error", True)])
def test_only_a_link_that_is_known_to_be_broken_counts_as_unavailable(link, available):
    files = [a_file(), a_file(id="b")]
    found = predicted({"b": {"link": link}}, resources=files)
    assert found.points["all_resources_available"] is available


def test_the_availability_of_a_file_that_the_portal_keeps_is_not_checked():
    found = predicted({"a": {"link": "fail"}}, resources=[a_file(url_type="upload")])
    assert found.points["all_resources_available"]


@pytest.mark.parametrize(("day", "in_time"), [(2, True), (3, False)])
def test_an_update_may_be_missed_by_one_day_and_not_by_two(day, in_time):
    # 31 days after the first of May it is the first of June.
    found = predicted(frequency=MONTHLY, modified="2026-05-01", today=date(2026, 6, day))
    assert found.points["update_fulfilled_in_time"] is in_time
