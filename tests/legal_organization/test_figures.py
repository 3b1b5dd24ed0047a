"""Figures as people write them."""

from __future__ import annotations

import pytest

from ckanext.opendatalab.legal.organization import figures


@pytest.mark.parametrize(
    "written", ["213105554", "213 105 554", "213.105.554", "213\u202f105\u00a0554", 213105554]
)
def test_a_siren_number_may_be_written_with_spaces(written):
    assert figures.siren(written) == "213105554"


def test_la_poste_has_a_siren_number_like_any_other():
    assert figures.siren("356 000 000") == "356000000"


@pytest.mark.parametrize(
    "written",
    [
        "213105555",
        "21310555",
        "2131055541",
        "000000000",
        "٢١٣١٠٥٥٥٤",
        "abc",
        "",
        None,
        True,
        [],
        "1" * 9999,
    ],
)
def test_what_is_no_siren_number_is_refused(written):
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the caller's
        figures.siren(written)


@pytest.mark.parametrize(
    ("written", "read"), [("12 345", 12345), ("0", 0), (3500, 3500), ("3\u202f500", 3500)]
)
def test_a_population_is_a_whole_number(written, read):
    assert figures.population(written) == read


@pytest.mark.parametrize(
    "written", ["-1", "3.5", 3.5, "1e3", "nan", "100000001", "9" * 5000, "", None, False, {}]
)
def test_what_is_no_population_is_refused(written):
    with pytest.raises(ValueError):  # noqa: PT011
        figures.population(written)


@pytest.mark.parametrize(
    ("written", "read"),
    [("48,5", 48.5), ("48.5", 48.5), ("1 250", 1250), (50, 50), (48.5, 48.5), ("12,", 12)],
)
def test_staff_may_have_decimals_after_a_comma(written, read):
    assert figures.staff(written) == read


@pytest.mark.parametrize(
    "written",
    [
        "-1",
        "1,2,3",
        "1.000.000",
        "inf",
        "nan",
        float("inf"),
        float("nan"),
        "1e9",
        "1000001",
        ",5",
        "",
    ],
)
def test_what_is_no_staff_is_refused(written):
    with pytest.raises(ValueError):  # noqa: PT011
        figures.staff(written)
