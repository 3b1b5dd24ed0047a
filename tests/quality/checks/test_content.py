"""Hints at what a spreadsheet did to the cells."""

from __future__ import annotations

import pytest

from tests.quality.checks.files import check, examined, fault, told


@pytest.mark.parametrize(
    ("content", "code", "lines"),
    [
        ("id;montant\na;12,5\nb;3\nc;1 234,56\n", "decimal_comma", [2, 4]),
        ("id;jour\na;31/12/2025\nb;01/02/2026\n", "french_dates", [2, 3]),
        ("id;jour\na;2025-12-31\nb;01/02/2026\nc;2025-01-01\n", "french_dates", [3]),
        ("id;code_insee\na;06004\nb;6004\n", "lost_zeros", [3]),
        ("id;Code postal\na;6600\nb;75001\n", "lost_zeros", [2]),
        ("id;SIRET\na;2106000450039\n", "lost_zeros", [2]),
        ("id;code\na;1004\nb;75056\n", "lost_zeros", [2]),
        ("id;siret\na;2,12E+13\n", "scientific", [2]),
        ("id;total\na;#REF!\nb;3\n", "spreadsheet_errors", [2]),
        ("id;note\na;=cmd|'/c calc'!A1\n", "formulas", [2]),
        ("id;ville\na;BesanÃ§on\n", "broken_accents", [2]),
    ],
)
def test_a_sign_is_a_warning_with_its_lines(tmp_path, content, code, lines):
    report = examined(tmp_path, content)
    assert told(report, "content") == {code: lines}
    assert check(report, "content").outcome == "warning"


@pytest.mark.parametrize(
    "content",
    [
        "id;montant\na;12.5\nb;3\n",
        "id;position\na;48.85, 2.35\nb;48.86, 2.36\n",
        "id;lignes\na;1,2,3\nb;4,5,6\n",
        "id;note\na;prix 3,50 euros\nb;le 01/02/2026 au soir\n",
        "id;population\na;1004\nb;75056\n",
        "id;code_insee\na;2A004\nb;75056\n",
        "id;telephone\na;+33 1 23 45 67 89\n",
        "id;lien\na;https://example.org/#REF\n",
        "id;temp\na;-5\nb;+3\nc;-a\n",
    ],
)
def test_ordinary_cells_say_nothing(tmp_path, content):
    assert told(examined(tmp_path, content), "content") == {}


def test_the_cell_is_kept_for_those_who_work_on_the_file(tmp_path):
    found = fault(examined(tmp_path, "id;montant\na;12,5\n"), "decimal_comma")
    assert found.values == ("12,5",)
    assert (found.places[0].column, found.places[0].name) == (2, "montant")


def test_columns_that_a_schema_describes_are_left_to_it(tmp_path):
    schema = {"fields": [{"name": "jour", "type": "date", "format": "%d/%m/%Y"}]}
    report = examined(tmp_path, "jour;autre\n31/12/2025;31/12/2025\n", schema=schema)
    assert [place.name for place in fault(report, "french_dates").places] == ["autre"]


def test_how_many_rows_were_looked_at_is_told(tmp_path):
    report = examined(tmp_path, "id;a\n" + "".join(f"{n};x\n" for n in range(6000)))
    assert check(report, "content").numbers == {"rows_looked_at": 5000}
    assert check(report, "personal").numbers == {"rows_looked_at": 5000}
