"""Confirming together the validations that only new rules made lapse."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest

from ckanext.opendatalab.legal import store
from ckanext.opendatalab.legal.engine import register
from tests.legal import signing, world
from tests.legal.signing import refused

pytestmark = pytest.mark.usefixtures("used_portal")


@pytest.fixture
def team():
    return signing.team()


@pytest.fixture
def lapsed(team):
    dataset = signing.answered(team)
    signing.validate(team.officer, dataset, delegation="Arrêté 12")
    signing.with_older_rules(dataset)
    return dataset


def reconfirm(user, *datasets, **values):
    ids = [one["id"] for one in datasets]
    return world.call(user, "opendatalab_legal_reconfirm", ids=ids, **values)


def test_what_new_rules_made_lapse_is_signed_again_with_the_same_verdict(team, lapsed):
    shown = signing.call(team.officer, "show", lapsed)
    assert (shown["state"], signing.blockers(shown)) == ("lapsed", ["ruleset_changed"])
    assert reconfirm(team.officer, lapsed) == [{"id": lapsed["id"], "ok": True, "error": None}]
    shown = signing.call(team.officer, "show", lapsed)
    assert (shown["state"], signing.blockers(shown)) == ("validated", [])
    signed = store.load(lapsed["id"]).validation
    assert signed.ruleset_version == register.load().version
    assert signed.delegation == "Arrêté 12"
    assert store.history(lapsed["id"])[0].kind == "validated"


def test_each_dataset_by_itself_and_none_keeps_the_others_from_it(team, lapsed):
    fresh = signing.answered(team)
    signing.validate(team.officer, fresh)
    changed = signing.answered(team)
    signing.validate(team.officer, changed)
    signing.with_older_rules(changed)
    signing.answer(team, changed, {"Q02": "administration"})
    foreign = signing.answered(signing.team())
    found = reconfirm(team.officer, fresh, changed, {"id": "no-such-dataset"}, foreign, lapsed)
    assert [one["ok"] for one in found] == [False, False, False, False, True]
    assert "legal file" in found[0]["error"]
    assert found[2]["error"] == found[3]["error"]  # nobody learns here what exists
    assert signing.call(team.officer, "show", lapsed)["state"] == "validated"
    assert signing.call(team.officer, "show", changed)["state"] == "lapsed"


def test_a_verdict_that_is_no_longer_proposed_takes_a_reason(team):
    dataset = signing.answered(team, signing.TREATED)
    signing.validate(team.officer, dataset)
    # As if the rules of the time had proposed to publish as it is.
    signing.with_older_rules(dataset, verdict="open_as_is", proposed_verdict="open_as_is")
    (refusal,) = reconfirm(team.officer, dataset)
    assert "say why" in refusal["error"]
    (confirmed,) = reconfirm(team.officer, dataset, reason="Données agrégées par l'INSEE.")
    assert confirmed["ok"] is True
    assert store.load(dataset["id"]).validation.reason == "Données agrégées par l'INSEE."


def test_another_officer_does_not_sign_by_somebody_elses_delegation(team, lapsed):
    other = world.person(team.organization, role="legal_officer")
    assert reconfirm(other, lapsed)[0]["ok"] is True
    signed = store.load(lapsed["id"]).validation
    assert (signed.by, signed.delegation) == (other["id"], "")


def test_only_who_validates_confirms(team, lapsed):
    for person in (team.editor, team.dpo):
        assert [one["ok"] for one in reconfirm(person, lapsed)] == [False]
    refused(tk.NotAuthorized, reconfirm, None, lapsed)
    assert signing.call(team.officer, "show", lapsed)["state"] == "lapsed"


def test_a_batch_is_bounded(team):
    for ids in ([], ["x"] * 201, {"a": 1}, [1]):
        error = refused(
            tk.ValidationError,
            world.call,
            team.officer,
            "opendatalab_legal_reconfirm",
            ids=ids,
        )
        assert "ids" in error.error_dict
