"""The points that data.europa.eu gives, against sums made by hand from its published scale."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ckanext.opendatalab.quality.scoring import mqa
from tests.quality.scored import FACTS, a_dataset, a_file

COMPLETE = {
    "organization": {"title": "Valorne"},
    "metadata_created": "2026-01-01T00:00:00",
    "metadata_modified": "2026-01-02T00:00:00",
}
WHOLE_FILE = {
    "mimetype": "text/csv",
    "size": 1000,
    "download_url": "https://data.example/abris.csv",
}
ANSWERS = {"a": {"link": "pass"}}


def predicted(checks=None, **values):
    dataset = a_dataset(**{**COMPLETE, **values})
    return mqa.predict(dataset, ANSWERS if checks is None else checks, FACTS)


def test_the_scale_adds_up_to_the_405_points_of_its_five_dimensions():
    assert {name: sum(points.values()) for name, points in mqa.METRICS.items()} == {
        "findability": 100,
        "accessibility": 100,
        "interoperability": 110,
        "reusability": 75,
        "contextuality": 20,
    }
    assert sum(mqa.POINTS.values()) == mqa.MOST_POINTS == 405


def test_a_dataset_that_has_everything_gets_all_points():
    found = predicted(license_id="cc-by", resources=[a_file(**WHOLE_FILE)])
    assert (found.points, found.rating, found.unknown) == (405, "excellent", frozenset())


def test_the_licence_ouverte_does_not_earn_the_points_of_the_european_list():
    found = predicted(license_id="lov2", resources=[a_file(**WHOLE_FILE)])
    assert found.points == 395
    assert found.metrics["licence"] == 20
    assert found.metrics["licence_vocabulary"] == 0


def test_an_empty_dataset_gets_none_and_is_bad():
    found = mqa.predict({}, {}, FACTS)
    assert (found.points, found.rating) == (0, "bad")
    assert set(found.dimensions.values()) == {0}


def test_a_description_without_files_gets_what_is_the_datasets_own():
    found = predicted(resources=[])
    # 100 to be found, 30 for DCAT-AP, 10 + 5 access, 20 contact, 10 publisher, 5 + 5 dates.
    assert found.dimensions == {
        "findability": 100,
        "accessibility": 0,
        "interoperability": 30,
        "reusability": 45,
        "contextuality": 10,
    }
    assert (found.points, found.rating) == (185, "sufficient")


def test_a_link_that_is_no_download_gets_only_the_points_of_an_address_that_answers():
    found = predicted(resources=[a_file()])
    assert found.dimensions["accessibility"] == 50
    # Neither media type nor size: 20 + 10 + 20 + 20 + 30, and 5 + 5 + 5.
    assert found.dimensions["interoperability"] == 100
    assert found.dimensions["contextuality"] == 15


def test_a_file_that_the_portal_keeps_answers_and_is_a_download():
    found = predicted({}, resources=[a_file(url_type="upload")])
    assert found.dimensions["accessibility"] == 100
    assert found.unknown == frozenset()


def test_a_link_never_checked_earns_nothing_and_is_said_to_be_unknown():
    found = predicted({}, resources=[a_file(**WHOLE_FILE)])
    assert found.dimensions["accessibility"] == 20
    assert found.unknown == {"access_answers", "download_answers"}


def test_a_broken_link_is_not_unknown():
    found = predicted({"a": {"link": "fail"}}, resources=[a_file(**WHOLE_FILE)])
    assert found.dimensions["accessibility"] == 20
    assert found.unknown == frozenset()


def test_the_file_with_most_points_counts_and_points_of_several_are_not_put_together():
    # The manual alone has a size and a media type; the table alone has open, readable data.
    table = a_file(id="a")
    manual = a_file(id="b", format="PDF", mimetype="application/pdf", size=9)
    checks = {"a": {"link": "pass"}, "b": {"link": "fail"}}
    found = predicted(checks, resources=[manual, table])
    assert found.metrics["access_answers"] == 50
    assert found.metrics["media_type"] == found.metrics["byte_size"] == 0
    assert found == predicted(checks, resources=[table, manual])
    assert found.points == predicted({"a": {"link": "pass"}}, resources=[table]).points


@pytest.mark.parametrize(
    ("written", "points"),
    [
        ("CSV", 70),  # format 20, vocabulary 10, non-proprietary 20, machine-readable 20
        ("XLSX", 50),  # not among the formats that are not proprietary there
        ("PDF", 30),
        ("API", 20),  # not in the European list
        ("?", 20),
        ("", 0),
    ],
)
def test_formats_are_judged_by_the_european_lists(written, points):
    found = predicted(resources=[a_file(format=written)])
    assert found.dimensions["interoperability"] == points + 30


def test_access_written_in_words_earns_less_than_from_the_european_list():
    assert predicted(access_rights="Tout le monde").points == predicted().points - 5


def test_what_dcat_ap_cannot_do_without_costs_its_points():
    assert predicted(notes="").metrics["dcat_ap"] == 0
    assert predicted(resources=[a_file(), a_file(id="b", url="")]).metrics["dcat_ap"] == 0


def test_no_licence_is_no_licence():
    assert predicted(license_id="notspecified").metrics["licence"] == 0
    assert predicted(license_id="something else").metrics["licence"] == 20
    facts = replace(FACTS, licences={})
    assert mqa.predict(a_dataset(license_id=""), {}, facts).metrics["licence"] == 0


@pytest.mark.parametrize(
    ("points", "wanted"),
    [
        (405, "excellent"),
        (351, "excellent"),
        (350, "good"),
        (221, "good"),
        (220, "sufficient"),
        (121, "sufficient"),
        (120, "bad"),
        (0, "bad"),
    ],
)
def test_the_rating_has_its_published_limits(points, wanted):
    assert mqa.rating(points) == wanted
