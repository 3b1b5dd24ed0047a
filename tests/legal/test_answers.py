"""What a question takes as an answer, and what it says of the rest."""

from __future__ import annotations

import pytest

from ckanext.opendatalab.legal.engine.answers import LONGEST_TEXT, AnswerError, Choice, check
from ckanext.opendatalab.legal.engine.templates import differences, same_answers
from tests.legal.cases import RULES, TODAY, answers


# fmt: off
@pytest.mark.parametrize(
    ("question", "value", "expected"),
    [
        ("Q01", "yes",                          [Choice("yes")]),
        ("Q01", "",                             []),
        ("Q01", None,                           []),
        ("Q06", ["budget", "contracts"],        [Choice("budget"), Choice("contracts")]),
        ("Q06", "budget",                       [Choice("budget")]),
        ("Q06", ["budget", "budget"],           [Choice("budget")]),
        ("Q06", [],                             []),
        ("Q07", {"2b": "part"},                 [Choice("2b", "part")]),
        ("Q07", "none",                         [Choice("none")]),
        ("Q07", ["unknown"],                    [Choice("unknown")]),
        ("Q03_date", "2026-12-01",              [Choice("2026-12-01")]),
        ("Q03_date", "unknown",                 []),
        ("Q05", " https://example.org/a ",      [Choice("https://example.org/a")]),
        ("Q15_holder", "  Une\n société ",      [Choice("Une société")]),
    ],
)
# fmt: on
def test_an_answer_is_taken(question, value, expected):
    assert list(check(RULES, question, value, TODAY)) == expected


# fmt: off
@pytest.mark.parametrize(
    ("question", "value", "fault"),
    [
        ("Q99", "yes",                          "unknown_question"),
        ("Q01", "perhaps",                      "unknown_answer"),
        ("Q01", ["yes"],                        "wrong_kind"),
        ("Q01", True,                           "wrong_kind"),
        ("Q01", "<script>",                     "unknown_answer"),
        ("Q06", ["budget", "none"],             "exclusive"),
        ("Q06", ["unknown", "none"],            "exclusive"),
        ("Q06", [["budget"]],                   "wrong_kind"),
        ("Q07", ["2b"],                         "wrong_kind"),
        ("Q07", {"2b": "a little"},             "unknown_answer"),
        ("Q07", {"2b": ["part"]},               "unknown_answer"),
        ("Q07", {"none": "whole"},              "exclusive"),
        ("Q03_date", "1 December",              "bad_date"),
        ("Q03_date", "2026-09-01",              "past_date"),
        ("Q03_date", "2020-01-01",              "past_date"),
        ("Q05", "javascript:alert(1)",          "bad_url"),
        ("Q05", "https://" + "a" * 3000,        "too_long"),
        ("Q15_holder", "a" * (LONGEST_TEXT + 1), "too_long"),
        ("Q15_holder", "a" * 100_000,           "too_long"),
    ],
)
# fmt: on
def test_an_answer_that_does_not_fit_is_refused_with_the_reason(question, value, fault):
    with pytest.raises(AnswerError) as refused:
        check(RULES, question, value, TODAY)
    assert refused.value.fault == fault
    assert refused.value.question == question


def test_an_old_date_is_read_again_without_complaint():
    assert check(RULES, "Q03_date", "2020-01-01") == (Choice("2020-01-01"),)


def test_last_years_analysis_holds_as_long_as_nothing_that_counts_differs():
    first = answers(Q06=["budget", "contracts"])
    assert same_answers(RULES, first, answers(Q06=["contracts", "budget"], Q11="direct"))
    assert not same_answers(RULES, first, answers())
    assert differences(RULES, first, answers(Q03="no")) == ("Q03", "Q06")
