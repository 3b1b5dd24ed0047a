"""The public page of the directory, its file, and the page of one dataset."""

from __future__ import annotations

import csv
import io

import pytest
from ckan.tests import factories

from tests.legal import world
from tests.legal_organization.test_information import ENTRY, do


@pytest.fixture
def entry(team):
    dataset = world.dataset(
        team.organization, name=f"interne-{team.organization['name']}", title="TITRE-INTERNE"
    )
    do(team.editor, "propose", dataset, **{**ENTRY, "title": "=Plan <b>", "update_subject": "@x"})
    do(team.officer, "validate", dataset)
    return dataset


def test_everybody_reads_the_entries_and_nothing_else_of_a_private_dataset(pages, team, entry):
    world.dataset(team.organization, title="MARQUE-NON-LISTE", notes="MARQUE-NON-LISTE")
    proposed = world.dataset(team.organization, title="MARQUE-PROPOSE")
    do(team.editor, "propose", proposed, **{**ENTRY, "title": "MARQUE-PROPOSE"})
    do(team.editor, "propose", entry, **{**ENTRY, "subject": "MARQUE-NOUVELLE"})
    for path in ("repertoire", "repertoire.csv"):
        body = pages.get(None, path, "/fr").data.decode()
        for hidden in ("MARQUE", "TITRE-INTERNE", entry["name"], entry["id"], team.editor["name"]):
            assert hidden not in body
    page = pages.read(None, "repertoire", "/fr")
    assert "=Plan <b>" in page.text
    assert "2010" in page.text
    assert "script" not in str(page.select_one(".primary"))


def test_the_file_is_the_same_table_and_computes_nothing(pages, team, entry):
    answer = pages.get(None, "repertoire.csv")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.data.decode()
    assert text[0] == "\ufeff"
    rows = list(csv.DictReader(io.StringIO(text[1:]), delimiter=";"))
    assert rows == [
        {
            "titre": "'=Plan <b>",
            "objet": ENTRY["subject"],
            "date_creation": "2010-05-04",
            "conditions_reutilisation": "Licence Ouverte 2.0",
            "redevance": "",
            "date_maj": "2026-01-31",
            "objet_maj": "'@x",
            "adresse": "",
        }
    ]


def test_the_organisation_page_links_it_only_when_it_has_an_entry(pages, team):
    home = f"/organization/{team.organization['name']}"
    assert "repertoire" not in pages.get(None, home).body
    empty = pages.read(None, "repertoire")
    assert "no entry yet" in empty.text
    dataset = world.dataset(team.organization)
    do(team.editor, "propose", dataset, **ENTRY)
    assert "repertoire" not in pages.get(None, home).body
    do(team.officer, "validate", dataset)
    assert "repertoire" in pages.get(None, home).body


def test_the_page_of_a_dataset_proposes_validates_and_withdraws(pages, team):
    dataset = world.dataset(team.organization)
    path = f"/dataset/{dataset['name']}/legal/information"
    wrong = pages.post(team.editor, path, operation="propose", **{**ENTRY, "created_on": "<i>"})
    assert wrong.status_code == 400
    assert "&lt;i&gt;" in wrong.body
    pages.post(team.editor, path, operation="propose", **ENTRY)
    assert not pages.read(team.editor, path).select("input[value=validate]")
    page = pages.read(team.officer, path)
    proposal = page.select_one("input[name=proposal]")["value"]
    assert pages.post(team.officer, path, operation="validate", proposal="x").status_code == 400
    assert pages.post(team.officer, path, operation="validate").status_code == 400
    assert (
        pages.post(team.officer, path, operation="validate", proposal=proposal).status_code == 200
    )
    assert ENTRY["title"] in pages.read(None, "repertoire").text
    pages.post(team.editor, path, operation="withdraw")
    assert ENTRY["title"] not in pages.read(None, "repertoire").text


def test_who_has_no_role_does_not_learn_that_a_private_dataset_exists(pages, team):
    dataset = world.dataset(team.organization)
    path = f"/dataset/{dataset['name']}/legal/information"
    for outsider in (None, factories.User()):
        assert pages.get(outsider, path).status_code == 404
        assert pages.post(outsider, path, operation="propose", **ENTRY).status_code == 404
    member = world.person(team.organization, capacity="member")
    assert pages.get(member, path).status_code == 403
    assert pages.get(None, "/organization/no-such/opendatalab/repertoire").status_code == 404
