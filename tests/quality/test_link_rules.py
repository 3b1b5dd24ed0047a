"""What an answer says of a link, and when to look again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ckanext.opendatalab.quality.checks import wording
from ckanext.opendatalab.quality.running import link_rules

HOURS = timedelta(hours=1)
DAYS = timedelta(days=1)


@pytest.mark.parametrize(
    ("failures", "unchanged_times", "wait"),
    [
        (0, 0, 12 * HOURS),
        (0, 1, 24 * HOURS),
        (0, 2, 7 * DAYS),
        (0, 3, 30 * DAYS),
        (0, 99, 30 * DAYS),
        (0, -1, 12 * HOURS),
        (1, 99, 12 * HOURS),
        (2, 0, 24 * HOURS),
        (3, 0, 7 * DAYS),
        (6, 0, 7 * DAYS),
        (7, 0, 30 * DAYS),
        (500, 0, 30 * DAYS),
    ],
)
def test_what_stays_as_it_is_is_looked_at_less_and_less_often(failures, unchanged_times, wait):
    assert link_rules.next_check(failures, unchanged_times) == wait


@pytest.mark.parametrize(("failures", "outcome"), [(1, "warning"), (2, "warning"), (3, "fail")])
def test_a_link_is_doubtful_twice_and_then_broken(failures, outcome):
    for check in (
        link_rules.failed(failures, status=404),
        link_rules.failed(failures, status=410),
        link_rules.failed(failures, "timeout"),
    ):
        assert check.outcome == outcome
        assert check.faults[0].level == outcome
        assert check.faults[0].numbers["times"] == failures


@pytest.mark.parametrize(
    ("code", "status", "fault"),
    [
        ("", 404, "link_missing"),
        ("", 410, "link_missing"),
        ("", 403, "link_forbidden"),
        ("", 500, "link_status"),
        ("", 302, "link_status"),
        ("unknown_host", 0, "link_unknown_host"),
        ("timeout", 0, "link_no_answer"),
        ("too_slow", 0, "link_no_answer"),
        ("certificate", 0, "link_certificate"),
        ("too_many_redirects", 0, "link_circle"),
        ("protocol", 0, "link_answer"),
        ("encoding", 0, "link_answer"),
    ],
)
def test_each_failure_says_what_it_was(code, status, fault):
    assert link_rules.failed(1, code, status).faults[0].code == fault


def test_a_link_that_moved_for_good_works_and_says_where_to():
    check = link_rules.good("https://data.example.org/" + "a" * 400, unsecured=True)
    assert check.outcome == "warning"
    assert [one.code for one in check.faults] == ["link_moved", "link_unsecured"]
    assert len(check.faults[0].numbers["address"]) == 300
    assert link_rules.good().outcome == "pass"


def test_every_code_has_its_words_with_the_numbers_that_it_brings():
    checks = [
        *(link_rules.wrong(code) for code in sorted(link_rules.WRONG_ADDRESS)),
        *(link_rules.failed(1, code) for code in ("unknown_host", "timeout", "certificate")),
        *(link_rules.failed(1, code) for code in ("too_many_redirects", "protocol")),
        *(link_rules.failed(1, status=status) for status in (404, 403, 500)),
        link_rules.good("https://data.example.org/", unsecured=True),
    ]
    faults = [fault for check in checks for fault in check.faults]
    worded = {code for code in wording.words()["sentences"] if code.startswith("link_")}
    assert {fault.code for fault in faults} == worded
    for language in ("en", "fr"):
        for fault in faults:
            sentence = wording.sentence(fault.code, fault.numbers, language)
            assert sentence != fault.code
            assert "{" not in sentence
        for code in link_rules.OURS:
            reason = link_rules.ours(code).reason
            assert wording.reason(reason, language) != reason
