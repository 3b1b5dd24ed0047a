"""What of a legal file reaches the public, and when."""

from __future__ import annotations

import ckan.model as model
import pytest
from ckan.tests import helpers

from ckanext.opendatalab.legal import profile_store, publish
from ckanext.opendatalab.legal.publish import FIELDS
from tests.legal import signing
from tests.legal.signing import validate

pytestmark = pytest.mark.usefixtures("used_portal")

RIGHTS = "http://publications.europa.eu/resource/authority/access-right/"


@pytest.fixture
def team():
    return signing.team()


def shown(dataset):
    found = helpers.call_action("package_show", id=dataset["id"])
    return {name: found.get(name) for name in FIELDS if found.get(name) is not None}


def searched(dataset, **query):
    asked = {"q": f"id:{dataset['id']}", "include_private": True, **query}
    (found,) = helpers.call_action("package_search", **asked)["results"]
    return {name: found.get(name) for name in FIELDS if found.get(name) is not None}


def everywhere(dataset):
    seen = [shown(dataset), searched(dataset), searched(dataset, use_default_schema=True)]
    assert seen[0] == seen[1] == seen[2]
    return seen[0]


def test_nothing_is_public_before_a_validation_nor_after_it_is_taken_back(team):
    dataset = signing.answered(team)
    before = helpers.call_action("package_show", id=dataset["id"])
    assert everywhere(dataset) == {}
    validate(team.officer, dataset)
    assert everywhere(dataset) == {
        "legal_eligibility": "open_as_is",
        "legal_outcome": "open_as_is",
        "legal_grounds": "L312-1",
        "legal_access_right": RIGHTS + "PUBLIC",
        "legal_statement": "Publishable. The administration may publish the documents that"
        " everybody may obtain.",
    }
    after = helpers.call_action("package_show", id=dataset["id"])
    assert after["metadata_modified"] == before["metadata_modified"]
    signing.call(team.officer, "reopen", dataset, reason="À revoir")
    assert everywhere(dataset) == {}


def test_what_is_to_be_confirmed_is_not_public_but_the_rest_is(team):
    answers = {**signing.TREATED, "Q12": "yes", "Q14": "no", "Q14_tests": None}
    dataset = signing.answered(team, answers)
    validate(team.officer, dataset)
    found = everywhere(dataset)
    assert found["legal_outcome"] == "not_publishable_request"
    assert found["legal_access_right"] == RIGHTS + "RESTRICTED"
    assert "GDPR" not in found["legal_grounds"]


def test_a_verdict_that_was_not_proposed_is_told_without_the_proposals_reasons(team):
    dataset = signing.answered(team, {**signing.TREATED, "Q14": "no", "Q14_tests": None})
    validate(team.officer, dataset, verdict="open_as_is", reason="Aucune personne identifiable.")
    found = everywhere(dataset)
    assert (found["legal_eligibility"], found["legal_grounds"]) == ("open_as_is", "L312-1")


def test_a_validation_that_lapses_stays_public(team):
    dataset = signing.answered(team)
    validate(team.officer, dataset)
    before = everywhere(dataset)
    state = signing.answer(team, dataset, {"Q02": "administration"})["state"]
    assert (state, everywhere(dataset)) == ("lapsed", before)


@pytest.mark.ckan_config("ckan.locale_default", "fr")
def test_the_statement_is_in_the_portals_language(team):
    dataset = signing.answered(team)
    validate(team.officer, dataset)
    assert shown(dataset)["legal_statement"].startswith("Diffusable. L'administration")


def test_the_duty_to_publish_is_said_only_where_the_organisation_wants_it(team):
    organization_id = team.organization["id"]
    large = {"type": "commune", "population": 50_000, "staff": 800.0}
    profile_store.save(profile_store.Organization(organization_id, **large))
    model.Session.commit()
    dataset = signing.answered(team)
    validate(team.officer, dataset)
    assert "legal_obligation" not in shown(dataset)
    profile_store.save(
        profile_store.Organization(organization_id, publishes_obligation=True, **large)
    )
    assert publish.rewrite(model.Package.get(dataset["id"])) is True
    model.Session.commit()
    assert shown(dataset)["legal_obligation"] == "default"
    # Nothing is known of the organisation: the duty is to be clarified, and not announced.
    profile_store.save(profile_store.Organization(organization_id, publishes_obligation=True))
    publish.rewrite(model.Package.get(dataset["id"]))
    model.Session.commit()
    assert "legal_obligation" not in shown(dataset)
