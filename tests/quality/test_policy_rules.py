"""What is asked of quality before publication, without a portal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from ckanext.opendatalab.fields.freshness import Freshness
from ckanext.opendatalab.quality.freshness import rules as late_rules
from ckanext.opendatalab.quality.policy import rules
from ckanext.opendatalab.quality.policy.rules import Failing, File, Policy, Situation

NOW = datetime(2026, 11, 24, 12, tzinfo=timezone.utc)
TODAY = NOW.date()
BLOCK = Policy(mode="block", minimum_score=50)
GOOD = File("f", "Fichier", current=True, outcome="pass")


def said(situation: Situation, policy: Policy = BLOCK, works: bool = True) -> list[str]:
    return [one.code for one in rules.findings(situation, policy, NOW, works)]


def blocks(situation: Situation, policy: Policy = BLOCK, waived: bool = False) -> list[str]:
    found = rules.findings(situation, policy, NOW, True)
    return [one.code for one in rules.blocking(found, policy, waived)]


def one_file(**values: object) -> Situation:
    return Situation(80, files=(replace(GOOD, **values),))  # type: ignore[arg-type]


def test_by_default_people_are_advised_and_nothing_is_held_back():
    policy = Policy()
    assert policy.mode == "warn"
    assert said(Situation(10), policy) == ["score"]
    assert blocks(Situation(10), policy) == []


def test_nothing_is_said_where_nothing_is_asked_for():
    assert said(Situation(0, frozenset({"licence"})), replace(BLOCK, mode="off")) == []


@pytest.mark.parametrize(("score", "expected"), [(49, ["score"]), (50, []), (None, [])])
def test_a_score_below_the_minimum_holds_back(score, expected):
    assert blocks(Situation(score)) == expected


def test_only_mandatory_criteria_that_are_not_met_hold_back():
    policy = replace(BLOCK, mandatory=frozenset({"licence", "contact"}))
    assert blocks(Situation(90, frozenset({"licence", "theme"})), policy) == ["criterion"]


def test_a_file_that_fails_holds_back_unless_its_check_or_all_its_faults_are_tolerated():
    failing = Failing("structure", ("ragged_row", "duplicate_header"))
    situation = one_file(outcome="fail", failing=(failing,))
    assert blocks(situation) == ["file"]
    for tolerated, expected in (
        ({"structure"}, []),
        ({"ragged_row"}, ["file"]),
        ({"ragged_row", "duplicate_header"}, []),
    ):
        assert blocks(situation, replace(BLOCK, tolerated=frozenset(tolerated))) == expected


def test_a_failing_check_without_any_code_is_not_tolerated_by_no_code():
    situation = one_file(outcome="fail", failing=(Failing("link"),))
    assert blocks(situation, replace(BLOCK, tolerated=frozenset({"broken"}))) == ["file"]


@pytest.mark.parametrize("outcome", ["pass", "warning", "skipped"])
def test_warnings_and_checks_that_were_not_made_hold_nothing_back(outcome):
    assert said(one_file(outcome=outcome)) == []


def test_a_pending_check_holds_back_and_is_never_passed_silently():
    since = NOW - timedelta(minutes=3)
    situation = one_file(current=False, asked=True, since=since, outcome="pass")
    assert blocks(situation) == ["pending"]
    (found,) = rules.findings(situation, BLOCK, NOW, True)
    assert found.facts["since"] == since


@pytest.mark.parametrize(
    ("waited", "works", "code"),
    [
        (timedelta(minutes=59), False, "pending"),
        (timedelta(hours=1), False, "waiting_too_long"),
        (timedelta(hours=23), True, "pending"),
        (timedelta(hours=24), True, "waiting_too_long"),
    ],
)
def test_a_portal_that_does_not_keep_up_traps_nobody_and_says_so(waited, works, code):
    situation = one_file(current=False, asked=True, since=NOW - waited, outcome=None)
    (found,) = rules.findings(situation, BLOCK, NOW, works)
    assert (found.code, found.blocks) == (code, code == "pending")


def test_a_file_that_could_not_be_checked_holds_nothing_back_and_is_told():
    assert said(one_file(outcome="error")) == ["outage"]
    assert blocks(one_file(outcome="error")) == []


def test_an_old_result_never_passes_for_todays():
    assert blocks(one_file(current=False, outcome="pass")) == ["stale"]


def test_a_file_that_was_never_checked_is_asked_about_only_where_checks_are_automatic():
    never = one_file(current=False, outcome=None)
    assert blocks(never) == ["unchecked"]
    assert blocks(replace(never, automatic=False)) == []


def test_an_exception_opens_the_gate_and_hides_nothing():
    situation = Situation(10, files=(replace(GOOD, current=False, outcome=None),))
    assert blocks(situation, waived=True) == []
    assert said(situation) == ["score", "unchecked"]


def test_what_holds_back_is_told_first():
    never = replace(GOOD, id="g", current=False, outcome=None)
    files = (replace(GOOD, outcome="error"), never)
    assert said(Situation(80, files=files)) == ["unchecked", "outage"]


def test_an_exception_counts_on_its_last_day_and_no_longer():
    assert rules.runs(TODAY, False, TODAY)
    assert not rules.runs(TODAY - timedelta(days=1), False, TODAY)
    assert not rules.runs(TODAY + timedelta(days=1), True, TODAY)


LATE = Freshness("late", date(2025, 1, 1), "data", date(2026, 1, 1))
RECORD = {"id": "d", "name": "piscines", "title": "Piscines", "creator_user_id": "u"}


def test_a_late_dataset_tells_since_how_many_days():
    found = late_rules.late(RECORD, LATE, TODAY)
    assert found is not None
    assert (found.days, found.late) == (327, True)
    assert found.event == "late:d:2026-01-01"


def test_what_is_fresh_or_unknown_is_not_late():
    for state in ("fresh", "unknown", "not_expected"):
        assert late_rules.late(RECORD, replace(LATE, state=state), TODAY) is None


def test_nobody_is_written_to_about_what_is_only_due_or_comes_from_elsewhere():
    extras = [{"key": "harvest_object_id", "value": "h"}]
    late = late_rules.late(RECORD, LATE, TODAY)
    due = late_rules.late(RECORD, replace(LATE, state="due"), TODAY)
    harvested = late_rules.late({**RECORD, "extras": extras}, LATE, TODAY)
    assert late_rules.to_mail([due, harvested, late]) == [late]


def test_who_made_it_is_written_to_else_the_first_who_are_anybody():
    assert late_rules.responsible("creator", ["steward"]) == ("creator",)
    assert late_rules.responsible(None, [], ["lead"], ["admin"]) == ("lead",)
    assert late_rules.responsible(None, [], []) == ()
