"""The opinion of the data protection officer, and going against it."""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.tests import factories

from ckanext.opendatalab.common.model import Mail
from ckanext.opendatalab.legal import store
from tests.legal import signing, world
from tests.legal.signing import blockers, refused, validate

pytestmark = pytest.mark.usefixtures("used_portal")

AGAINST = {"opinion": "unfavourable", "text": "Les effectifs sont trop petits."}
BECAUSE = "Effectifs vérifiés, aucun inférieur à onze."


@pytest.fixture
def team():
    return signing.team()


@pytest.fixture
def dataset(team):
    return signing.answered(team, signing.TREATED)


def give(user, dataset, **values):
    return signing.call(user, "give_opinion", dataset, **values)


def errors(action, *arguments, **values):
    return refused(tk.ValidationError, action, *arguments, **values).error_dict


def test_the_dpo_gives_an_opinion_on_the_answers_as_they_are(team, dataset):
    shown = give(team.dpo, dataset, opinion="with_reservations", text="Retirer les rares.")
    assert shown["opinion"]["opinion"] == "with_reservations"
    assert shown["opinion"]["text"] == "Retirer les rares."
    assert shown["opinion"]["outdated"] is False
    shown = signing.answer(team, dataset, {"Q11": "indirect"})
    assert shown["opinion"]["outdated"] is True
    assert store.history(dataset["id"])[1].kind == "opinion_given"
    validate(team.officer, dataset)
    signing.attest(team.editor, dataset)
    assert blockers(signing.call(team.editor, "show", dataset)) == ["dpo_opinion_outdated"]


def test_only_the_dpo_gives_an_opinion(team, dataset):
    for person in (
        team.editor,
        team.officer,
        world.person(team.organization, capacity="admin"),
        world.person(world.organization(), role="dpo"),
        factories.Sysadmin(),
        None,
    ):
        refused(tk.NotAuthorized, give, person, dataset, opinion="favourable")
    shared = world.person(role="dpo", everywhere=True)
    assert give(shared, dataset, opinion="favourable")["opinion"]["label"]


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"opinion": "maybe"}, "opinion"),
        ({}, "opinion"),
        ({"opinion": "unfavourable"}, "text"),
        ({"opinion": "with_reservations", "text": " "}, "text"),
        ({"opinion": "favourable", "text": "x" * 100_000}, "text"),
        ({"opinion": "favourable", "version": 0}, "version"),
    ],
)
def test_bad_input_is_told_and_no_opinion_is_kept(team, dataset, values, key):
    assert key in errors(give, team.dpo, dataset, **values)
    assert store.load(dataset["id"]).opinion is None


def test_there_is_no_opinion_on_nothing(team):
    dataset = world.dataset(team.organization)
    assert "opinion" in errors(give, team.dpo, dataset, opinion="favourable")


def test_going_against_the_dpo_takes_a_reason_of_its_own(team, dataset):
    give(team.dpo, dataset, **AGAINST)
    signing.attest(team.editor, dataset)
    assert list(errors(validate, team.officer, dataset)) == ["reason_against_dpo"]
    assert "reason_against_dpo" in errors(validate, team.officer, dataset, reason_against_dpo="non")
    shown = validate(team.officer, dataset, reason_against_dpo=BECAUSE)
    assert (shown["state"], blockers(shown)) == ("validated", [])
    assert shown["validation"]["reason_against_dpo"] == BECAUSE


def test_following_the_dpo_takes_no_reason_against_her(team, dataset):
    give(team.dpo, dataset, **AGAINST)
    shown = validate(
        team.officer, dataset, verdict="not_publishable", reason="Avis suivi : risque réel."
    )
    assert shown["verdict"]["code"] == "not_publishable"


def test_no_reason_is_given_in_advance_against_an_opinion_to_come(team, dataset):
    signing.attest(team.editor, dataset)
    validate(team.officer, dataset, reason_against_dpo=BECAUSE)
    assert store.load(dataset["id"]).validation.reason_against_dpo == ""
    shown = give(team.dpo, dataset, **AGAINST)
    assert blockers(shown) == ["dpo_opinion_overruled"]
    shown = validate(team.officer, dataset, reason_against_dpo=BECAUSE)
    assert blockers(shown) == []


def test_those_who_validate_are_told_that_there_is_an_opinion(team, dataset):
    give(team.dpo, dataset, **AGAINST)
    table = Mail.__table__
    (mail,) = model.Session.execute(
        sa.select(*table.c).where(
            table.c.recipient == team.officer["id"], table.c.event.startswith("legal_opinion:")
        )
    ).all()
    assert dataset["title"] in mail.subject
    assert f"/dataset/{dataset['name']}/legal" in mail.body
    assert "trop petits" not in mail.body
    assert "favourable" not in mail.body
