"""JSON can be read, and GeoJSON has positions on Earth."""

from __future__ import annotations

import json

import pytest

from tests.quality.checks.files import check, examined, fault, outcomes, told


def features(*geometries, **more):
    every = [
        {"type": "Feature", "geometry": geometry, "properties": {"id": number}}
        for number, geometry in enumerate(geometries)
    ]
    return json.dumps({"type": "FeatureCollection", "features": every, **more})


def point(*position):
    return {"type": "Point", "coordinates": list(position)}


POLYGON = {"type": "Polygon", "coordinates": [[[2, 48], [3, 48], [3, 49], [2, 48]]]}


def test_sound_features_pass_and_are_counted(tmp_path):
    report = examined(tmp_path, features(point(2.35, 48.85), POLYGON, point(7, 43, 12)), "GeoJSON")
    assert outcomes(report)["structure"] == "pass"
    assert report.rows == 3


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (features(point(2, 48), point(200, 48)), "geojson_bounds"),
        (features(point(652469, 6862035)), "geojson_projected"),
        (features(point(48.85, 2.35), point(43.5, 7.1)), "geojson_turned"),
        (features(None, None), "geojson_nowhere"),
        (features(None, point(2, 48)), "geojson_without_position"),
        (features(), "geojson_empty"),
        (features({"type": "Point", "coordinates": ["2", "48"]}), "geojson_geometry"),
        (features({"type": "Circle", "coordinates": [2, 48]}), "geojson_geometry"),
        (features({"type": ["Point"], "coordinates": [2, 48]}), "geojson_geometry"),
        (features(point(10**400, 1)), "geojson_geometry"),
        (features("x", 3), "geojson_geometry"),
        (
            features(point(2, 48), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}),
            "geojson_crs",
        ),
        ('{"a": 1}', "geojson_not"),
        ("[1, 2]", "geojson_not"),
        ('{"type": "FeatureCollection", "features": {}}', "geojson_not"),
        ('{"type": "FeatureCollection",\n "features": [}', "json_broken"),
        ('{"a": NaN}', "json_not_a_number"),
        ("\ufeff" + features(point(2, 48)), "json_mark"),
    ],
)
def test_what_is_wrong_is_told(tmp_path, content, expected):
    assert list(told(examined(tmp_path, content, "GeoJSON"))) == [expected]


def test_the_first_feature_that_is_wrong_is_named(tmp_path):
    report = examined(tmp_path, features(point(2, 48), point(200, 48), point(2, 99)), "GeoJSON")
    found = fault(report, "geojson_bounds")
    assert (found.count, found.numbers) == (2, {"first": 2})


def test_plain_json_is_parsed_only(tmp_path):
    assert outcomes(examined(tmp_path, '{"a": 1}', "JSON"))["structure"] == "pass"
    assert told(examined(tmp_path, '{"a":\n 1', "JSON")) == {"json_broken": [2]}
    assert told(examined(tmp_path, '{"a":\n "é"}'.encode("cp1252"), "JSON")) == {
        "json_encoding": [2]
    }


def test_properties_are_looked_at_for_personal_data(tmp_path):
    content = json.loads(features(point(2, 48)))
    content["features"][0]["properties"]["qui"] = "paul@example.org"
    report = examined(tmp_path, json.dumps(content), "GeoJSON")
    assert check(report, "personal").outcome == "warning"
    assert report.outcome() == "pass"
