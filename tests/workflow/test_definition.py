"""The shipped definitions are sound, and a mistake in one is told before it does harm."""

# One case, one line, however long: that is what makes the tables readable.
# ruff: noqa: E501

from __future__ import annotations

import json
import re
from typing import get_args

import pytest

from ckanext.opendatalab.workflow.engine import (
    calendar,
    diagram,
    editing,
    parse_definition,
    register,
)
from ckanext.opendatalab.workflow.engine.definition import GUARDS, GuardCode
from ckanext.opendatalab.workflow.engine.facts import NOT_CHECKED, RefusalCode
from tests.workflow.cases import PRESETS, WORDS

each_preset = pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))


def reached(preset, starts, avoiding=None):
    """Return where one gets from some states, never by a step that waits for ``avoiding``."""
    found = set(starts)
    while True:
        more = {
            step.target
            for step in preset.transitions.values()
            if avoiding not in step.guards and found & set(step.sources)
        }
        if more <= found:
            return found
        found |= more


def starts(preset):
    return {preset.first, preset.census}


def online(preset, files):
    return {s.code for s in preset.states.values() if s.kind == "public" and s.files is files}


def test_three_are_shipped_and_the_simple_one_is_the_default():
    assert list(PRESETS) == ["simple", "standard", "full"]
    assert register.DEFAULT == "simple"


# When this fails: raise definition_version, then write down what the new one is known by.
@pytest.mark.parametrize(
    ("code", "version", "fingerprint"),
    [
        ("simple", 1, "730265ac5412ad70"),
        ("standard", 1, "d1139632030ae40e"),
        ("full", 1, "0a3701fd903e7ec8"),
    ],
)
def test_a_preset_that_changes_gets_a_new_version(code, version, fingerprint):
    assert (PRESETS[code].version, PRESETS[code].fingerprint) == (version, fingerprint)


@each_preset
def test_every_state_is_reached(preset):
    assert reached(preset, starts(preset)) == set(preset.states)


@each_preset
def test_no_state_is_a_dead_end_and_each_says_what_comes_next_unless_it_is_closed(preset):
    for state in preset.states.values():
        assert online(preset, True) & reached(preset, [state.code]), state.code
        if state.kind != "closed":
            awaited = preset.awaited(state.code)
            assert state.code in awaited.sources
            assert awaited.next


@each_preset
def test_nothing_comes_online_without_the_legal_analysis(preset):
    assert not reached(preset, starts(preset), "legal") & online(preset, True)


@each_preset
def test_a_record_without_files_waits_for_its_public_reason_and_has_no_files(preset):
    assert online(preset, False) == {"record_only"}
    assert not reached(preset, starts(preset), "public_reason") & online(preset, False)
    assert not reached(preset, starts(preset), "no_files") & online(preset, False)


@each_preset
def test_nothing_comes_online_by_one_person_alone(preset):
    alone = reached(preset, starts(preset), "four_eyes")
    assert not alone & (online(preset, True) | online(preset, False))


@each_preset
def test_what_is_public_can_be_closed_at_once_by_any_editor(preset):
    for code in online(preset, True) | online(preset, False):
        (urgent,) = [step for step in preset.leaving(code) if step.emergency]
        assert "editor" in urgent.by
        assert urgent.guards == ()
        assert urgent.reason == "afterwards"
        assert set(urgent.informs) == {"dpo", "project_lead"}
        assert preset.states[urgent.target].kind == "closed"


@each_preset
def test_a_dataset_is_returned_or_withdrawn_with_a_reason_only(preset):
    for code in ("return", "withdraw", "withdraw_record", "close"):
        assert preset.transitions[code].reason == "required"


def test_only_the_longer_ways_have_their_legal_step_and_only_the_full_one_a_director():
    def review(code):
        return [s.code for s in PRESETS[code].states.values() if s.kind == "review"]

    assert review("simple") == ["in_review", "approved"]
    assert review("standard") == ["legal_review", "in_review", "approved"]
    assert review("full") == ["legal_review", "in_review", "director_review", "approved"]
    assert PRESETS["full"].transitions["approve"].informs[0] == "elected_official"


@each_preset
def test_publishers_meet_eight_words(preset):
    assert {s.badge for s in preset.states.values()} == set(WORDS.badges)
    assert [text["fr"] for text in WORDS.badges.values()] == [
        "Recensé", "Brouillon", "En revue", "À corriger",
        "Validé", "Publié", "Non ouvert (motivé)", "Retiré",
    ]  # fmt: skip


def test_the_vocabulary_of_the_dataset_has_the_same_words():
    path = register.FOLDER.parents[2] / "fields" / "vocabularies" / "governance_state.yaml"
    text = path.read_text(encoding="utf-8")
    entries = re.findall(r'value: (\w+), label: \{en: "([^"]+)", fr: "([^"]+)"', text)
    assert entries == [(code, words["en"], words["fr"]) for code, words in WORDS.badges.items()]


def test_everything_that_is_answered_has_its_words():
    assert set(WORDS.guards) == set(GUARDS) == set(get_args(GuardCode))
    assert set(WORDS.refusals) == set(get_args(RefusalCode))
    assert {*WORDS.editing, ""} == set(get_args(editing.Why))
    assert set(WORDS.reminders) == set(get_args(calendar.ReminderKind))
    own = ("has_files", "no_files", "four_eyes", *calendar.TIMED)
    assert {code.split(".")[0] for code in WORDS.reasons} == {*own, NOT_CHECKED}


def sentences():
    for path in register.FOLDER.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        yield from ((path.name, said) for said in re.findall(r'(?:en|fr): "([^"]*)"', text))


def test_no_sentence_says_gate_waiver_or_four_eyes():
    for name, said in sentences():
        assert not re.search(r"gate|waiver|four.eyes|quatre yeux|barrière", said, re.I), (
            name,
            said,
        )


def test_french_spaces_before_double_signs_do_not_break():
    for name, said in sentences():
        assert not re.search(r" [:;?!»]|« ", said), (name, said)


@each_preset
def test_a_definition_that_was_kept_with_a_dataset_is_read_back(preset):
    stored = json.loads(json.dumps(preset.data))
    found = parse_definition.kept("dataset 1", stored, WORDS)
    assert found == preset
    assert found.fingerprint == preset.fingerprint


def test_a_kept_definition_that_is_damaged_is_told_with_where_it_was_kept():
    stored = json.loads(json.dumps(PRESETS["simple"].data))
    del stored["states"]["draft"]["kind"]
    with pytest.raises(ValueError, match="dataset 1: states.draft.kind is None"):
        parse_definition.kept("dataset 1", stored, WORDS)


def changed(tmp_path, before, after, name="simple"):
    text = (register.FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / f"{name}.yaml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return path


def test_other_words_are_no_other_definition_but_another_rule_is(tmp_path):
    def fingerprint(before, after):
        return parse_definition.definition(changed(tmp_path, before, after), WORDS).fingerprint

    now = PRESETS["simple"].fingerprint
    assert fingerprint("approves", "says yes") == now
    assert fingerprint("badge: draft, next", "badge: draft, label: {en: A, fr: B}, next") == now
    assert fingerprint("due_days: 60", "due_days: 61") != now
    assert fingerprint("guards: [form_complete], ", "") != now


def test_a_definition_of_ones_own_is_offered_beside_the_others(tmp_path):
    path = tmp_path / "ours.yaml"
    text = (register.FOLDER / "simple.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("definition: simple", "definition: ours"), encoding="utf-8")
    assert list(register.definitions(path)) == [*PRESETS, "ours"]


def test_a_definition_of_ones_own_takes_no_code_of_another(tmp_path):
    path = changed(tmp_path, "due_days: 60", "due_days: 61")
    with pytest.raises(ValueError, match="definition is 'simple': expected none of simple, standa"):
        register.definitions(path)


@each_preset
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_definition_is_drawn_and_told(preset, language):
    drawing = diagram.mermaid(preset, language)
    assert all(line.count(":") <= 1 for line in drawing.splitlines())
    for step in preset.transitions.values():
        for source in step.sources:
            assert f"    {source} --> {step.target} : " in drawing
    told = diagram.sentences(preset, language, str.upper, lambda code: WORDS.guards[code][language])
    assert len(told) == len(preset.transitions)
    approval = next(line for line in told if WORDS.guards["four_eyes"][language] in line)
    assert "PROJECT_LEAD" in approval
