"""What stands between a validated dataset and its publication."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ckanext.opendatalab.legal.engine import ready, rules
from tests.legal.cases import (
    NOBODY,
    PERSONS,
    RULES,
    SECRET,
    THIRD,
    TODAY,
    answers,
    evaluated,
)

KEY = "anonymisation.Q14.yes"
NO_TEST_FAILS = dict.fromkeys(ready.TESTS, False)
DONE = ready.Attestation(date(2026, 8, 30), "Agente", "regroupement", ("prenom",), NO_TEST_FAILS)


def validation(result, **columns):
    return ready.Validation(
        ready.proposed(result),
        result.verdict,
        frozenset(result.grounds),
        result.ruleset_version,
        columns,
    )


def blockers(result, signed=None, validated=None, columns=None, **given):
    signed = signed or result
    needed = {"attestations": {}, "evidence": {}, "dpo_opinion": None, "today": TODAY, **given}
    validated = validated or validation(signed)
    found = ready.gate(validated, signed, result, columns=columns or {}, **needed)
    return [(one.code, one.key) if one.key else one.code for one in found]


def opinion(result, kind="favourable"):
    return ready.DpoOpinion(kind, result.fingerprint)


def test_an_ordinary_dataset_may_go_once_validated():
    assert blockers(evaluated()) == []


def test_nothing_goes_without_a_validation():
    found = ready.gate(
        None,
        None,
        evaluated(),
        attestations={},
        evidence={},
        dpo_opinion=None,
        columns={},
        today=TODAY,
    )
    assert found == (ready.Blocker("not_validated"),)


@pytest.mark.parametrize(
    "departure", [{"Q01": "no"}, {"Q03": "no"}, {**SECRET, "Q07": {"2b": "whole"}}, {"Q06": None}]
)
def test_only_an_open_verdict_lets_publish(departure):
    assert blockers(evaluated(departure)) == ["not_open"]


def test_a_treatment_and_the_opinion_of_the_dpo_are_awaited():
    assert blockers(evaluated(PERSONS)) == [("treatment_unattested", KEY), "dpo_opinion_missing"]


def test_a_treatment_attested_and_a_favourable_opinion_let_publish():
    result = evaluated(PERSONS)
    given = {"attestations": {KEY: DONE}, "dpo_opinion": opinion(result)}
    assert blockers(result, **given) == []


# fmt: off
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"done_by": " "},                                  "treatment_unattested"),
        ({"method": ""},                                    "treatment_unattested"),
        ({"done_on": date(2026, 9, 2)},                     "treatment_unattested"),
        ({"tests": {}},                                     "tests_missing"),
        ({"tests": {"linking": False}},                     "tests_missing"),
        ({"tests": {**NO_TEST_FAILS, "inference": True}},   "reidentification_possible"),
        ({"tests": {"inference": True}},                    "reidentification_possible"),
    ],
)
# fmt: on
def test_an_attestation_that_lacks_something_is_refused(change, expected):
    result = evaluated(PERSONS)
    given = {"attestations": {KEY: replace(DONE, **change)}, "dpo_opinion": opinion(result)}
    assert blockers(result, **given) == [(expected, KEY)]


def test_masking_needs_no_test_of_anonymity():
    result = evaluated(SECRET, Q07={"2f": "part"})
    attested = {"masking.Q07.2f": replace(DONE, tests={})}
    assert blockers(result, attestations=attested) == []


def test_a_condition_needs_its_evidence():
    result = evaluated(THIRD, Q15="open_licence")
    key = "inherited_licence.Q15.open_licence"
    assert blockers(result) == [("condition_without_evidence", key)]
    assert blockers(result, evidence={key: "  "}) == [("condition_without_evidence", key)]
    assert blockers(result, evidence={key: "Dossier 2026-12"}) == []


def test_a_corrected_verdict_asks_for_what_its_author_named():
    result = evaluated()
    for verdict, code in (
        ("open_after_processing", "treatment_missing"),
        ("open_with_conditions", "condition_missing"),
    ):
        signed = validation(result)
        signed = replace(signed, requirements=replace(signed.requirements, verdict=verdict))
        assert blockers(result, validated=signed) == [code]


def test_an_opinion_on_other_answers_does_not_count():
    result = evaluated(PERSONS)
    given = {"attestations": {KEY: DONE}, "dpo_opinion": opinion(evaluated())}
    assert blockers(result, **given) == ["dpo_opinion_outdated"]


def test_going_against_the_dpo_takes_a_reason():
    result = evaluated()
    against = opinion(result, "unfavourable")
    assert blockers(result, dpo_opinion=against) == ["dpo_opinion_overruled"]
    assert blockers(result, dpo_opinion=opinion(result, "with_reservations")) == []
    signed = validation(result)
    signed = replace(
        signed, requirements=replace(signed.requirements, reason_against_dpo="Loi n° 1")
    )
    assert blockers(result, validated=signed, dpo_opinion=against) == []


def test_a_review_date_that_has_come_blocks():
    result = evaluated()
    signed = validation(result)
    signed = replace(signed, requirements=replace(signed.requirements, review_on=TODAY))
    assert blockers(result, validated=signed) == ["review_date_passed"]
    assert blockers(result, validated=signed, today=date(2026, 8, 31)) == []


def test_an_answer_that_changed_lapses_the_validation_and_a_hidden_one_does_not():
    signed = evaluated()
    assert blockers(evaluated(Q06=["budget"]), signed) == ["answers_changed"]
    assert blockers(evaluated(Q11="direct"), signed) == []


# fmt: off
@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ({"f": ("nom", "lieu")},                []),
        ({"f": (" lieu", "nom")},               []),
        ({"f": ("nom", "lieu", "age")},         [("columns_changed", "f")]),
        ({"f": ("nom",)},                       [("columns_changed", "f")]),
        ({"f": None},                           [("columns_changed", "f")]),
        ({"f": ("nom", "lieu"), "g": None},     [("file_added", "g")]),
        ({},                                    []),
    ],
)
# fmt: on
def test_the_columns_of_the_files_are_those_that_were_validated(now, expected):
    result = evaluated()
    signed = validation(result, f=("nom", "lieu"))
    assert blockers(result, validated=signed, columns=now) == expected


def test_new_rules_lapse_a_validation_only_where_the_proposal_differs():
    result = evaluated(SECRET, Q07={"2b": "part"})
    attested = {"masking.Q07.2b": DONE}
    newer = replace(result, ruleset_version="2027.1")
    assert blockers(newer, newer, validation(result), attestations=attested) == []
    other = replace(validation(result), proposed_grounds=frozenset({"L311-6-2"}))
    assert blockers(newer, newer, other, attestations=attested) == ["ruleset_changed"]
    stricter = replace(validation(result), proposed_verdict="open_as_is")
    assert blockers(newer, newer, stricter, attestations=attested) == ["ruleset_changed"]


def test_the_same_rules_never_lapse_a_corrected_verdict():
    result = evaluated(Q06=["unknown"])
    signed = validation(result)
    signed = replace(signed, requirements=ready.Requirements("open_as_is"))
    assert blockers(result, validated=signed) == []


def test_every_blocker_says_what_is_wrong_and_whom_to_ask():
    for code in ready.BLOCKERS:
        assert RULES.blockers[code].text["fr"]
        assert RULES.blockers[code].ask in RULES.people
    assert "Adressez-vous" in RULES.blocker_generic["fr"]


def test_what_was_signed_is_read_again_under_the_rules_of_today():
    signed = rules.evaluate(RULES, answers(), NOBODY, TODAY)
    assert signed.fingerprint == evaluated(Q15="reserved").fingerprint
