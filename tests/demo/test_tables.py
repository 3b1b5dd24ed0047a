"""The made-up tables and the files they become."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import openpyxl
import pytest

from ckanext.opendatalab.demo import content, describe, files, tables
from ckanext.opendatalab.fields import territories

TODAY = date(2025, 11, 24)
PLACE = tables.Place("Valorne", "61990", 48.5, -0.2)
WORDS = {"rues": ["rue A", "rue B"], "matieres": [["1", "un"], ["2", "deux"]]}


def rows(columns, number=20, **more):
    table = {"rows": number, "columns": columns, **more}
    return tables.rows(table, seed="seed", place=PLACE, words=WORDS, today=TODAY)


def test_the_same_seed_gives_the_same_rows():
    columns = {"a": {"integer": [1, 10**9]}, "b": {"siret": "1999"}, "c": {"address": "rues"}}
    assert rows(columns) == rows(columns)


def test_a_siret_number_has_a_right_key():
    for row in rows({"siret": {"siret": "1999"}}, 50):
        assert territories.check_siret(row["siret"]) == row["siret"]


def test_several_columns_can_come_from_one_record():
    made = rows({"code, label": {"record": "matieres", "in_order": True}, "x": 3}, 3)
    assert made == [
        {"code": "1", "label": "un", "x": 3},
        {"code": "2", "label": "deux", "x": 3},
        {"code": "1", "label": "un", "x": 3},
    ]


def test_a_sum_and_a_template_may_name_columns_that_come_later():
    row = rows(
        {"all": {"sum": ["a", "b"]}, "text": {"template": "{a}, {rues}"}, "a": 1, "b": 2}, 1
    )[0]
    assert row["all"] == 3
    assert row["text"] in ("1, rue A", "1, rue B")


def test_days_follow_one_another():
    made = rows({"d": {"day": -2, "every": 2}}, 4)
    assert [row["d"].day for row in made] == [22, 22, 23, 23]


def test_a_part_of_the_cells_may_be_empty_and_a_part_of_the_rows_doubled():
    made = rows({"a": {"constant": 1, "empty": 0.5}, "n": {"sequence": "{}"}}, 100, duplicates=3)
    assert 20 < sum(row["a"] is None for row in made) < 80
    assert made[100:] == made[:3]


@pytest.mark.parametrize("column", [{"nothing": 1}, {"integer": [1, 2], "choice": [1]}, {}])
def test_a_column_without_exactly_one_kind_is_refused(column):
    with pytest.raises(ValueError, match="a column names one of"):
        tables.kind_of(column)


SAMPLE = [
    {
        "nom": "Été (1)",
        "valeur": 1.5,
        "vide": None,
        "jour": TODAY,
        "longitude": -0.2,
        "latitude": 48.5,
    }
]


def test_a_csv_file_follows_the_encoding_delimiter_and_decimal_asked_for():
    options = {"delimiter": ";", "encoding": "cp1252", "decimal": ","}
    made = files.write("CSV", SAMPLE, options)
    assert made.decode("cp1252").splitlines()[1] == "Été (1);1,5;;2025-11-24;-0,2;48,5"


def test_a_geojson_file_takes_its_positions_from_two_columns():
    for shape, kind in (("point", "Point"), ("line", "LineString"), ("polygon", "Polygon")):
        feature = json.loads(files.write("GeoJSON", SAMPLE, {"shape": shape}))["features"][0]
        assert feature["geometry"]["type"] == kind
        assert feature["properties"]["nom"] == "Été (1)"
        assert "latitude" not in feature["properties"]


def test_a_spreadsheet_opens_with_its_rows():
    book = openpyxl.load_workbook(io.BytesIO(files.write("XLSX", SAMPLE, {})))
    assert [cell.value for cell in book["Données"][2]][:2] == ["Été (1)", 1.5]


def test_a_pdf_file_points_at_its_own_objects():
    made = files.write("PDF", SAMPLE, {})
    start = int(made.rsplit(b"startxref\n", 1)[1].split(b"\n")[0])
    assert made[start:].startswith(b"xref\n0 6\n")
    assert "Été \\(1\\)".encode("cp1252") in made


def test_every_csv_file_of_the_demonstration_can_be_read_but_those_made_to_be_at_fault():
    demonstration = content.read(TODAY)
    read = 0
    for name in demonstration.datasets:
        for resource in describe.resources(demonstration, name):
            if resource.metadata["format"] != "CSV" or not resource.filename:
                continue
            options = resource.entry.get("file", {})
            if "fault" in options:
                continue
            text = describe.make(demonstration, name, resource).decode(
                options.get("encoding", "utf-8")
            )
            table = list(csv.reader(io.StringIO(text), delimiter=options.get("delimiter", ",")))
            assert 5 <= len(table) - 1 <= 300, resource.filename
            assert {len(row) for row in table} == {len(table[0])}, resource.filename
            assert len(table[0]) == len(set(table[0])), resource.filename
            read += 1
    assert read > 90
