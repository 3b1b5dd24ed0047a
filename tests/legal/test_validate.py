"""Validating an analysis: who, what, in whose name, and taking it back."""

from __future__ import annotations

from datetime import timedelta

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.tests import factories, helpers

from ckanext.opendatalab.common import clock, log
from ckanext.opendatalab.common.model import Mail
from ckanext.opendatalab.legal import profile_store, store
from tests.legal import signing, world
from tests.legal.signing import ORDINARY, refused, validate

pytestmark = pytest.mark.usefixtures("used_portal")


@pytest.fixture
def team():
    return signing.team()


@pytest.fixture
def dataset(team):
    return signing.answered(team)


def errors(*arguments, **values):
    return refused(tk.ValidationError, validate, *arguments, **values).error_dict


def test_the_legal_officer_validates_what_was_proposed(team, dataset):
    shown = validate(team.officer, dataset, delegation="Arrêté 2026-12")
    assert shown["state"] == "validated"
    assert shown["verdict"] == {"code": "open_as_is", "label": "Publishable", "decided": True}
    assert shown["validation"]["by_name"] == team.officer["fullname"]
    assert shown["validation"]["authority"] == team.organization["title"]
    assert shown["validation"]["delegation"] == "Arrêté 2026-12"
    assert shown["blockers"] == []


def test_what_is_signed_holds_answers_columns_and_the_articles_that_were_read(team, dataset):
    profile_store.save(
        profile_store.Organization(team.organization["id"], authority="Le maire de Valbrun")
    )
    model.Session.commit()
    validate(team.officer, dataset)
    signed = store.load(dataset["id"]).validation
    assert signed.answers == ORDINARY
    assert signed.authority == "Le maire de Valbrun"
    assert signed.by == team.officer["id"]
    assert list(signed.columns.values()) == [None]
    (article,) = signed.grounds
    assert article["code"] == "L312-1"
    assert article["legiarti"].startswith("LEGIARTI")
    assert article["in_force"] == "2016-10-09"
    entry = store.history(dataset["id"])[0]
    assert (entry.kind, entry.actor_name) == ("validated", team.officer["name"])
    assert entry.data["validation"]["answers"] == ORDINARY


def test_nobody_validates_without_having_been_named(team, dataset):
    organization = team.organization
    others = [
        team.editor,
        team.dpo,
        world.person(organization, capacity="admin"),
        world.person(organization, role="elected_official"),
        world.person(organization, role="project_lead"),
        world.person(world.organization(), role="legal_officer"),
        factories.Sysadmin(),
        factories.User(),
        None,
    ]
    for person in others:
        refused(tk.NotAuthorized, validate, person, dataset)
    # Code that goes round the checks signs for nobody either.
    for context in ({"ignore_auth": True}, {"ignore_auth": True, "user": team.editor["name"]}):
        with pytest.raises(tk.NotAuthorized):
            helpers.call_action(
                "opendatalab_legal_validate", context=context, id=dataset["id"], version=1
            )
    assert store.load(dataset["id"]).validation is None


def test_who_is_dpo_of_the_organisation_does_not_validate_even_as_legal_officer(team, dataset):
    both = world.person(team.organization, role="legal_officer")
    helpers.call_action(
        "opendatalab_role_grant",
        user=both["name"],
        role="dpo",
        organization=team.organization["id"],
    )
    refused(tk.NotAuthorized, validate, both, dataset)


def test_without_a_legal_officer_the_person_named_validates_and_it_shows():
    organization = world.organization()
    clerk = world.person(organization, capacity="editor")
    team = signing.Team(organization, clerk, clerk, clerk)
    dataset = signing.answered(team)
    refused(tk.NotAuthorized, validate, clerk, dataset)
    profile_store.save(profile_store.Organization(organization["id"], validator_id=clerk["id"]))
    model.Session.commit()
    shown = validate(clerk, dataset)
    assert shown["validation"]["as_role"] == "named_person"
    assert "without a legal officer" in shown["validation"]["as_role_label"]
    (entry,) = log.read(package_id=dataset["id"], kind="legal_validated")
    assert entry.data == {"verdict": "open_as_is", "as_role": "named_person"}


def test_what_somebody_else_changed_in_between_is_not_signed_unseen(team, dataset):
    seen = signing.version(dataset)
    signing.answer(team, dataset, {"Q03": "no"})
    assert "version" in errors(team.officer, dataset, version=seen)
    assert "version" in errors(team.officer, dataset, version=None)
    assert store.load(dataset["id"]).validation is None


def test_an_incomplete_analysis_is_validated_only_with_another_verdict_and_a_reason(team, dataset):
    signing.answer(team, dataset, {"Q06": None})
    assert "no answer yet" in errors(team.officer, dataset)["verdict"][0]
    assert "verdict" in errors(team.officer, dataset, verdict="analysis_required", reason="x" * 20)
    assert "reason" in errors(team.officer, dataset, verdict="open_as_is")
    assert "reason" in errors(team.officer, dataset, verdict="open_as_is", reason="court")
    shown = validate(team.officer, dataset, verdict="open_as_is", reason="Aucun texte : vérifié.")
    assert shown["verdict"]["code"] == "open_as_is"
    assert shown["validation"]["reason"] == "Aucun texte : vérifié."


def test_what_nobody_knows_is_never_validated_as_it_is(team, dataset):
    signing.answer(team, dataset, {"Q06": ["unknown"]})
    assert "looked at" in errors(team.officer, dataset)["verdict"][0]


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"verdict": "whatever"}, "verdict"),
        ({"verdict": ""}, "verdict"),
        ({"review_on": "2020-01-01"}, "review_on"),
        ({"review_on": "31/12/2099"}, "review_on"),
        ({"reason": "x" * 100_000}, "reason"),
        ({"authority": "x" * 301}, "authority"),
        ({"delegation": ["x"]}, "delegation"),
        ({"delegation": "nul \0"}, "delegation"),
    ],
)
def test_bad_input_is_told_and_nothing_is_signed(team, dataset, values, key):
    assert list(errors(team.officer, dataset, **values)) == [key]
    assert store.load(dataset["id"]).validation is None


def test_the_review_comes_as_the_answers_say_or_sooner(team, dataset):
    later = (clock.today() + timedelta(days=60)).isoformat()
    sooner = (clock.today() + timedelta(days=30)).isoformat()
    much_later = (clock.today() + timedelta(days=90)).isoformat()
    signing.answer(team, dataset, {"Q03": "no", "Q03_date": later})
    assert "review_on" in errors(team.officer, dataset, review_on=much_later)
    assert validate(team.officer, dataset)["validation"]["review_on"] == later
    signing.call(team.officer, "reopen", dataset, reason="Plus tôt")
    shown = validate(team.officer, dataset, review_on=sooner)
    assert shown["validation"]["review_on"] == sooner


def test_another_verdict_keeps_what_still_makes_sense_of_the_proposal(team):
    dataset = signing.answered(team, signing.TREATED_AND_PROVED)
    because = {"reason": "Données déjà agrégées à la source."}
    shown = validate(team.officer, dataset, verdict="open_with_conditions", **because)
    found = signing.blockers(shown)
    assert found == ["condition_without_evidence", "dpo_opinion_missing"]
    shown = validate(team.officer, dataset, verdict="open_as_is", **because)
    assert signing.blockers(shown) == ["dpo_opinion_missing"]
    plain = signing.answered(team)
    shown = validate(team.officer, plain, verdict="open_after_processing", **because)
    assert signing.blockers(shown) == ["treatment_missing"]


def test_nothing_is_signed_twice_unless_something_changes(team, dataset):
    validate(team.officer, dataset)
    assert "validated already" in errors(team.officer, dataset)["verdict"][0]
    shown = validate(
        team.officer, dataset, verdict="not_publishable", reason="Risque découvert depuis."
    )
    assert shown["verdict"]["code"] == "not_publishable"
    signing.answer(team, dataset, {"Q02": "administration"})
    assert validate(team.officer, dataset)["state"] == "validated"


def test_a_validation_is_taken_back_with_a_reason_and_the_answers_stay(team, dataset):
    assert (
        "reason"
        in refused(
            tk.ValidationError, signing.call, team.officer, "reopen", dataset, reason=" "
        ).error_dict
    )
    assert (
        "validation"
        in refused(
            tk.ValidationError, signing.call, team.officer, "reopen", dataset, reason="Erreur"
        ).error_dict
    )
    validate(team.officer, dataset)
    for person in (team.editor, team.dpo, factories.Sysadmin()):
        refused(tk.NotAuthorized, signing.call, person, "reopen", dataset, reason="Erreur")
    lead = world.person(team.organization, role="project_lead")
    shown = signing.call(lead, "reopen", dataset, reason="Une colonne a été oubliée")
    assert (shown["state"], shown["answers"]) == ("waiting", ORDINARY)
    assert signing.blockers(shown) == ["not_validated"]
    entry = store.history(dataset["id"])[0]
    assert (entry.kind, entry.data["reason"]) == ("reopened", "Une colonne a été oubliée")
    (logged,) = log.read(package_id=dataset["id"], kind="legal_reopened")
    assert (logged.reason, logged.data) == (None, {})


def test_a_deleted_dataset_is_validated_by_nobody(team, dataset):
    world.call(team.editor, "package_delete", id=dataset["id"])
    for person in (team.officer, factories.Sysadmin()):
        for what, values in (("validate", {"version": 1}), ("reopen", {"reason": "Erreur"})):
            refused(tk.ObjectNotFound, signing.call, person, what, dataset, **values)
    refused(tk.ObjectNotFound, signing.call, team.officer, "validate", {"id": "nope"}, version=1)


def test_who_answered_is_told_where_to_look_and_nothing_else(team, dataset):
    validate(team.officer, dataset, delegation="SECRET-DELEGATION")
    mails = _mails(team.editor)
    assert len(mails) == 1
    assert dataset["title"] in mails[0].subject
    assert f"/dataset/{dataset['name']}/legal" in mails[0].body
    assert "SECRET" not in mails[0].body + mails[0].subject
    signing.call(team.officer, "reopen", dataset, reason="Réponse à corriger")
    own = {"id": dataset["id"], "version": signing.version(dataset), "notes": {"Q01": "oui"}}
    world.call(team.officer, "opendatalab_legal_answer", **own)
    validate(team.officer, dataset)
    assert _mails(team.officer) == []
    assert len(_mails(team.editor)) == 1


def _mails(user):
    table = Mail.__table__
    return model.Session.execute(
        sa.select(*table.c).where(
            table.c.recipient == user["id"], table.c.event.startswith("legal_validated:")
        )
    ).all()
