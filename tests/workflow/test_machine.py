"""Who may do what where, and what is said when it may not be done."""

from __future__ import annotations

import pytest

from ckanext.opendatalab.workflow.engine import machine
from ckanext.opendatalab.workflow.engine.definition import ACTORS, GUARDS
from ckanext.opendatalab.workflow.engine.facts import PORTAL, Decision, Facts, Refusal, Unmet
from tests.workflow.cases import (
    ADMINISTRATOR,
    AUTHOR,
    DIRECTOR,
    EDITOR,
    ELECTED,
    LEAD,
    LEGAL,
    PRESETS,
    STRANGER,
    SYSADMIN,
    VERSION,
    WORDS,
    facts,
    whoever,
)

SIMPLE, STANDARD, FULL = PRESETS.values()
each_preset = pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))


def allowed(preset, state, who, **more):
    found = machine.options(preset, facts(state, who, **more))
    return {one.transition.code for one in found if one.allowed}


def decide(preset, given, transition, reason="", version=VERSION, **more):
    return machine.decide(preset, given, transition, reason, version, **more)


# fmt: off
@pytest.mark.parametrize(
    ("preset", "state", "who", "can"),
    [
        (SIMPLE, "identified", EDITOR, {"start"}),
        (SIMPLE, "draft", EDITOR, {"submit"}),
        (SIMPLE, "draft", LEAD, {"close"}),
        (SIMPLE, "to_correct", EDITOR, {"resubmit"}),
        (SIMPLE, "in_review", EDITOR, {"take_back"}),
        (SIMPLE, "in_review", ADMINISTRATOR, {"take_back"}),
        (SIMPLE, "in_review", LEGAL, {"return", "close"}),
        (SIMPLE, "approved", LEAD, {"return", "publish", "reschedule"}),
        (SIMPLE, "approved", EDITOR, set()),
        (SIMPLE, "published", EDITOR, {"withdraw_now"}),
        (SIMPLE, "published", LEAD, {"reexamine", "withdraw", "withdraw_now"}),
        (SIMPLE, "withdrawn", EDITOR, {"reopen"}),
        (SIMPLE, "not_open", EDITOR, {"reopen"}),
        (STANDARD, "legal_review", LEGAL, {"return", "close"}),
        (STANDARD, "legal_review", LEAD, {"return", "close"}),
        (STANDARD, "in_review", LEAD, {"approve", "approve_later", "return", "close"}),
        (FULL, "in_review", LEAD, {"endorse", "return", "close"}),
        (FULL, "director_review", LEAD, {"return", "close"}),
        (FULL, "director_review", DIRECTOR, {"approve", "return"}),
        (FULL, "approved", ELECTED, {"object"}),
        (FULL, "in_review", ELECTED, set()),
    ],
)
# fmt: on
def test_everybody_has_their_steps(preset, state, who, can):
    assert allowed(preset, state, who) == can


def test_a_record_without_files_is_published_where_there_is_no_file():
    assert "publish_record" in allowed(SIMPLE, "not_open", LEAD, has_files=False)
    assert "publish_record" not in allowed(SIMPLE, "not_open", LEAD, has_files=True)


@each_preset
def test_nobody_without_the_role_moves_anything(preset):
    for step in preset.transitions.values():
        others = [whoever(one) for one in ACTORS if one not in step.by]
        for who in (STRANGER, *others, *([] if step.automatic else [PORTAL])):
            for source in step.sources:
                given = facts(source, who, has_files="no_files" not in step.guards)
                made = decide(preset, given, step.code, "Why", with_date=step.date != "none")
                assert made.code == ("not_from_here" if step.timed else "role")
                assert made.roles or step.timed


def test_only_the_portal_goes_on_after_the_legal_analysis():
    refused = decide(STANDARD, facts("legal_review", LEAD), "legal_settled")
    assert refused == Refusal("role", roles=("legal_officer",))
    codes = {one.transition.code for one in machine.options(STANDARD, facts("legal_review", LEAD))}
    assert "legal_settled" not in codes


@each_preset
def test_whoever_has_the_role_moves_it_when_all_is_settled(preset):
    for step in preset.transitions.values():
        for source in step.sources:
            for actor in step.by:
                who = whoever(actor)
                given = facts(source, who, has_files="no_files" not in step.guards)
                made = decide(preset, given, step.code, "Why", with_date=step.date != "none")
                assert isinstance(made, Decision)
                assert (made.source, made.target) == (source, step.target)
                assert not made.override


@each_preset
def test_every_guard_holds_back_every_step_that_names_it(preset):
    for step in preset.transitions.values():
        for guard in step.guards:
            who = PORTAL if step.automatic else whoever(step.by[0], author=guard == "four_eyes")
            files = ("no_files" in step.guards) is (guard == "no_files")
            if guard == "has_files":
                files = False
            given = facts(step.sources[0], who, unmet=[guard], has_files=files)
            made = decide(preset, given, step.code, with_date=step.date != "none")
            assert made.code == "unmet"
            assert [one.guard for one in made.unmet] == [guard]


def test_what_nobody_asked_is_not_settled():
    bare = Facts("in_review", LEAD, has_files=True, version=VERSION)
    refused = decide(SIMPLE, bare, "approve")
    assert refused.unmet == tuple(
        Unmet(code, ("not_checked",)) for code in ("form_complete", "licence", "legal", "quality")
    )
    assert set(machine.needed(SIMPLE, "in_review")) == {one.guard for one in refused.unmet}
    assert machine.needed(SIMPLE, "not_open") == ("public_reason",)


def test_whoever_lacks_the_role_learns_whom_to_ask_but_not_what_is_missing():
    given = facts("in_review", EDITOR, unmet=["legal"])
    assert decide(SIMPLE, given, "approve") == Refusal("role", roles=("project_lead",))
    (option,) = [o for o in machine.options(SIMPLE, given) if o.transition.code == "approve"]
    assert (option.allowed, option.roles, option.unmet) == (False, ("project_lead",), ())


@each_preset
def test_the_author_never_approves(preset):
    for step in preset.transitions.values():
        if "four_eyes" in step.guards:
            who = whoever(step.by[0], author=True)
            given = facts(step.sources[0], who, has_files="no_files" not in step.guards)
            refused = decide(preset, given, step.code, "Why", with_date=step.date != "none")
            assert refused.unmet == (Unmet("four_eyes", ("author",)),)


def test_where_the_portal_does_not_ask_for_two_people_the_author_may_approve():
    author = whoever("project_lead", author=True)
    made = decide(SIMPLE, facts("in_review", author, four_eyes=False), "approve")
    assert made.alone is False


def test_a_single_agent_approves_alone_with_the_role_and_it_is_written_down():
    agent = whoever("project_lead", author=True)
    assert decide(SIMPLE, facts("in_review", agent, single_agent=True), "approve").alone is True
    assert decide(SIMPLE, facts("in_review", LEAD, single_agent=True), "approve").alone is False
    assert decide(SIMPLE, facts("in_review", AUTHOR, single_agent=True), "approve").code == "role"


@pytest.mark.parametrize("reason", ["", "  ", "\n"])
def test_a_return_needs_a_message(reason):
    assert decide(SIMPLE, facts("in_review"), "return", reason) == Refusal("reason_missing")
    assert decide(SIMPLE, facts("in_review"), "return", " Wrong year ").reason == "Wrong year"


def test_a_date_is_given_where_it_is_asked_for_only():
    given = facts("in_review")
    assert decide(SIMPLE, given, "approve_later") == Refusal("date_missing")
    assert decide(SIMPLE, given, "approve_later", with_date=True).target == "approved"
    assert decide(SIMPLE, given, "approve", with_date=True) == Refusal("date_not_asked")


@pytest.mark.parametrize("version", [None, VERSION - 1, VERSION + 1])
def test_whoever_saw_another_version_is_told_before_anything_else(version):
    given = facts("in_review", STRANGER)
    assert decide(SIMPLE, given, "approve", version=version) == Refusal("stale")


def test_a_step_that_does_not_exist_or_starts_elsewhere_is_refused():
    assert decide(SIMPLE, facts("draft"), "fly") == Refusal("unknown_transition")
    assert decide(SIMPLE, facts("draft"), "approve") == Refusal("not_from_here")


def test_the_second_of_two_clicks_is_refused():
    made = decide(SIMPLE, facts("in_review"), "approve")
    after = facts(made.target, version=VERSION + 1)
    assert decide(SIMPLE, after, "approve") == Refusal("stale")
    assert decide(SIMPLE, after, "approve", version=VERSION + 1) == Refusal("not_from_here")


@pytest.mark.parametrize("state", ["published", "record_only"])
def test_an_emergency_waits_for_no_version_and_no_reason(state):
    made = decide(SIMPLE, facts(state, EDITOR), "withdraw_now", version=None)
    assert (made.target, made.reason_due) == ("withdrawn", True)
    assert decide(SIMPLE, facts(state, EDITOR), "withdraw_now", "A leak").reason_due is False
    assert decide(SIMPLE, facts(state, STRANGER), "withdraw_now").code == "role"


def test_a_sysadmin_passes_over_what_is_missing_with_a_reason_and_it_is_written_down():
    given = facts("in_review", SYSADMIN, unmet=["legal"])
    (option,) = [o for o in machine.options(SIMPLE, given) if o.transition.code == "approve"]
    assert (option.allowed, option.override, option.needs_reason) == (False, True, True)
    assert decide(SIMPLE, given, "approve").code == "reason_missing"
    made = decide(SIMPLE, given, "approve", "The court said so")
    assert made.override
    assert made.passed_over == (Unmet("legal", ("something",)),)


def test_a_sysadmin_who_is_simply_entitled_overrides_nothing():
    lead = whoever("project_lead", sysadmin=True)
    assert not decide(SIMPLE, facts("in_review", lead), "approve").override
    assert not decide(SIMPLE, facts("draft", SYSADMIN), "submit").override


def test_not_even_a_sysadmin_publishes_files_as_a_record_without_files():
    refused = decide(SIMPLE, facts("not_open", SYSADMIN), "publish_record", "Because")
    assert refused == Refusal("unmet", unmet=(Unmet("no_files", ("present",)),))


def test_the_validation_of_the_legal_analysis_is_the_step_of_the_legal_officer():
    waiting = facts("legal_review", PORTAL, unmet=["legal"])
    assert machine.advance(STANDARD, waiting) is None
    assert machine.awaited(STANDARD, waiting).actors == ("legal_officer",)
    made = machine.advance(STANDARD, facts("legal_review", PORTAL))
    assert (made.transition.code, made.target) == ("legal_settled", "in_review")
    assert machine.advance(STANDARD, facts("in_review", PORTAL)) is None
    assert machine.awaited(STANDARD, facts("in_review")).actors == ("project_lead",)


def test_when_the_legal_analysis_lapses_the_legal_officer_is_awaited_again():
    found = machine.awaited(STANDARD, facts("in_review", unmet=["legal"]))
    assert (found.transition.code, found.actors) == ("approve", ("legal_officer",))
    assert found.unmet == (Unmet("legal", ("something",)),)


def test_who_is_awaited_does_not_depend_on_who_looks():
    author = whoever("project_lead", author=True)
    assert machine.awaited(SIMPLE, facts("in_review", author)) == machine.awaited(
        SIMPLE, facts("in_review", STRANGER)
    )
    assert machine.awaited(SIMPLE, facts("withdrawn")) is None


def test_only_the_portal_makes_the_steps_of_the_clock():
    for who in (LEAD, SYSADMIN):
        codes = {one.transition.code for one in machine.options(SIMPLE, facts("approved", who))}
        assert "publish_on_date" not in codes
        assert decide(SIMPLE, facts("approved", who), "publish_on_date").code == "not_from_here"
    assert machine.advance(SIMPLE, facts("approved", PORTAL)).target == "published"


def test_on_the_date_of_publication_everything_is_asked_again():
    for guard in ("form_complete", "licence", "legal", "quality", "publication_date"):
        assert machine.advance(SIMPLE, facts("approved", PORTAL, unmet=[guard])) is None


def test_nobody_publishes_while_the_elected_official_may_object():
    given = facts("approved", unmet=["objection_window"])
    assert decide(FULL, given, "publish").unmet[0].guard == "objection_window"
    assert machine.advance(FULL, facts("approved", PORTAL, unmet=["objection_window"])) is None
    assert decide(FULL, facts("approved", ELECTED), "object", "Not now").target == "in_review"


@each_preset
def test_every_reason_of_the_machine_is_worded(preset):
    files = [facts("x", LEAD, has_files=False), facts("x", LEAD, has_files=True)]
    seen = set()
    for step in preset.transitions.values():
        for given in files:
            author = whoever("project_lead", author=True)
            bare = Facts(step.sources[0], author, has_files=given.has_files)
            made = machine.decide(preset, bare, step.code, version=0)
            for one in getattr(made, "unmet", ()):
                seen |= {r if r == "not_checked" else f"{one.guard}.{r}" for r in one.reasons}
    assert seen <= set(WORDS.reasons)
    assert {"four_eyes.author", "has_files.missing", "no_files.present", "not_checked"} == seen
    assert set(GUARDS) == set(WORDS.guards)
