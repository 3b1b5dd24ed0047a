"""Who may change what is public, and what follows from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendatalab.workflow.engine import editing
from ckanext.opendatalab.workflow.engine.editing import DIRECT, LOCKED, Answer, File
from ckanext.opendatalab.workflow.engine.facts import Who
from tests.workflow.cases import EDITOR, PRESETS, STRANGER, SYSADMIN, WORDS

SIMPLE = PRESETS["simple"]
LEAD = Who(roles=frozenset({"project_lead"}), editor=True)
LEGAL = Who(roles=frozenset({"legal_officer"}), editor=True)
CHANGES = (
    "licence", "legal", "structure", "same_columns", "rows", "view", "collaborator", "other"
)  # fmt: skip
ASK = ("project_lead",)


def answer(who, mode, *changes, state="published", preset=SIMPLE):
    return editing.answer(preset, preset.states[state], who, mode, changes)


# fmt: off
@pytest.mark.parametrize(
    ("who", "mode", "change", "expected"),
    [
        (EDITOR, DIRECT, "other", Answer("live", reexamine=True, log=True)),
        (EDITOR, DIRECT, "licence", Answer("ask_approver", "ask_approver", ASK)),
        (EDITOR, DIRECT, "legal", Answer("ask_approver", "ask_approver", ASK)),
        (EDITOR, DIRECT, "structure", Answer("ask_approver", "ask_approver", ASK)),
        (EDITOR, DIRECT, "same_columns", Answer("live", log=True)),
        (EDITOR, DIRECT, "rows", Answer("live", log=True)),
        (EDITOR, DIRECT, "view", Answer("live", log=True)),
        (EDITOR, DIRECT, "collaborator", Answer("live", log=True)),
        (LEAD, DIRECT, "other", Answer("live", log=True)),
        (LEAD, DIRECT, "licence", Answer("live", reexamine=True, log=True)),
        (LEGAL, DIRECT, "legal", Answer("ask_approver", "ask_approver", ASK)),
        (SYSADMIN, DIRECT, "structure", Answer("live", reexamine=True, log=True)),
        (STRANGER, DIRECT, "same_columns", Answer("refused", "not_editor")),
        (EDITOR, LOCKED, "other", Answer("refused", "locked", ASK)),
        (EDITOR, LOCKED, "licence", Answer("refused", "locked", ASK)),
        (EDITOR, LOCKED, "rows", Answer("refused", "locked", ASK)),
        (EDITOR, LOCKED, "view", Answer("refused", "locked", ASK)),
        (EDITOR, LOCKED, "collaborator", Answer("refused", "locked", ASK)),
        (EDITOR, LOCKED, "same_columns", Answer("live", log=True)),
        (LEAD, LOCKED, "other", Answer("live", log=True)),
        (LEAD, LOCKED, "structure", Answer("live", reexamine=True, log=True)),
        (SYSADMIN, LOCKED, "other", Answer("live", log=True)),
        (STRANGER, LOCKED, "other", Answer("refused", "not_editor")),
    ],
)
# fmt: on
def test_who_may_change_what_is_public(who, mode, change, expected):
    assert answer(who, mode, change) == expected


def test_a_save_is_judged_as_a_whole():
    assert answer(EDITOR, DIRECT, "other", "licence").outcome == "ask_approver"
    assert answer(EDITOR, LOCKED, "other", "same_columns").why == "locked"
    assert answer(EDITOR, DIRECT, "other", "same_columns") == Answer(
        "live", reexamine=True, log=True
    )


@pytest.mark.parametrize("mode", [DIRECT, LOCKED])
def test_a_save_that_changes_nothing_asks_for_nothing(mode):
    assert answer(EDITOR, mode) == Answer("live")


@pytest.mark.parametrize("state", ["identified", "draft", "in_review", "to_correct", "withdrawn"])
@pytest.mark.parametrize("change", CHANGES)
def test_what_is_not_public_yet_is_freely_changed(state, change):
    assert answer(EDITOR, LOCKED, change, state=state) == Answer("live")


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_approved_comes_online_as_it_was_approved(change):
    assert answer(EDITOR, DIRECT, change, state="approved") == Answer("refused", "approved", ASK)
    assert answer(LEAD, DIRECT, change, state="approved").outcome == "live"


@pytest.mark.parametrize("who", [EDITOR, LEAD, SYSADMIN])
@pytest.mark.parametrize("change", ["structure", "same_columns", "rows"])
def test_a_record_without_files_gets_none_from_anybody(who, change):
    assert answer(who, DIRECT, change, state="record_only").why == "file_on_record"
    assert answer(LEAD, DIRECT, "other", state="record_only").outcome == "live"
    assert answer(EDITOR, DIRECT, "other", state="record_only").outcome == "ask_approver"


def test_whoever_decides_at_the_end_may_approve_a_change():
    assert editing.approvers(SIMPLE) == ("project_lead",)
    assert editing.approvers(PRESETS["standard"]) == ("project_lead",)
    assert set(editing.approvers(PRESETS["full"])) == {"general_director", "project_lead"}


def test_a_mode_that_is_none_of_them_counts_as_locked():
    assert [editing.mode(each) for each in ("direct", "locked", "loose", 3)] == [
        DIRECT, LOCKED, LOCKED, LOCKED
    ]  # fmt: skip


FILE = File("a.csv#1", ("name", "street"), "Trees")


# fmt: off
@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {}, set()),
        ({"title": "A"}, {"title": "B"}, {"other"}),
        ({"notes": None}, {"notes": ""}, set()),
        ({}, {"license_id": "lov2"}, {"licence"}),
        ({"access_rights": "x"}, {}, {"legal"}),
        ({"owner_org": "a"}, {"owner_org": "b"}, {"structure"}),
        ({"title": "A", "license_fee": "yes"}, {"title": "B", "license_fee": "no"}, {"other", "licence"}),  # noqa: E501 - one case
    ],
)
# fmt: on
def test_a_changed_field_is_licence_legal_or_other(before, after, expected):
    assert editing.kinds(before, after, {}, {}) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"1": FILE}, {"1": FILE}, set()),
        ({}, {"1": FILE}, {"structure"}),
        ({"1": FILE}, {}, {"structure"}),
        ({"1": FILE}, {"1": File("a.csv#2", FILE.columns, "Trees")}, {"same_columns"}),
        ({"1": FILE}, {"1": File("a.csv#2", ("name", "phone"), "Trees")}, {"structure"}),
        ({"1": FILE}, {"1": File("a.csv#2", None, "Trees")}, {"structure"}),
        ({"1": File("a.pdf#1")}, {"1": File("a.pdf#2")}, {"structure"}),
        ({"1": FILE}, {"1": File("a.csv#1", FILE.columns, "Town trees")}, {"other"}),
    ],
)
def test_only_a_file_with_the_same_columns_is_simply_replaced(before, after, expected):
    assert editing.kinds({}, {}, before, after) == expected


people = st.builds(
    Who,
    roles=st.frozensets(st.sampled_from(["project_lead", "legal_officer", "general_director"])),
    editor=st.booleans(),
    sysadmin=st.booleans(),
)
some_changes = st.frozensets(st.sampled_from(CHANGES))
states = st.sampled_from(
    [(preset, code) for preset in PRESETS.values() for code in preset.states]
)


@given(states, people, some_changes)
def test_locked_never_allows_what_direct_does_not(state, who, changes):
    preset, code = state
    given = {"state": code, "preset": preset}
    if answer(who, LOCKED, *changes, **given).outcome == "live":
        assert answer(who, DIRECT, *changes, **given).outcome == "live"


@given(states, people, st.sampled_from([DIRECT, LOCKED]), some_changes)
def test_a_change_that_is_not_made_says_why_and_whom_to_ask(state, who, mode, changes):
    preset, code = state
    found = answer(who, mode, *changes, state=code, preset=preset)
    if found.outcome == "live":
        assert found.why == ""
        assert found.log is bool(
            changes and (preset.states[code].public or preset.states[code].badge == "approved")
        )
    else:
        words = WORDS.editing[found.why]
        assert ("{roles}" in words["fr"]) is bool(found.roles)
        assert not found.reexamine
