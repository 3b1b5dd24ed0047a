"""The directory of public information: what an entry goes through before everybody reads it."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

from ckanext.opendatalab.common import log
from ckanext.opendatalab.legal.organization import information_store
from tests.legal import world
from tests.legal.signing import refused

ENTRY = {
    "title": "Registre des concessions funéraires",
    "subject": "Emplacements et durées, sans les noms.",
    "created_on": "2010-05-04",
    "reuse_conditions": "Licence Ouverte 2.0",
    "fee": "",
    "updated_on": "2026-01-31",
    "update_subject": "Année 2025",
}


def do(user, what, dataset, **values):
    return world.call(user, f"opendatalab_information_{what}", id=dataset["id"], **values)


def listed(team, user=None):
    return world.call(user, "opendatalab_information_list", organization=team.organization["id"])[
        "results"
    ]


@pytest.fixture
def dataset(team):
    return world.dataset(team.organization, title="TITRE-INTERNE", notes="NOTE-INTERNE")


@pytest.fixture
def validated(team, dataset):
    do(team.editor, "propose", dataset, **ENTRY)
    do(team.officer, "validate", dataset)
    return dataset


def test_it_is_proposed_by_who_works_and_validated_by_who_signs(team, dataset):
    strangers = (None, factories.User(), world.person(world.organization(), capacity="admin"))
    readers = (
        world.person(team.organization, capacity="member"),
        world.person(team.organization, role="elected_official"),
    )
    for person in (*strangers, *readers):
        for what in ("show", "propose", "validate", "withdraw"):
            refused(tk.NotAuthorized, do, person, what, dataset, **ENTRY)
    shown = do(team.editor, "propose", dataset, **ENTRY)
    assert shown["listed"] is False
    assert listed(team) == []
    for person in (team.editor, team.dpo, factories.Sysadmin()):
        refused(tk.NotAuthorized, do, person, "validate", dataset)
    assert do(team.officer, "validate", dataset)["listed"] is True
    assert listed(team) == [{**ENTRY, "url": None}]
    assert {one.kind for one in log.read(package_id=dataset["id"])} == {
        "information_proposed",
        "information_validated",
    }


def test_what_is_public_stays_until_the_change_is_validated(team, validated):
    do(team.editor, "propose", validated, **{**ENTRY, "title": "Autre titre"})
    assert [one["title"] for one in listed(team)] == [ENTRY["title"]]
    do(team.officer, "validate", validated)
    assert [one["title"] for one in listed(team)] == ["Autre titre"]
    refused(tk.ValidationError, do, team.officer, "validate", validated)


def test_nobody_validates_a_proposal_that_she_did_not_read(team, dataset):
    read = do(team.editor, "propose", dataset, **ENTRY)["proposed"]["id"]
    do(team.editor, "propose", dataset, **{**ENTRY, "subject": "Autre objet"})
    error = refused(tk.ValidationError, do, team.officer, "validate", dataset, proposal=read)
    assert set(error.error_dict) == {"proposal"}
    assert listed(team) == []


def test_a_withdrawn_a_deleted_and_a_moved_dataset_are_gone(team, validated):
    do(team.editor, "withdraw", validated)
    assert listed(team) == []
    do(team.editor, "propose", validated, **ENTRY)
    do(team.officer, "validate", validated)
    other = world.organization()
    world.call(factories.Sysadmin(), "package_patch", id=validated["id"], owner_org=other["id"])
    assert listed(team) == []
    elsewhere = helpers.call_action("opendatalab_information_list", organization=other["id"])
    assert elsewhere["results"] == []  # which that organisation did not validate
    world.call(
        factories.Sysadmin(), "package_patch", id=validated["id"], owner_org=team.organization["id"]
    )
    assert len(listed(team)) == 1
    world.call(factories.Sysadmin(), "package_delete", id=validated["id"])
    assert listed(team) == []
    refused(tk.ObjectNotFound, do, team.editor, "show", validated)
    world.call(factories.Sysadmin(), "dataset_purge", id=validated["id"])
    assert information_store.load(validated["id"]).validated is None


def test_only_a_public_dataset_is_linked(team, validated):
    world.call(factories.Sysadmin(), "package_patch", id=validated["id"], private=False)
    assert listed(team)[0]["url"].endswith(f"/dataset/{validated['name']}")
    world.call(factories.Sysadmin(), "package_patch", id=validated["id"], private=True)
    assert listed(team)[0]["url"] is None


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("title", ""),
        ("title", "x" * 301),
        ("subject", "x" * 100_000),
        ("subject", "a\0b"),
        ("created_on", "hier"),
        ("created_on", "2999-01-01"),
        ("updated_on", "1999-01-01"),
        ("reuse_conditions", "   "),
        ("fee", ["x"]),
    ],
)
def test_bad_input_is_named_and_nothing_is_kept(team, dataset, field, wrong):
    error = refused(
        tk.ValidationError, do, team.editor, "propose", dataset, **{**ENTRY, field: wrong}
    )
    assert set(error.error_dict) == {field}
    assert do(team.editor, "show", dataset)["proposed"] is None
