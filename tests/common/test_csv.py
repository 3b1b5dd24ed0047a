"""Files for French spreadsheets."""

from __future__ import annotations

import pytest

from ckanext.opendatalab.common import csv_file


@pytest.mark.parametrize(
    "typed",
    ["=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\t=1", "\r=1", "\n=1", "＝1", "=cmd|' /C'!A0"],
)
def test_no_cell_starts_a_formula(typed):
    assert csv_file.neutral(typed) == f"'{typed}"


def test_other_cells_stay_as_they_are():
    assert [csv_file.neutral(cell) for cell in ("a = b", 3, None, "2026-01-02")] == [
        "a = b",
        "3",
        "",
        "2026-01-02",
    ]


def test_the_file_has_a_byte_order_mark_semicolons_and_quotes_where_needed():
    text = csv_file.text(["=titre", "objet"], [["Écoles ; gymnases", 'a "b"\nc']])
    assert text == '\ufeff\'=titre;objet\r\n"Écoles ; gymnases";"a ""b""\nc"\r\n'
