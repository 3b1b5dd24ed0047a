"""What must hold for any set of answers."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ckanext.opendatalab.legal.engine import rules
from ckanext.opendatalab.legal.engine.answers import AnswerError, check
from ckanext.opendatalab.legal.engine.ruleset import (
    EXCLUSIVE,
    EXTENTS,
    OPEN_VERDICTS,
    VERDICTS,
    Profile,
)
from tests.legal.cases import NOBODY, RULES, TODAY, answers

KINDS = (
    "out_of_scope",
    "third_party",
    "refusal",
    "temporary_refusal",
    "analysis",
    "treatment",
    "condition",
    "flag",
)


def value(question):
    if question.kind == "single":
        return st.sampled_from(list(question.answers))
    plain = [code for code in question.answers if code not in EXCLUSIVE]
    alone = st.sampled_from([code for code in EXCLUSIVE if code in question.answers])
    if question.kind == "list":
        several = st.lists(st.sampled_from(plain), min_size=1, max_size=4, unique=True)
        return alone.map(lambda code: [code]) | several
    if question.kind == "extent":
        return alone | st.dictionaries(
            st.sampled_from(plain), st.sampled_from(EXTENTS), min_size=1, max_size=3
        )
    if question.kind == "date":
        return st.integers(-400, 400).map(lambda days: (TODAY + timedelta(days)).isoformat())
    return st.sampled_from(["https://example.org/data", "Une société", ""])


# An ordinary dataset is rare among random answers: start from it, and change some.
some_answers = st.builds(
    answers,
    st.fixed_dictionaries(
        {}, optional={code: value(question) for code, question in RULES.questions.items()}
    ),
)
anything = st.dictionaries(
    st.sampled_from([*RULES.questions, "Q99"]),
    st.recursive(
        st.none() | st.text(max_size=12) | st.integers() | st.booleans(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
        max_leaves=6,
    ),
    max_size=8,
)
profiles = st.builds(
    Profile,
    type=st.none() | st.sampled_from(["commune", "epci", "departement", "region", "other"]),
    population=st.none() | st.integers(0, 3_000_000),
    staff=st.none() | st.floats(0, 20_000),
)
often = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])


def openness(given_answers):
    return -VERDICTS.index(evaluate(given_answers).verdict)


def evaluate(given_answers, profile=NOBODY, today=TODAY):
    return rules.evaluate(RULES, given_answers, profile, today)


@often
@given(some_answers | anything, profiles, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_any_answers_give_exactly_one_verdict_and_always_the_same(given_answers, profile, today):
    result = evaluate(given_answers, profile, today)
    assert result.verdict in VERDICTS
    assert result == evaluate(dict(reversed(given_answers.items())), profile, today)


@often
@given(some_answers)
def test_a_verdict_that_is_not_plain_has_a_decisive_reason(given_answers):
    result = evaluate(given_answers)
    assert any(reason.decisive for reason in result.reasons) is (result.verdict != "open_as_is")


@often
@given(some_answers, st.data())
def test_not_knowing_never_opens(given_answers, data):
    asked = evaluate(given_answers).asked
    with_unknown = [code for code in asked if "unknown" in RULES.questions[code].answers]
    question = data.draw(st.sampled_from(with_unknown))
    unknown = ["unknown"] if RULES.questions[question].kind == "list" else "unknown"
    result = evaluate({**given_answers, question: unknown})
    assert result.verdict not in OPEN_VERDICTS


@often
@given(some_answers)
def test_no_open_verdict_while_a_required_question_is_open(given_answers):
    result = evaluate(given_answers)
    if result.open_questions:
        assert not result.is_open


@often
@given(some_answers, st.data())
def test_what_is_not_asked_counts_for_nothing(given_answers, data):
    asked = evaluate(given_answers).asked
    hidden = [code for code in RULES.questions if code not in asked]
    if not hidden:
        return
    question = data.draw(st.sampled_from(hidden))
    changed = {**given_answers, question: data.draw(value(RULES.questions[question]))}
    assert evaluate(changed) == evaluate(given_answers)


@often
@given(some_answers, st.data())
def test_one_more_secret_never_makes_it_more_open(given_answers, data):
    question = RULES.questions[data.draw(st.sampled_from(["Q07", "Q08"]))]
    before = given_answers.get(question.code)
    before = before if isinstance(before, dict) else {}
    secret = data.draw(
        st.sampled_from([code for code in question.answers if code not in EXCLUSIVE])
    )
    extent = "whole" if before.get(secret) == "whole" else data.draw(st.sampled_from(EXTENTS))
    less = {**given_answers, question.code: before or "none"}
    more = {**given_answers, question.code: {**before, secret: extent}}
    assert openness(more) <= openness(less)


# From the answer that speaks least against publication to the one that speaks most.
WORSE = {
    "Q01": ["yes", "no"],
    "Q03": ["yes", "no"],
    "Q04": ["no", "yes"],
    "Q09": ["no", "reducible", "unknown", "irreducible"],
    "Q12": ["no", "yes"],
    "Q13_need": ["yes", "no"],
    "Q14": ["yes", "no"],
    "Q14_tests": [["none"], ["linking"], ["linking", "inference"]],
    "Q15": ["no", "open_licence", "unknown", "reserved"],
    "Q17": [["none"], ["fee"], ["fee", "exclusivity"]],
    "content": [
        ["none"],
        ["persons"],
        ["persons", "security"],
        ["persons", "security", "third_party"],
    ],
}


@often
@given(some_answers, st.sampled_from(sorted(WORSE)), st.data())
def test_a_worse_answer_never_makes_it_more_open(given_answers, question, data):
    steps = WORSE[question]
    worse = data.draw(st.integers(1, len(steps) - 1))
    better = data.draw(st.integers(0, worse - 1))
    after = openness({**given_answers, question: steps[worse]})
    assert after <= openness({**given_answers, question: steps[better]})


@often
@given(st.lists(st.sampled_from(KINDS)), st.sampled_from(KINDS))
def test_one_more_reason_never_makes_it_more_open(kinds, more):
    reasons = [rules.Reason("x", kind, "Q01") for kind in kinds]
    before = rules._verdict(reasons)
    after = rules._verdict([*reasons, rules.Reason("y", more, "Q01")])
    assert VERDICTS.index(after) >= VERDICTS.index(before)


@often
@given(some_answers, profiles)
def test_nothing_is_owed_where_nothing_may_be_published(given_answers, profile):
    result = evaluate(given_answers, profile)
    closed = ("not_publishable", "third_party_rights", "out_of_scope")
    assert (result.obligation is None) is (result.verdict in closed)


@often
@given(anything)
def test_a_check_takes_an_answer_or_says_which_question_it_does_not_fit(given_answers):
    faults = {}
    for question, given_value in given_answers.items():
        try:
            check(RULES, question, given_value, TODAY)
        except AnswerError as error:
            faults[question] = error
    assert all(error.question == question for question, error in faults.items())
    assert ("Q99" in faults) is ("Q99" in given_answers)
