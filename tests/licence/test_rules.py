"""The rules, without a portal."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendatalab.licence import parse, register, rules

LICENCES = parse.licences(register.FOLDER / "licences.yaml").licences
NOTICES = parse.findings(register.FOLDER / "findings.yaml")
HIGH_VALUE = ("http://data.europa.eu/bna/c_b79e35eb",)


def codes(**given_facts) -> list[str]:
    facts = rules.Facts(**given_facts)
    return [finding.code for finding in rules.check(facts, LICENCES, NOTICES)]


@pytest.mark.parametrize(
    ("given_facts", "expected"),
    [
        ({"licence_id": "lov2"}, []),
        ({"licence_id": "odc-odbl"}, []),
        ({"licence_id": "fr-lo"}, ["superseded"]),
        ({"licence_id": "fr-lo", "inherited_from": "INSEE"}, []),
        ({"licence_id": ""}, ["no_licence"]),
        ({"licence_id": "notspecified"}, ["no_licence"]),
        ({"licence_id": "fr-crpa"}, ["no_licence"]),
        ({"licence_id": "", "administration": False}, ["no_licence_outside_law"]),
        ({"licence_id": "cc-by"}, ["homologation_missing"]),
        ({"licence_id": "cc-by", "homologation_reference": "  "}, ["homologation_missing"]),
        ({"licence_id": "cc-by", "homologation_reference": "DINUM 2026-12"}, []),
        ({"licence_id": "cc-by", "administration": False}, []),
        ({"licence_id": "cc-by-sa", "inherited_from": "Tela Botanica"}, []),
        ({"licence_id": "other-closed"}, ["homologation_missing"]),
        ({"licence_id": "third-party"}, ["inherited_from_missing"]),
        ({"licence_id": "third-party", "inherited_from": "IGN"}, []),
        ({"licence_id": "lov2", "high_value_categories": HIGH_VALUE}, []),
        (
            {"licence_id": "odc-odbl", "high_value_categories": HIGH_VALUE},
            ["high_value_share_alike"],
        ),
        (
            {
                "licence_id": "odc-odbl",
                "high_value_categories": HIGH_VALUE,
                "inherited_from": "OpenStreetMap",
            },
            ["high_value_share_alike"],
        ),
        (
            {
                "licence_id": "other-nc",
                "high_value_categories": HIGH_VALUE,
                "homologation_reference": "1",
            },
            ["high_value_too_restrictive"],
        ),
        (
            {
                "licence_id": "third-party",
                "high_value_categories": HIGH_VALUE,
                "inherited_from": "IGN",
            },
            ["high_value_to_check"],
        ),
        ({"licence_id": "", "high_value_categories": HIGH_VALUE}, ["high_value_needs_licence"]),
        ({"licence_id": "", "fee": True}, ["fee_needs_basis", "fee_needs_licence"]),
        ({"licence_id": "", "fee": True, "fee_basis": "Délibération 12"}, ["fee_needs_licence"]),
        ({"licence_id": "other-closed", "fee": True}, ["fee_needs_basis"]),
        ({"licence_id": "other-closed", "fee": True, "fee_basis": "Délibération 12"}, []),
        (
            {"licence_id": "lov2", "fee": True, "fee_basis": "Délibération 12"},
            ["fee_against_licence"],
        ),
        ({"licence_id": "licence-de-la-ville"}, ["unknown_licence"]),
        ({"licence_id": "etalab-2.0"}, ["unknown_licence_like"]),
    ],
)
def test_each_case_of_the_law_gives_its_findings(given_facts, expected):
    assert codes(**given_facts) == expected


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        ("lov2", "lov2"),
        ("Licence Ouverte-LO", "lov2"),
        ("Licence ouverte v2.0", "lov2"),
        ("LICENCE OUVERTE VERSION 2.0 (ETALAB)", "lov2"),
        ("Licence Ouverte 2.0 (Etalab)", "lov2"),
        ("Licence Ouverte / Open Licence version 2.0", "lov2"),
        ("https://www.etalab.gouv.fr/licence-ouverte-open-licence/", "lov2"),
        ("http://etalab.gouv.fr/licence-ouverte-open-licence", "lov2"),
        ("Licence Ouverte", "fr-lo"),
        ("LO", "fr-lo"),
        ("Licence Ouverte / Open Licence", "fr-lo"),
        (
            "LICENCE OUVERTE / OPEN LICENCE "
            "http://www.etalab.gouv.fr/pages/licence-ouverte-open-licence-5899923.html",
            "fr-lo",
        ),
        ("ODbL", "odc-odbl"),
        ("Open Database License-ODBL", "odc-odbl"),
        ("Open Database Licence (ODbL) v1.0", "odc-odbl"),
        ("CC BY-SA 4.0", "cc-by-sa"),
        ("CC0", "cc-zero"),
        ("http://publications.europa.eu/resource/authority/licence/CC_BY_4_0", "cc-by"),
        ("Creative Commons-CC", None),
        ("http://creativecommons.org/licenses/by-sa/3.0/", None),
        ("Licence Creative Commons BY-NC-ND", None),
        ("Licence ouverte de la ville, sous conditions", None),
        ("Spécifique ou autre", None),
        ("ODbL https://creativecommons.org/licenses/by/4.0/", None),
        ("", None),
        ("   ", None),
    ],
)
def test_a_free_wording_names_a_licence_only_when_it_is_clear(wording, expected):
    assert rules.match(wording, LICENCES) == expected


@pytest.mark.parametrize("language", ["en", "fr", "fr_CA", "de"])
@pytest.mark.parametrize("code", rules.CODES)
def test_every_finding_has_a_sentence_in_every_language(code, language):
    title = LICENCES["lov2"].title
    params = {"licence": title, "successor": title, "suggestion": title, "value": "x{y}"}
    sentence = rules.Finding(NOTICES[code], params).message(language)
    assert sentence
    assert "{licence" not in sentence


def test_a_finding_names_the_licence_and_what_to_do():
    (finding,) = rules.check(rules.Facts(licence_id="etalab-2.0"), LICENCES, NOTICES)
    assert "«\u00a0etalab-2.0\u00a0»" in finding.message("fr")
    assert "«\u00a0Licence Ouverte 2.0\u00a0»" in finding.message("fr")
    assert "conservée telle quelle" in finding.message("fr")


a_facts = st.builds(
    rules.Facts,
    licence_id=st.sampled_from(["", "inconnue", "{0}", *LICENCES]),
    administration=st.booleans(),
    high_value_categories=st.sampled_from([(), HIGH_VALUE]),
    fee=st.booleans(),
    fee_basis=st.sampled_from(["", " ", "Délibération 12"]),
    homologation_reference=st.just(""),
    inherited_from=st.sampled_from(["", "  ", "IGN"]),
)


@given(a_facts, st.text(max_size=20))
def test_giving_an_approval_reference_never_adds_a_finding(facts, reference):
    more = dataclasses.replace(facts, homologation_reference=reference)
    before = [finding.code for finding in rules.check(facts, LICENCES, NOTICES)]
    after = [finding.code for finding in rules.check(more, LICENCES, NOTICES)]
    assert set(after) <= set(before)


@given(a_facts, st.text(min_size=1, max_size=20))
def test_saying_from_whom_a_licence_comes_never_adds_a_finding(facts, holder):
    facts = dataclasses.replace(facts, inherited_from="")
    more = dataclasses.replace(facts, inherited_from=holder)
    assert set(codes(**dataclasses.asdict(more))) <= set(codes(**dataclasses.asdict(facts)))


@given(a_facts)
def test_the_most_serious_findings_come_first_and_all_can_be_said(facts):
    found = rules.check(facts, LICENCES, NOTICES)
    levels = [rules.LEVELS.index(finding.level) for finding in found]
    assert levels == sorted(levels)
    assert all(finding.message("fr") for finding in found)


@given(a_facts)
def test_the_licence_ouverte_2_is_lawful_for_every_dataset_that_is_free(facts):
    assert codes(licence_id="lov2", high_value_categories=facts.high_value_categories) == []


@given(st.text())
def test_whatever_is_written_as_a_licence_gives_an_answer(wording):
    assert rules.match(wording, LICENCES) in {None, *LICENCES}
