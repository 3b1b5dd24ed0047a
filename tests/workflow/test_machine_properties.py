"""What must hold on any way through any definition, whoever acts."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.opendatalab.common.role_rules import ROLES
from ckanext.opendatalab.workflow.engine import machine
from ckanext.opendatalab.workflow.engine.definition import GUARDS
from ckanext.opendatalab.workflow.engine.facts import PORTAL, Decision, Facts, Who
from tests.workflow.cases import PRESETS

presets = st.sampled_from(list(PRESETS.values()))
people = st.builds(
    Who,
    roles=st.frozensets(st.sampled_from(ROLES)),
    editor=st.booleans(),
    administrator=st.booleans(),
    author=st.booleans(),
)
sysadmins = people.map(lambda who: replace(who, sysadmin=True, editor=True, administrator=True))
# Mostly settled: among plain coin tosses hardly anything would ever be published.
guards = st.fixed_dictionaries(
    {}, optional={code: st.sampled_from([(), (), (), ("something",)]) for code in GUARDS}
)
moments = st.fixed_dictionaries(
    {"guards": guards, "has_files": st.booleans(), "single_agent": st.booleans()}
)
reasons = st.sampled_from(["", " ", "Why"])
often = settings(max_examples=80)


@st.composite
def situations(draw, who=people):
    preset = draw(presets)
    state = draw(st.sampled_from(list(preset.states)))
    return preset, Facts(state, draw(who | st.just(PORTAL)), **draw(moments))


def all_decisions(preset, facts, reason):
    for code in preset.transitions:
        for with_date in (False, True):
            made = machine.decide(preset, facts, code, reason, facts.version, with_date)
            if isinstance(made, Decision):
                yield made


@often
@given(situations(), reasons)
def test_nothing_comes_online_with_anything_unsettled_or_by_its_author(situation, reason):
    preset, facts = situation
    for made in all_decisions(preset, facts, reason):
        target = preset.states[made.target]
        if not target.public:
            continue
        if target.files:
            assert facts.guards["legal"] == ()
        else:
            assert facts.guards["public_reason"] == ()
            assert not facts.has_files
        if "four_eyes" in made.transition.guards:
            assert facts.single_agent or not facts.who.author
        assert not made.override


@often
@given(situations(sysadmins), reasons)
def test_an_override_is_marked_and_has_a_reason(situation, reason):
    preset, facts = situation
    for made in all_decisions(preset, facts, reason):
        by = made.transition.by
        named = facts.who.portal or bool(facts.who.roles & set(by)) or {"editor"} & set(by)
        if made.passed_over or not named:
            assert made.override
        if made.override:
            assert made.reason == "Why"
            assert facts.who.sysadmin


@often
@given(situations(people | sysadmins), reasons)
def test_the_buttons_and_the_decision_never_disagree(situation, reason):
    preset, facts = situation
    offered = {one.transition.code: one for one in machine.options(preset, facts)}
    decided = {made.transition.code for made in all_decisions(preset, facts, reason)}
    for code, option in offered.items():
        possible = (option.allowed or option.override) and (
            bool(reason.strip()) or not option.needs_reason
        )
        assert (code in decided) is possible
    if not facts.who.portal:
        assert decided <= set(offered)


@often
@given(situations(), st.data())
def test_to_have_less_settled_never_allows_more(situation, data):
    preset, facts = situation
    less = dict(facts.guards)
    less[data.draw(st.sampled_from(list(GUARDS)))] = ("something",)
    before = {made.transition.code for made in all_decisions(preset, facts, "Why")}
    after = {
        made.transition.code for made in all_decisions(preset, replace(facts, guards=less), "Why")
    }
    assert after <= before


@often
@given(situations(), st.sampled_from(ROLES))
def test_one_more_role_never_takes_a_step_away(situation, role):
    preset, facts = situation
    more = replace(facts.who, roles=facts.who.roles | {role})
    before = {made.transition.code for made in all_decisions(preset, facts, "Why")}
    after = {
        made.transition.code for made in all_decisions(preset, replace(facts, who=more), "Why")
    }
    assert before <= after


@often
@given(presets, st.lists(st.tuples(people, st.integers(0, 30), moments), max_size=25))
def test_on_any_way_what_is_public_went_past_two_people_and_the_law(preset, walk):
    """Follow people at random, the portal's own steps between, and write down who saw what."""
    state, looked = preset.first, False
    for who, choice, moment in walk:
        facts = Facts(state, who, **(moment | {"single_agent": False}))
        own = machine.advance(preset, replace(facts, who=PORTAL))
        decisions = [own] if own else list(all_decisions(preset, facts, "Why"))
        if not decisions:
            continue
        made = decisions[choice % len(decisions)]
        looked = looked or ("four_eyes" in made.transition.guards and not who.author)
        state = made.target
        reached = preset.states[state]
        if reached.public:
            assert looked
            assert facts.guards["legal" if reached.files else "public_reason"] == ()
        if reached.kind in ("working", "closed"):
            looked = False


@often
@given(presets, moments)
def test_the_portal_comes_to_rest(preset, moment):
    for state in preset.states:
        steps = 0
        facts = Facts(state, PORTAL, **moment)
        while made := machine.advance(preset, facts):
            facts = replace(facts, state=made.target)
            steps += 1
            assert steps <= len(preset.states)
