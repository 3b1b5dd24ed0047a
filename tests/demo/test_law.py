"""The legal part of the demonstration's content, put to the rules without CKAN."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from ckanext.opendatalab.demo import content, law
from ckanext.opendatalab.demo.content import ContentError
from ckanext.opendatalab.legal.engine import answers, register, rules
from ckanext.opendatalab.legal.engine.ruleset import VERDICTS, Profile

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def demonstration():
    return content.read(TODAY)


def results(demonstration: content.Content, name: str) -> list[tuple[dict[str, Any], rules.Result]]:
    """Each step of an analysis with what the rules make of the answers by then."""
    given: dict[str, Any] = {}
    found = []
    for step in demonstration.law.analyses[name]:
        if step["do"] == "use_template":
            given.update(register.templates()[step["template"]].answers)
        elif step["do"] == "duplicate":
            source = demonstration.law.analyses[step["source"]]
            given.update(*[one["answers"] for one in source if one["do"] == "answer"])
        given.update(step.get("answers", {}))
        profile = demonstration.law.organizations[demonstration.datasets[name]["organization"]]
        facts = profile["profile"]
        result = rules.evaluate(
            register.load(),
            given,
            Profile(facts["type"], facts.get("population"), facts["staff"]),
            TODAY,
        )
        found.append((step, result))
    return found


def test_every_answer_and_note_is_to_a_question_that_is_asked(demonstration):
    for name in demonstration.law.analyses:
        for step, result in results(demonstration, name):
            for question, value in step.get("answers", {}).items():
                assert answers.check(register.load(), question, value, TODAY), (name, question)
            assert {*step.get("answers", {}), *step.get("notes", {})} <= set(result.asked), name


def test_what_is_attested_or_proved_is_what_the_verdict_asks_for(demonstration):
    for name in demonstration.law.analyses:
        for step, result in results(demonstration, name):
            asked = [one.key for one in (*result.treatments, *result.conditions)]
            assert step.get("key") is None or step["key"] in asked, name


def test_every_verdict_is_proposed_somewhere(demonstration):
    proposed = {results(demonstration, name)[-1][1].verdict for name in demonstration.law.analyses}
    assert proposed == set(VERDICTS)


def test_a_prepared_analysis_is_used_where_it_was_validated_and_by_several_datasets(demonstration):
    validated = {
        (name, code)
        for entry in demonstration.law.templates
        for name in entry["organizations"]
        for code in entry["codes"]
    }
    used = [
        (demonstration.datasets[name]["organization"], step["template"])
        for name, steps in demonstration.law.analyses.items()
        for step in steps
        if step["do"] == "use_template"
    ]
    assert set(used) == validated
    assert used.count(("ville-de-valorne", "facilities")) > 1


def test_an_organization_that_blocks_has_validated_what_it_shows(demonstration):
    blocking = {k for k, v in demonstration.law.organizations.items() if v.get("mode") == "block"}
    assert len(blocking) == 1
    for name, entry in demonstration.datasets.items():
        shown = entry.get("resources") and not entry.get("private")
        if entry["organization"] in blocking and shown:
            steps = [step["do"] for step in demonstration.law.analyses[name]]
            assert "validate" in steps, name


def test_nobody_validates_without_the_quality_to_do_so(demonstration):
    for name, steps in demonstration.law.analyses.items():
        organization = demonstration.datasets[name]["organization"]
        profile = demonstration.law.organizations[organization]["profile"]
        for step in steps:
            if step["do"] == "validate":
                roles = demonstration.accounts[step["by"]].get("roles", {})
                assert (
                    "legal_officer" in roles.get(organization, [])
                    or profile.get("validator") == step["by"]
                ), name


def test_no_row_that_was_harvested_gets_a_verdict_by_itself(demonstration):
    harvested = [
        name
        for name, entry in demonstration.datasets.items()
        if "Moissonnage" in entry["fields"].get("provenance", "")
    ]
    assert harvested
    assert not set(harvested) & set(demonstration.law.analyses)


def test_dates_of_waiting_lie_ahead_whenever_the_demonstration_is_loaded():
    later = content.read(TODAY + timedelta(days=400))
    dates = [
        value
        for steps in later.law.analyses.values()
        for step in steps
        for question, value in step.get("answers", {}).items()
        if question.endswith("_date")
    ]
    assert dates
    assert min(dates) > (TODAY + timedelta(days=400)).isoformat()


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ({"analyses": {"b": []}}, "x.yaml: no such dataset: 'b'"),
        ({"analyses": {"a": [{"by": "anne", "do": "sign"}]}}, "x.yaml: a: step 1: do is one of"),
        ({"analyses": {"a": [{"by": "b", "do": "answer"}]}}, "step 1: no such account: 'b'"),
        ({"organizations": {"rome": {}}}, "x.yaml: no such organization: 'rome'"),
        (
            {"organizations": {"ville": {"profile": {"validator": "b"}}}},
            "x.yaml: ville: no such account: 'b'",
        ),
    ],
)
def test_a_mistake_is_told_by_file_and_entry(file, expected):
    with pytest.raises(ContentError, match=expected):
        law.parse({"x.yaml": file}, ["a"], ["ville"], ["anne"])
