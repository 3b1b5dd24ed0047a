"""Codes of French territories and organisations stay texts and keep their keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendatalab.fields import territories
from ckanext.opendatalab.fields.territories import CodeError


def reason(kind: str, text: str) -> str:
    with pytest.raises(CodeError) as raised:
        territories.check(kind, text)
    return raised.value.reason


@pytest.mark.parametrize(
    "code",
    ["01004", "2A004", "2B033", "31555", "75056", "95680", "97105", "97611", "98818", "69123"],
)
def test_the_code_of_a_commune_is_kept_as_it_is(code: str):
    assert territories.check("commune", code) == code


def test_spaces_around_and_small_letters_are_put_right():
    assert territories.check("commune", " 2a004 ") == "2A004"


def test_a_lost_leading_zero_is_named():
    assert reason("commune", "1004") == "commune_leading_zero"
    assert reason("departement", "1") == "departement_leading_zero"
    assert reason("region", "1") == "region_leading_zero"


def test_corsica_is_not_20_any_more():
    assert reason("commune", "20004") == "commune_corsica"
    assert reason("departement", "20") == "departement_corsica"


@pytest.mark.parametrize(
    "text", ["", "00001", "96001", "99100", "97901", "31000 ", "310000", "2C004", "abcde", "0100４"]
)
def test_what_no_commune_has_is_refused(text: str):
    with pytest.raises(CodeError):
        territories.check("commune", text if text != "31000 " else "31000")


@pytest.mark.parametrize("code", ["01", "19", "2A", "2B", "21", "95", "971", "974", "976"])
def test_the_code_of_a_departement_is_accepted(code: str):
    assert territories.check("departement", code) == code


@pytest.mark.parametrize("text", ["00", "96", "975", "977", "2C", "001", "Ain", ""])
def test_what_no_departement_has_is_refused(text: str):
    with pytest.raises(CodeError):
        territories.check("departement", text)


def test_there_are_eighteen_regions():
    accepted = [
        code for code in (f"{number:02}" for number in range(100)) if code in territories.REGIONS
    ]
    assert len(accepted) == 18
    assert territories.check("region", "76") == "76"
    assert reason("region", "73") == "region"


def test_a_country_has_three_letters():
    assert territories.check("country", "France") == territories.check("country", "fr") == "FRA"
    assert reason("country", "Frankreich") == "country"


def test_an_unknown_kind_is_bounded_only():
    assert territories.check("other", " Massif central ") == "Massif central"
    assert reason("", "x" * 51) == "too_long"


@pytest.mark.parametrize("siren", ["200 046 977", "243100518", "356000000", "552081317"])
def test_a_siren_number_is_kept_without_its_spaces(siren: str):
    assert territories.check_siren(siren) == siren.replace(" ", "")


def test_a_wrong_siren_number_is_refused():
    assert reason("epci", "200046978") == "siren_key"
    assert reason("epci", "20004697") == "siren"


def test_a_siret_number_has_a_key():
    assert territories.check_siret("213 105 554 00017") == "21310555400017"
    for wrong in ("21310555400018", "2131055540001", "21310555400O17"):
        with pytest.raises(CodeError):
            territories.check_siret(wrong)


def test_la_poste_has_a_rule_of_its_own():
    assert territories.check_siret("35600000000048")  # head office, Luhn
    assert territories.check_siret("35600000049837")  # digits add up to a multiple of 5
    with pytest.raises(CodeError):
        territories.check_siret("35600000049838")


def test_siren_and_siret_are_told_apart_by_their_length():
    assert territories.check_siren_or_siret("200046977") == "200046977"
    assert territories.check_siren_or_siret("21310555400017") == "21310555400017"
    with pytest.raises(CodeError) as raised:
        territories.check_siren_or_siret("12345")
    assert raised.value.reason == "siren_or_siret"


def test_addresses_are_those_of_the_registers():
    assert territories.uri("commune", "2a004") == "http://id.insee.fr/geo/commune/2A004"
    assert territories.uri("departement", "01") == "http://id.insee.fr/geo/departement/01"
    assert territories.uri("region", "76") == "http://id.insee.fr/geo/region/76"
    assert territories.uri(
        "country",
        "FRA",
    ) == ("http://publications.europa.eu/resource/authority/country/FRA")
    assert territories.uri("commune", "1004") is None
    assert territories.uri("other", "x") is None
    assert territories.is_derived("http://id.insee.fr/geo/commune/01004")
    assert not territories.is_derived("https://valorne.example/")


@given(st.text(max_size=16), st.sampled_from(["commune", "epci", "departement", "region"]))
def test_any_text_is_accepted_or_refused_and_an_accepted_code_is_stable(text: str, kind: str):
    try:
        code = territories.check(kind, text)
    except CodeError:
        return
    assert code.isascii()
    assert territories.check(kind, code) == code
    assert territories.uri(kind, code)


@given(st.text("0123456789", min_size=8, max_size=8))
def test_one_last_digit_makes_a_siren_number_of_any_eight(digits: str):
    accepted = []
    for last in "0123456789":
        try:
            accepted.append(territories.check_siren(digits + last))
        except CodeError:
            continue
    assert len(accepted) == 1


@given(st.text("0123456789", min_size=14, max_size=14), st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_makes_a_siret_number_wrong(digits: str, place: int, shift: int):
    try:
        right = territories.check_siret(digits)
    except CodeError:
        return
    wrong = right[:place] + str((int(right[place]) + shift) % 10) + right[place + 1 :]
    if not right.startswith(territories.LA_POSTE):
        with pytest.raises(CodeError):
            territories.check_siret(wrong)
