"""Attesting treatments and proving conditions, until nothing stands before the publication."""

from __future__ import annotations

import io
from datetime import timedelta

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories
from werkzeug.datastructures import FileStorage

from ckanext.opendatalab.common import clock, gates
from ckanext.opendatalab.legal import store
from tests.legal import signing, world
from tests.legal.signing import CONDITION, NO_TEST_FAILS, TREATMENT, attest, blockers, refused

pytestmark = pytest.mark.usefixtures("used_portal")


@pytest.fixture
def team():
    return signing.team()


@pytest.fixture
def dataset(team):
    return signing.answered(team, signing.TREATED_AND_PROVED)


def errors(action, *arguments, **values):
    return refused(tk.ValidationError, action, *arguments, **values).error_dict


def prove(user, dataset, **values):
    given = {"key": CONDITION, "reference": "Licence ODbL, courriel du 3 mars", **values}
    return signing.call(user, "prove", dataset, **given)


def test_what_stands_before_the_publication_vanishes_step_by_step(team, dataset):
    found = gates.blockers(model.Package.get(dataset["id"]))
    assert [one.code for one in found if one.gate == "legal"] == ["not_validated"]
    shown = signing.validate(team.officer, dataset)
    left = ["treatment_unattested", "condition_without_evidence", "dpo_opinion_missing"]
    assert (shown["state"], blockers(shown)) == ("to_complete", left)
    assert blockers(attest(team.editor, dataset)) == left[1:]
    assert blockers(prove(team.editor, dataset)) == left[2:]
    shown = signing.call(team.dpo, "give_opinion", dataset, opinion="favourable")
    assert (shown["state"], blockers(shown)) == ("validated", [])
    found = gates.blockers(model.Package.get(dataset["id"]))
    assert [one.code for one in found if one.gate == "legal"] == []


def test_what_is_attested_is_shown_to_who_works_on_it_and_kept_for_ever(team, dataset):
    attest(team.editor, dataset, method="Premier essai")
    shown = attest(team.editor, dataset, method="Regroupement")
    (treatment,) = shown["treatments"]
    assert treatment["key"] == TREATMENT
    assert treatment["attested"]["method"] == "Regroupement"
    assert treatment["attested"]["done_by"] == "Service état civil"
    assert treatment["attested"]["recorded_by"] == team.editor["name"]
    assert treatment["attested"]["tests"] == NO_TEST_FAILS
    told = [one.data["attestation"]["method"] for one in store.history(dataset["id"], limit=2)]
    assert told == ["Regroupement", "Premier essai"]
    shown = prove(team.editor, dataset, url="https://intranet.example.org/dossier/12")
    (condition,) = shown["conditions"]
    assert condition["evidence"]["reference"] == "Licence ODbL, courriel du 3 mars"
    assert condition["evidence"]["url"] == "https://intranet.example.org/dossier/12"


def test_a_test_that_fails_stands_before_the_publication(team, dataset):
    signing.validate(team.officer, dataset)
    shown = attest(team.editor, dataset, tests={**NO_TEST_FAILS, "linking": True})
    assert "reidentification_possible" in blockers(shown)


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"key": "anonymisation.Q99.yes"}, "key"),
        ({"key": CONDITION}, "key"),
        ({"method": "  "}, "method"),
        ({"method": "x" * 100_000}, "method"),
        ({"done_by": ""}, "done_by"),
        ({"done_on": "hier"}, "done_on"),
        ({"done_on": (clock.now() + timedelta(days=3)).date().isoformat()}, "done_on"),
        ({"tests": {"singling_out": False}}, "tests"),
        ({"tests": None}, "tests"),
        ({"tests": {**NO_TEST_FAILS, "magic": False}}, "tests"),
        ({"tests": {**NO_TEST_FAILS, "linking": "perhaps"}}, "tests"),
        ({"columns": {"nom": 1}}, "columns"),
        ({"columns": ["x"] * 501}, "columns"),
        ({"version": 0}, "version"),
    ],
)
def test_an_attestation_says_what_is_missing_and_keeps_nothing(team, dataset, values, key):
    assert key in errors(attest, team.editor, dataset, **values)
    assert store.load(dataset["id"]).attestations == {}


@pytest.mark.parametrize(
    ("values", "key"),
    [
        ({"key": TREATMENT}, "key"),
        ({"reference": " "}, "reference"),
        ({"reference": "x" * 301}, "reference"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "http://"}, "url"),
        ({"url": "https://example.org/" + "x" * 3000}, "url"),
        ({"version": 0}, "version"),
    ],
)
def test_evidence_says_what_is_missing_and_keeps_nothing(team, dataset, values, key):
    assert key in errors(prove, team.editor, dataset, **values)
    assert store.load(dataset["id"]).evidence == {}


def upload(team, dataset, content, action="resource_create", **values):
    file = FileStorage(io.BytesIO(content.encode()), filename="fichier.csv")
    given = {"package_id": dataset["id"], "format": "CSV", "upload": file, **values}
    return world.call(team.editor, action, **given)


def test_columns_are_those_of_the_files(team):
    dataset = signing.answered(team, signing.TREATED, resources=[])
    upload(team, dataset, "prenom;nombre\nZoé;3\n")
    told = errors(attest, team.editor, dataset, columns=["prenom", "nom"])["columns"][0]
    assert "nom" in told
    assert "nombre, prenom" in told
    shown = attest(team.editor, dataset, columns=["prenom"])
    assert shown["treatments"][0]["attested"]["columns"] == ["prenom"]


def test_a_column_that_the_treatment_removed_was_in_the_file_that_was_validated(team):
    dataset = signing.answered(team, signing.TREATED, resources=[])
    file = upload(team, dataset, "nom;age\nX;3\n")
    signing.validate(team.officer, dataset)
    upload(team, dataset, "age\n3\n", "resource_update", id=file["id"])
    shown = attest(team.editor, dataset, columns=["nom"])
    assert blockers(shown) == ["dpo_opinion_missing", "columns_changed"]


def test_a_column_may_be_of_a_file_that_cannot_be_read_here(team, dataset):
    shown = attest(team.editor, dataset, columns=["nom"])
    assert shown["treatments"][0]["attested"]["columns"] == ["nom"]


def test_only_who_works_on_the_analysis_attests_and_proves(team, dataset):
    organization = team.organization
    for person in (
        world.person(organization, capacity="member"),
        world.person(organization, role="elected_official"),
        world.person(world.organization(), capacity="admin"),
        factories.User(),
        None,
    ):
        refused(tk.NotAuthorized, attest, person, dataset)
        refused(tk.NotAuthorized, prove, person, dataset)
    attest(team.dpo, dataset)
    prove(world.person(organization, role="data_steward"), dataset)


def test_nothing_is_attested_of_a_deleted_dataset(team, dataset):
    world.call(team.editor, "package_delete", id=dataset["id"])
    for person in (team.editor, factories.Sysadmin()):
        refused(tk.ObjectNotFound, attest, person, dataset)
        refused(tk.ObjectNotFound, prove, person, dataset)
