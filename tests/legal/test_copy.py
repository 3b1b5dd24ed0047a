"""Answers taken over from a model analysis or another dataset, with the validation or without."""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import helpers

from ckanext.opendatalab.common import log, status
from ckanext.opendatalab.legal import store
from ckanext.opendatalab.legal.engine import register, rules
from tests.legal import world

pytestmark = pytest.mark.usefixtures("used_portal")

EVERY = list(range(len(register.templates()["facilities"].confirm)))


@pytest.fixture
def organization():
    return world.organization()


@pytest.fixture
def editor(organization):
    return world.person(organization, capacity="editor")


@pytest.fixture
def officer(organization):
    return world.person(organization, role="legal_officer")


@pytest.fixture
def template(organization, officer):
    """The model analysis of facilities, validated for the organisation."""
    world.call(
        officer,
        "opendatalab_legal_validate_template",
        template="facilities",
        organizations=[organization["id"]],
        authority="La maire",
    )


def use(user, dataset, template="facilities", confirmed=EVERY, version=0):
    return world.call(
        user,
        "opendatalab_legal_use_template",
        id=dataset["id"],
        version=version,
        template=template,
        confirmed=confirmed,
    )


def copy(user, dataset, source, version=0, **data):
    given = {"id": dataset["id"], "source": source["id"], "version": version, **data}
    return world.call(user, "opendatalab_legal_duplicate", **given)


def validated(organization, editor, officer, answers=world.ORDINARY, **wish):
    """Return a dataset with an analysis of its own, validated."""
    dataset = world.dataset(organization)
    world.call(editor, "opendatalab_legal_answer", id=dataset["id"], version=0, answers=answers)
    world.call(officer, "opendatalab_legal_validate", id=dataset["id"], version=1, **wish)
    return dataset


def test_a_dataset_that_does_not_differ_inherits_the_validation_of_the_model(
    organization, editor, officer, template
):
    dataset = world.dataset(organization)
    offered = world.call(editor, "opendatalab_legal_show", id=dataset["id"])["templates"]
    assert {one["code"]: one["validated"] for one in offered}["facilities"] is True
    assert {one["code"]: one["validated"] for one in offered}["menus"] is False
    shown = use(editor, dataset)
    assert (shown["state"], shown["inherited"], shown["blockers"]) == ("validated", True, [])
    assert shown["template"] == "facilities"
    assert shown["answers"] == world.ORDINARY
    validation = shown["validation"]
    assert validation["by_name"] == officer["fullname"]
    assert (validation["authority"], validation["template"]) == ("La maire", "facilities")
    # Public at once, also in the index, and logged without anything internal.
    public = helpers.call_action("package_show", id=dataset["id"])
    assert public["legal_eligibility"] == "open_as_is"
    found = helpers.call_action(
        "package_search", fq=f"id:{dataset['id']}", include_private=True, use_default_schema=False
    )
    assert found["results"][0]["legal_eligibility"] == "open_as_is"
    (entry,) = log.read(package_id=dataset["id"], kind="legal_validated")
    assert entry.actor_name == editor["name"]
    assert entry.data["inherited_from"] == {"template": "facilities"}
    assert "answers" not in entry.data
    (past,) = world.call(editor, "opendatalab_legal_history", id=dataset["id"])
    assert past["kind"] == "template_used"
    assert past["data"]["validation"]["at"] == validation["at"]
    assert {one["question"] for one in past["changes"]} == set(world.ORDINARY)


def test_a_file_added_later_makes_an_inherited_validation_lapse(organization, editor, template):
    dataset = world.dataset(organization)
    use(editor, dataset)
    helpers.call_action(
        "resource_create",
        context={"user": editor["name"]},
        package_id=dataset["id"],
        name="Autre",
        url="https://example.org/autre.csv",
    )
    shown = world.call(editor, "opendatalab_legal_show", id=dataset["id"])
    assert shown["state"] == "lapsed"
    assert [one["code"] for one in shown["blockers"]] == ["file_added"]


def test_a_model_that_nobody_validated_there_gives_its_answers_only(organization, editor):
    dataset = world.dataset(organization)
    shown = use(editor, dataset)
    assert (shown["state"], shown["inherited"]) == ("waiting", False)
    assert shown["why_not_inherited"].startswith("Only the answers are taken over")
    assert not [name for name in status.known(dataset["id"]) if name.startswith("legal_")]


def test_a_model_whose_rules_come_out_differently_today_gives_its_answers_only(
    organization, editor, template, monkeypatch
):
    ruleset = register.load()
    newer = ruleset.__class__(
        **{**ruleset.__dict__, "version": "2099.1", "open_grounds": ("L311-1",)}
    )
    real = rules.evaluate

    def evaluate(*args):
        result = real(*args)
        changed = {**result.__dict__, "verdict": "analysis_required", "ruleset_version": "2099.1"}
        return result.__class__(**changed)

    monkeypatch.setattr(register, "load", lambda: newer)
    monkeypatch.setattr(rules, "evaluate", evaluate)
    shown = use(editor, world.dataset(organization))
    assert (shown["inherited"], shown["validation"]) == (False, None)


@pytest.mark.parametrize(
    ("data", "key", "told"),
    [
        ({"confirmed": [0]}, "confirmed", "No person is named"),
        ({"confirmed": []}, "confirmed", "No place is confidential"),
        ({"confirmed": [*EVERY, 99]}, "confirmed", "from 0"),
        ({"confirmed": "all"}, "confirmed", "from 0"),
        ({"template": "everything"}, "template", "Choose a model analysis"),
        ({"version": 7}, "version", "Open it again"),
    ],
)
def test_what_is_not_confirmed_is_not_used(organization, editor, template, data, key, told):
    dataset = world.dataset(organization)
    with pytest.raises(tk.ValidationError) as refused:
        use(editor, dataset, **data)
    assert told in refused.value.error_dict[key][0]
    assert store.load(dataset["id"]).version == 0


def test_ticking_boxes_neither_replaces_a_decision_nor_undoes_a_reopening(
    organization, editor, officer, template
):
    refused = validated(
        organization, editor, officer, verdict="not_publishable", reason="Lieux sensibles."
    )
    shown = use(editor, refused, version=2)
    assert shown["inherited"] is False
    assert shown["validation"]["verdict"] == "not_publishable"
    assert "validation of its own" in shown["why_not_inherited"]
    world.call(officer, "opendatalab_legal_reopen", id=refused["id"], reason="À revoir ensemble.")
    version = store.load(refused["id"]).version
    shown = use(editor, refused, version=version)
    assert (shown["inherited"], shown["state"]) == (False, "waiting")
    assert "reopened" in shown["why_not_inherited"]


def test_another_answer_makes_the_inherited_validation_lapse(organization, editor, template):
    dataset = world.dataset(organization)
    use(editor, dataset)
    shown = world.call(
        editor,
        "opendatalab_legal_answer",
        id=dataset["id"],
        version=1,
        answers={"Q06": ["unknown"]},
    )
    assert (shown["state"], shown["template"]) == ("lapsed", "")
    assert shown["validation"]["template"] == "facilities"


def test_last_years_analysis_is_taken_over_with_its_validation(organization, editor, officer):
    source = validated(organization, editor, officer)
    world.call(
        editor,
        "opendatalab_legal_answer",
        id=source["id"],
        version=2,
        notes={"Q01": "Comme chaque année"},
    )
    dataset = world.dataset(organization)
    shown = copy(editor, dataset, source, confirmed=True)
    assert (shown["state"], shown["inherited"]) == ("validated", True)
    assert shown["copied_from"] == source["id"]
    assert shown["notes"] == {"Q01": "Comme chaque année"}
    assert status.known(dataset["id"])["legal_eligibility"] == "open_as_is"


def test_without_saying_that_nothing_differs_only_the_answers_are_taken_over(
    organization, editor, officer
):
    source = validated(organization, editor, officer)
    shown = copy(editor, world.dataset(organization), source)
    assert (shown["state"], shown["inherited"]) == ("waiting", False)


def test_another_organisations_analysis_gives_answers_only(organization, editor, officer):
    source = validated(organization, editor, officer)
    elsewhere = world.organization()
    helpers.call_action(
        "organization_member_create",
        id=elsewhere["id"],
        username=editor["name"],
        role="editor",
    )
    shown = copy(editor, world.dataset(elsewhere), source, confirmed=True)
    assert (shown["state"], shown["inherited"]) == ("waiting", False)
    assert "another organization" in shown["why_not_inherited"]


def test_a_source_that_she_does_not_work_on_is_like_one_that_is_not_there(
    organization, editor, officer
):
    elsewhere = world.organization()
    theirs = world.dataset(elsewhere)
    dataset = world.dataset(organization)
    told = []
    for source in (theirs, {"id": "no-such-dataset"}):
        with pytest.raises(tk.ValidationError) as refused:
            copy(editor, dataset, source)
        told.append(refused.value.error_dict)
    assert told[0] == told[1] == {"source": ["Choose a dataset whose legal analysis you work on."]}
    for source in (dataset, world.dataset(organization)):
        with pytest.raises(tk.ValidationError):
            copy(editor, dataset, source)
    assert model.Session.is_active
