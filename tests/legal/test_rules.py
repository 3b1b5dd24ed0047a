"""From answers to a verdict: one line per case."""

# One case, one line, however long: that is what makes the tables readable.
# ruff: noqa: E501

from __future__ import annotations

from datetime import date

import pytest

from ckanext.opendatalab.legal.engine import rules
from tests.legal.cases import (
    CATEGORY,
    COMPANY,
    NOBODY,
    ORDINARY,
    PERSONS,
    RULES,
    SECRET,
    SECURITY,
    THIRD,
    TODAY,
    evaluated,
)

IS, COND, PROC = "open_as_is", "open_with_conditions", "open_after_processing"
TODO, NO, THIRDS, OUT = "analysis_required", "not_publishable", "third_party_rights", "out_of_scope"
SOON, ENV = {"Q03_date": "2026-12-01"}, {"situation": ["environment"]}

# fmt: off
CASES = [
    # ---- the document
    ("an ordinary dataset",                                {},                                              IS),
    ("private papers",                                     {"Q01": "no"},                                   OUT),
    ("nobody knows where it comes from",                   {"Q01": "unknown"},                              TODO),
    ("made by another administration",                     {"Q02": "administration"},                       IS),
    ("made by a company, no rights kept",                  {"Q02": "private", "Q15": "transferred"},        IS),
    ("made by a company, rights not looked at",            {"Q02": "private"},                              TODO),
    ("made by a concession holder who reserves it",        {"Q02": "concession", "Q15": "reserved"},        THIRDS),
    ("producer unknown",                                   {"Q02": "unknown"},                              TODO),
    ("not finished, until December",                       {"Q03": "no", **SOON},                           NO),
    ("not finished, without a date",                       {"Q03": "no"},                                   NO),
    ("not finished, and the date has come",                {"Q03": "no", "Q03_date": "2026-09-01"},         TODO),
    ("nobody knows whether it is finished",                {"Q03": "unknown"},                              TODO),
    ("prepares a decision of next year",                   {"Q04": "yes", "Q04_date": "2027-01-15"},        NO),
    ("prepared a decision whose date is past",             {"Q04": "yes", "Q04_date": "2026-08-31"},        TODO),
    ("already online",                                     {"situation": ["already_online"], "Q05": "https://example.org/"}, IS),
    ("the sorting is not known",                           {"content": ["unknown"]},                        TODO),
    ("the situation is not known",                         {"situation": ["unknown"]},                      TODO),
    ("whether a text imposes it is not known",             {"Q06": ["unknown"]},                            TODO),
    ("a text imposes it",                                  {"Q06": ["contracts"]},                          IS),
    ("high value",                                         {"situation": ["high_value"], "Q18": ["mobility"]}, IS),
    ("requested",                                          {"situation": ["requested"], "Q19": "requested"}, IS),
    # ---- secrets
    ("no secret after all",                                SECRET,                                          IS),
    ("a part under a court procedure",                     {**SECRET, "Q07": {"2f": "part"}},               PROC),
    ("all of it under a court procedure",                  {**SECRET, "Q07": {"2f": "whole"}},              NO),
    ("a part of defence, all of an inquiry",               {**SECRET, "Q07": {"2b": "part", "2g": "whole"}}, NO),
    ("a file of the CNIL's advice, all of it",             {**SECRET, "Q07": {"1e": "whole"}},              NO),
    ("the secret is not known",                            {**SECRET, "Q07": "unknown"},                    TODO),
    ("the secret is not answered",                         {"content": ["protected"]},                      TODO),
    ("business secrecy in a part",                         {**COMPANY, "Q08": {"business": "part"}},        PROC),
    ("business secrecy in all of it",                      {**COMPANY, "Q08": {"business": "whole"}},       NO),
    ("medical secrecy in all of it",                       {**PERSONS, "Q08": {"medical": "whole"}},        NO),
    ("a judgement on a person, in a part",                 {**PERSONS, "Q11": "no", "Q08": {"judgement": "part"}}, PROC),
    ("too precise, reducible",                             {**SECURITY, "Q09": "reducible"},                PROC),
    ("too precise, irreducible",                           {**SECURITY, "Q09": "irreducible"},              NO),
    ("precise and harmless",                               SECURITY,                                        IS),
    ("nobody has looked at the security",                  {**SECURITY, "Q09": "unknown"},                  TODO),
    # ---- environment
    ("environment, no secret",                             {**ENV, "Q10": "yes"},                           IS),
    ("environment, business secrecy in all of it",         {**ENV, **COMPANY, "Q10": "yes", "Q08": {"business": "whole"}}, TODO),
    ("environment, business secrecy in a part",            {**ENV, **COMPANY, "Q10": "yes", "Q08": {"business": "part"}}, PROC),
    ("emissions, business secrecy in all of it",           {**ENV, **COMPANY, "Q10": "emissions", "Q08": {"business": "whole"}}, IS),
    ("emissions, business secrecy in a part",              {**ENV, **COMPANY, "Q10": "emissions", "Q08": {"business": "part"}}, IS),
    ("emissions, defence in all of it",                    {**ENV, **SECRET, "Q10": "emissions", "Q07": {"2b": "whole"}}, TODO),
    ("emissions, private life in all of it",               {**ENV, **PERSONS, "Q10": "emissions", "Q08": {"privacy": "whole"}}, TODO),
    ("not about the environment after all",                {**ENV, **COMPANY, "Q10": "no", "Q08": {"business": "whole"}}, NO),
    ("environment, and irreducible danger",                {**ENV, **SECURITY, "Q10": "yes", "Q09": "irreducible"}, NO),
    # ---- personal data
    ("nobody recognisable",                                {**PERSONS, "Q11": "no"},                        IS),
    ("recognisable is not known",                          {**PERSONS, "Q11": "unknown"},                   TODO),
    ("persons, anonymised",                                PERSONS,                                         PROC),
    ("persons, small numbers, anonymised",                 {**PERSONS, "Q11": "indirect"},                  PROC),
    ("persons, can be singled out afterwards",             {**PERSONS, "Q14_tests": ["singling_out"]},      TODO),
    ("persons, tests not known",                           {**PERSONS, "Q14_tests": ["unknown"]},           TODO),
    ("persons, cannot be anonymised",                      {**PERSONS, "Q14": "no"},                        NO),
    ("persons, anonymisation not known",                   {**PERSONS, "Q14": "unknown"},                   TODO),
    ("persons, a law allows it",                           {**PERSONS, "Q13": "law"},                       COND),
    ("persons, they agreed",                               {**PERSONS, "Q13": "consent"},                   COND),
    ("persons, exception not known",                       {**PERSONS, "Q13": "unknown"},                   TODO),
    ("persons, organisation chart (1°)",                   {**PERSONS, **CATEGORY, "Q13_category": "1"},    COND),
    ("persons, regulated professions (3°)",                {**PERSONS, **CATEGORY, "Q13_category": "3"},    COND),
    ("persons, results of an examination (4°)",            {**PERSONS, **CATEGORY, "Q13_category": "4"},    COND),
    ("persons, sport (5°)",                                {**PERSONS, **CATEGORY, "Q13_category": "5"},    COND),
    ("persons, elected members (6°)",                      {**PERSONS, **CATEGORY, "Q13_category": "6"},    COND),
    ("persons, tourism (7°)",                              {**PERSONS, **CATEGORY, "Q13_category": "7"},    COND),
    ("persons, archives (9°) need no necessity",           {**PERSONS, "Q13": "category", "Q13_category": "9"}, COND),
    ("persons, category not necessary, anonymised",        {**PERSONS, **CATEGORY, "Q13_need": "no"},       PROC),
    ("persons, necessity not answered",                    {**PERSONS, **CATEGORY, "Q13_need": None},       TODO),
    ("persons, category and a part of private life",       {**PERSONS, **CATEGORY, "Q08": {"privacy": "part"}}, PROC),
    ("sensitive data, anonymised",                         {**PERSONS, "Q12": "yes"},                       PROC),
    ("sensitive data under the decree alone",              {**PERSONS, **CATEGORY, "Q12": "yes"},           TODO),
    ("sensitive data under a law",                         {**PERSONS, "Q12": "yes", "Q13": "law"},         TODO),
    ("sensitive data, cannot be anonymised",               {**PERSONS, "Q12": "yes", "Q14": "no"},          NO),
    # ---- rights, fees
    ("rights transferred",                                 {**THIRD, "Q15": "transferred"},                 IS),
    ("rights not known",                                   {**THIRD, "Q15": "unknown"},                     TODO),
    ("service with competitors",                           {"situation": ["competition"], "Q16": "yes"},    IS),
    ("a fee is planned",                                   {"situation": ["fee"], "Q17": ["fee"]},          TODO),
    ("an exclusive right was given",                       {"situation": ["fee"], "Q17": ["exclusivity"]},  TODO),
    ("neither fee nor exclusivity after all",              {"situation": ["fee"], "Q17": ["none"]},         IS),
    # ---- what goes first
    ("reserved rights before a secret",                    {**SECRET, "content": ["protected", "third_party"], "Q07": {"2b": "whole"}, "Q15": "reserved"}, THIRDS),
    ("a secret before what is not known",                  {**SECRET, "Q07": {"2b": "whole"}, "Q06": ["unknown"]}, NO),
    ("a passing refusal before what is not known",         {"Q03": "no", **SOON, "Q06": ["unknown"]},       NO),
    ("treatment and condition together",                   {**THIRD, **COMPANY, "content": ["third_party", "company_secret"], "Q08": {"business": "part"}, "Q15": "open_licence"}, PROC),
    # ---- Montpellier's inventory
    ("Montpellier: first names",                           {**PERSONS, "Q11": "indirect"},                  PROC),
    ("Montpellier: declarations of sale (DIA)",            {**PERSONS, "Q14": "no"},                        NO),
    ("Montpellier: declarations of sale, anonymised",      PERSONS,                                         PROC),
    ("Montpellier: civil status by name",                  {**PERSONS, "Q08": {"privacy": "whole"}, "Q14": "no"}, NO),
    ("Montpellier: civil status, yearly numbers",          {},                                              IS),
    ("Montpellier: building permits",                      {**PERSONS, **CATEGORY},                         COND),
    ("Montpellier: video protection, secret",              {**SECURITY, "Q07": {"2d": "whole"}},            NO),
    ("Montpellier: video protection, less precise",        {**SECURITY, "Q09": "reducible"},                PROC),
    ("Montpellier: subsidies to legal persons",            {"Q06": ["subsidies"]},                          IS),
    ("Montpellier: subsidies to natural persons",          {**PERSONS, "Q06": ["subsidies"]},               PROC),
    ("Montpellier: subsidies to natural persons, by law",  {**PERSONS, "Q06": ["subsidies"], "Q13": "law"}, COND),
    ("Montpellier: associations",                          {**PERSONS, **CATEGORY, "Q13_category": "2"},    COND),
    ("Montpellier: photographs of monuments",              {**THIRD, "Q15": "reserved"},                    THIRDS),
    ("Montpellier: OpenStreetMap rows (ODbL)",             {**THIRD, "Q02": "private", "Q15": "open_licence"}, COND),
    ("Montpellier: Tela Botanica (CC-BY-SA)",              {**THIRD, "Q02": "private", "Q15": "open_licence"}, COND),
    ("Montpellier: INSEE rows",                            {**THIRD, "Q02": "administration", "Q15": "open_licence"}, COND),
    ("Montpellier: monuments",                             {},                                              IS),
    ("Montpellier: districts",                             {},                                              IS),
    ("Montpellier: emergency shelters",                    {**SECURITY, "Q07": {"2d": "whole"}},            NO),
    ("Montpellier: offences on reserved spaces, by person", {**PERSONS, "Q12": "yes", "Q08": {"conduct": "whole"}, "Q14": "no"}, NO),
]
# fmt: on


@pytest.mark.parametrize(
    ("departure", "verdict"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_each_case_gives_its_verdict(departure, verdict):
    assert evaluated(departure).verdict == verdict


def test_an_ordinary_dataset_takes_seven_questions():
    result = evaluated()
    assert set(result.asked) == set(ORDINARY)
    assert len(result.asked) == 7


def test_an_empty_file_asks_the_same_seven_questions():
    result = rules.evaluate(RULES, {}, NOBODY, TODAY)
    assert result.asked == result.open_questions
    assert len(result.asked) == 7
    assert result.verdict == "analysis_required"


def test_outside_the_law_nothing_more_is_asked():
    assert evaluated(Q01="no").asked == ("content", "situation", "Q01")


def test_an_answer_to_a_question_that_is_not_asked_counts_for_nothing():
    hidden = {"Q07": {"2b": "whole"}, "Q11": "direct", "Q15": "reserved"}
    assert evaluated(hidden) == evaluated()


def test_what_is_no_answer_counts_as_not_answered():
    result = evaluated(Q01="perhaps", Q02=["us"], Q06={"none": "whole"}, of_old="yes")
    assert result.open_questions == ("Q01", "Q02", "Q06")


def test_a_passing_refusal_ends_with_its_date():
    waiting = {"Q03": "no", "Q03_date": "2026-12-01"}
    result = evaluated(waiting)
    assert (result.verdict, result.review_on) == (NO, date(2026, 12, 1))
    assert evaluated(waiting, today=date(2026, 11, 30)).verdict == NO
    later = evaluated(waiting, today=date(2026, 12, 1))
    assert later.verdict == TODO
    assert [reason.effect for reason in later.reasons if reason.decisive] == ["review_due"]


def test_the_first_of_two_dates_is_the_one_to_look_again():
    result = evaluated(Q03="no", Q03_date="2027-01-01", Q04="yes", Q04_date="2026-10-01")
    assert result.review_on == date(2026, 10, 1)


def test_each_reason_names_question_answer_and_law():
    (reason,) = [one for one in evaluated(SECRET, Q07={"2f": "whole"}).reasons if one.decisive]
    assert (reason.question, reason.answer, reason.extent) == ("Q07", "2f", "whole")
    assert reason.grounds == ("L311-5-2-f", "L312-1-2-1")
    assert RULES.grounds["L311-5-2-f"].label["fr"] == "CRPA, article L311-5, 2° f)"


def test_each_secret_that_is_masked_is_attested_for_itself():
    result = evaluated(SECRET, Q07={"2f": "part", "2b": "part"})
    assert [one.key for one in result.treatments] == ["masking.Q07.2b", "masking.Q07.2f"]


def test_the_verdict_rests_on_conditions_too_when_there_is_a_treatment():
    result = evaluated(PERSONS, CATEGORY, Q08={"privacy": "part"})
    assert {"D312-1-3-8", "L311-6-1-privacy"} <= set(result.grounds)


def test_a_lasting_refusal_makes_a_passing_one_secondary():
    result = evaluated(SECRET, {"Q03": "no", **SOON}, Q07={"2b": "whole"})
    assert result.grounds == ("L311-5-2-b", "L312-1-2-1")


@pytest.mark.parametrize(
    ("departure", "mandatory"),
    [
        ({}, False),
        ({**PERSONS, **CATEGORY}, False),
        (PERSONS, True),
        ({**PERSONS, "Q12": "yes"}, True),
        ({**PERSONS, **CATEGORY, "Q12": "yes"}, True),
    ],
)
def test_the_dpo_must_be_heard_on_sensitive_and_on_anonymised_data(departure, mandatory):
    assert evaluated(departure).dpo_mandatory is mandatory


def test_a_secret_set_aside_for_emissions_stays_in_sight():
    result = evaluated(ENV, COMPANY, Q10="emissions", Q08={"business": "whole"})
    (flag,) = result.flags
    assert flag.effect == "emissions_set_aside"
    assert flag.grounds[0] == "ENV-L124-5-II"
