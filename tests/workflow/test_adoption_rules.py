"""Who may have publications checked more or less."""

from __future__ import annotations

import itertools

import pytest

from ckanext.opendatalab.workflow.adoption import adoption_rules as rules

ADMINISTRATOR = {"by_administrator": True}
SYSADMIN = {"by_sysadmin": True}
REASON = {"has_reason": True}


@pytest.mark.parametrize(
    ("current", "wanted", "facts", "expected"),
    [
        ("off", "warn", ADMINISTRATOR, None),
        ("warn", "block", ADMINISTRATOR, None),
        ("warn", "warn", ADMINISTRATOR, None),
        ("off", "block", ADMINISTRATOR, "one_step"),
        ("off", "block", SYSADMIN, "one_step"),
        ("off", "block", {**ADMINISTRATOR, "empty_portal": True}, None),
        ("block", "warn", {**ADMINISTRATOR, **REASON}, "loosening"),
        ("warn", "off", {**ADMINISTRATOR, **REASON}, "loosening"),
        ("block", "warn", SYSADMIN, "reason"),
        ("block", "off", {**SYSADMIN, **REASON}, None),
        ("warn", "off", {**SYSADMIN, **REASON}, None),
        ("off", "govern", ADMINISTRATOR, None),
        ("warn", "govern", ADMINISTRATOR, None),
        ("block", "govern", ADMINISTRATOR, None),
        ("govern", "block", {**ADMINISTRATOR, **REASON}, "loosening"),
        ("govern", "block", {**SYSADMIN, **REASON}, None),
        ("govern", "govern", {**ADMINISTRATOR, "alone": True}, "alone"),
        ("govern", "govern", {**SYSADMIN, "alone": True}, "reason"),
        ("govern", "govern", {**SYSADMIN, **REASON, "alone": True}, None),
        ("off", "warn", {}, "not_administrator"),
        ("off", "warn", {**ADMINISTRATOR, "whole_portal": True}, "whole_portal"),
        ("off", "warn", {**SYSADMIN, "whole_portal": True}, None),
    ],
)
def test_who_may_change_what(current, wanted, facts, expected):
    assert rules.refusal(rules.Change(current, wanted, **facts)) == expected


def test_nobody_but_a_sysadmin_ever_has_less_checked():
    flags = list(itertools.product((False, True), repeat=4))
    for current, wanted, given in itertools.product(rules.MODES, rules.MODES, flags):
        if not rules.weaker(wanted, current):
            continue
        administrator, whole, reason, empty = given
        change = rules.Change(current, wanted, False, administrator, whole, reason, empty)
        assert rules.refusal(change) is not None


def test_the_strictest_mode_counts_and_an_unknown_one_is_the_strictest():
    assert rules.strictest(["off", "block", "warn"]) == "block"
    assert rules.strictest(["warn", "off"]) == "warn"
    assert rules.strictest([]) == "off"
    assert rules.mode("nonsense") == "block"
    assert rules.mode("warn") == "warn"
