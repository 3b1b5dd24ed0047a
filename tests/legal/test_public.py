"""What a validated verdict tells the public, and what it never tells."""

# One case, one line, however long: that is what makes the tables readable.
# ruff: noqa: E501

from __future__ import annotations

import pytest

from ckanext.opendatalab.legal.engine import public
from ckanext.opendatalab.legal.engine.ruleset import VERDICTS
from tests.legal.cases import CATEGORY, COMPANY, PERSONS, RULES, SECRET, THIRD, evaluated

RIGHTS = "http://publications.europa.eu/resource/authority/access-right/"


def told(result):
    return public.public(RULES, result.verdict, result.grounds, result.reasons)


# fmt: off
@pytest.mark.parametrize(
    ("departure", "words", "right"),
    [
        ({},                                              "Diffusable",                                   "PUBLIC"),
        ({**PERSONS, **CATEGORY},                         "Diffusable (fondement particulier)",           "PUBLIC"),
        (PERSONS,                                         "Diffusable après traitement",                  "PUBLIC"),
        ({**SECRET, "Q07": {"2b": "whole"}},              "Non diffusable en ligne",                      "NON_PUBLIC"),
        ({**COMPANY, "Q08": {"business": "whole"}},       "Non diffusable en ligne – communicable à la personne concernée", "RESTRICTED"),
        ({**PERSONS, "Q14": "no"},                        "Non diffusable en ligne – demandes d'accès examinées au cas par cas", "RESTRICTED"),
        ({"Q03": "no", "Q03_date": "2026-12-01"},         "Pas encore diffusable",                        "NON_PUBLIC"),
        ({**THIRD, "Q15": "reserved"},                    "Diffusion réservée : droits d'un tiers",       "RESTRICTED"),
        ({"Q01": "no"},                                   "Hors du champ de la loi sur l'accès aux documents", "NON_PUBLIC"),
    ],
)
# fmt: on
def test_each_verdict_has_its_words_and_access_right(departure, words, right):
    outcome = told(evaluated(departure)).outcome
    assert outcome.words["fr"].replace("\u00a0", " ") == words
    assert outcome.access_right == RIGHTS + right


def test_a_secret_of_the_state_beside_one_of_a_person_leaves_no_request_path():
    both = {"content": ["protected", "persons"], "Q07": {"2b": "whole"}, "Q08": {"privacy": "whole"}}
    assert told(evaluated(PERSONS, both)).outcome.code == "not_publishable"


def test_an_analysis_to_complete_is_never_public():
    assert told(evaluated(Q06=["unknown"])) is None


def test_a_ground_to_confirm_is_never_public():
    grounds = ["GDPR-9", "CGCT-L2131-1", "no-such-ground", "L311-7"]
    assert public.public(RULES, "open_as_is", grounds).grounds == ("L311-7",)


@pytest.mark.parametrize("verdict", [one for one in VERDICTS if one != "analysis_required"])
def test_a_corrected_verdict_is_told_without_the_reasons_of_the_proposal(verdict):
    found = public.public(RULES, verdict, [])
    assert found.outcome.code == verdict
    assert found.grounds == (("L312-1",) if verdict == "open_as_is" else ())
