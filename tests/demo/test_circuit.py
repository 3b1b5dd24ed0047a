"""What people of the demonstration do on the circuits, put to the definitions without CKAN."""

from __future__ import annotations

from datetime import date

import pytest

from ckanext.opendatalab.demo import circuit, content
from ckanext.opendatalab.demo.content import ContentError
from ckanext.opendatalab.workflow.engine import register

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def demonstration():
    return content.read(TODAY)


def definition_of(demonstration, name):
    organization = demonstration.datasets[name]["organization"]
    entry = demonstration.law.organizations[organization]
    assert entry["mode"] == "govern", name
    return organization, register.definitions()[entry["settings"]["definition"]]


def followed(demonstration, name):
    """Return the states through which a path leads, those that the portal adds included."""
    organization, definition = definition_of(demonstration, name)
    private = demonstration.datasets[name].get("private")
    states = ["draft" if private else "published"]
    for step in demonstration.circuit.paths[name]:
        if step["do"] in circuit.OTHERS:
            continue
        transition = definition.transitions[step["do"]]
        if states[-1] not in transition.sources:
            by_itself = next(one for one in definition.leaving(states[-1]) if one.automatic)
            states.append(by_itself.target)
        assert states[-1] in transition.sources, (name, step["do"])
        account = demonstration.accounts[step["by"]]
        held = set(account.get("roles", {}).get(organization, []))
        if account.get("memberships", {}).get(organization) in ("editor", "admin"):
            held.add("editor")
        assert held & set(transition.by), (name, step["do"])
        if transition.reason == "required":
            assert step["reason"], (name, step["do"])
        states.append(transition.target)
    return states


def test_every_step_is_possible_there_and_made_by_somebody_who_may(demonstration):
    for name in demonstration.circuit.paths:
        assert followed(demonstration, name)


def test_every_badge_is_worn_by_a_dataset(demonstration):
    reached = {"identified", "draft"}
    for name in demonstration.circuit.paths:
        _, definition = definition_of(demonstration, name)
        reached |= {definition.states[state].badge for state in followed(demonstration, name)}
    assert reached == set(register.words().badges)


def test_the_three_circuits_are_shown_and_one_by_a_single_agent(demonstration):
    settings = [
        entry["settings"]
        for entry in demonstration.law.organizations.values()
        if entry.get("mode") == "govern"
    ]
    assert {one["definition"] for one in settings} == {"simple", "standard", "full"}
    assert [one["definition"] for one in settings if one.get("single_agent")] == ["simple"]


def test_what_is_known_of_only_has_no_file_and_is_not_moved(demonstration):
    census = [name for name, entry in demonstration.datasets.items() if entry.get("census")]
    assert census
    for name in census:
        assert "resources" not in demonstration.datasets[name]
        assert name not in demonstration.circuit.paths


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ({"b": []}, "circuit.yaml: no such dataset: 'b'"),
        ({"a": [{"by": "anne", "do": "sign"}]}, "a: step 1: do is a step of a circuit"),
        ({"a": [{"by": "b", "do": "submit"}]}, "a: step 1: no such account: 'b'"),
    ],
)
def test_a_mistake_is_told_by_entry(path, expected):
    with pytest.raises(ContentError, match=expected):
        circuit.parse({"paths": path}, ["a"], ["anne"], ["submit"])
