"""The register of an organisation's legal decisions."""

from __future__ import annotations

import csv
import io

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.tests import factories

from tests.legal import signing, world
from tests.legal.signing import refused


def register(user, team, **values):
    return world.call(
        user, "opendatalab_legal_register", organization=team.organization["id"], **values
    )


@pytest.fixture
def four(team):
    """One dataset in each of four states."""
    team.organization["datasets"] = found = {
        "not_started": world.dataset(team.organization, title="A"),
        "waiting": signing.answered(team, title="B"),
        "validated": signing.answered(team, title="C"),
        "lapsed": signing.answered(team, title="=D()"),
    }
    signing.validate(team.officer, found["validated"], authority="Le maire")
    signing.validate(team.officer, found["lapsed"])
    signing.with_older_rules(found["lapsed"])
    return found


def test_every_dataset_has_a_line_that_says_where_it_stands(team, four):
    shown = register(team.editor, team)
    lines = {line["id"]: line for line in shown["results"]}
    assert {name: lines[one["id"]]["state"] for name, one in four.items()} == {
        name: name for name in four
    }
    assert shown["count"] == 4
    validated = lines[four["validated"]["id"]]
    assert validated["verdict"]["decided"] is True
    assert validated["validation"]["authority"] == "Le maire"
    assert validated["blockers"] == 0
    assert lines[four["not_started"]["id"]]["verdict"] is None
    assert lines[four["lapsed"]["id"]]["reconfirmable"] is True


def test_it_may_be_asked_for_one_state_and_page_by_page(team, four):
    for state, dataset in four.items():
        shown = register(team.editor, team, state=state)
        assert [line["id"] for line in shown["results"]] == [dataset["id"]]
        assert shown["count"] == 1
    pages = [register(team.editor, team, limit=1, offset=at)["results"] for at in range(5)]
    assert [len(page) for page in pages] == [1, 1, 1, 1, 0]
    for wrong in ({"state": "x"}, {"limit": 9999}, {"offset": -1}, {"offset": "x"}):
        error = refused(tk.ValidationError, register, team.editor, team, **wrong)
        assert set(error.error_dict) == set(wrong)


def test_elected_officials_read_it_without_the_rules_and_strangers_do_not(team, four):
    elected = world.person(team.organization, role="elected_official")
    shown = register(elected, team)
    assert shown["rights"] == {"work": False, "sign_as": ""}
    assert not any("ruleset_version" in line for line in shown["results"])
    admin_elsewhere = world.person(world.organization(), capacity="admin")
    for outsider in (None, factories.User(), admin_elsewhere):
        refused(tk.NotAuthorized, register, outsider, team)
    refused(
        tk.NotAuthorized, world.call, None, "opendatalab_legal_register", organization="no-such"
    )


def test_the_number_of_queries_does_not_grow_with_the_datasets(team, four):
    seen = []
    sa.event.listen(model.meta.engine, "before_cursor_execute", lambda *_: seen.append(1))

    def queries() -> int:
        model.Session.expire_all()
        seen.clear()
        register(team.editor, team)
        return len(seen)

    before = queries()
    for _ in range(5):
        world.dataset(team.organization)
    assert queries() == before


def test_the_page_filters_by_links_and_the_file_is_safe_to_open(pages, team, four):
    page = pages.read(team.officer, "legal")
    assert len(page.select("tbody tr")) == 4
    assert page.select_one("nav a[aria-current=page]").text == "All"
    lapsed = pages.read(team.officer, "legal?state=lapsed")
    assert [row.select_one("th").text for row in lapsed.select("tbody tr")] == ["=D()"]
    assert pages.get(team.officer, "legal?state=%00&page=999999999").status_code == 200
    answer = pages.get(team.editor, "legal.csv", "/fr")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = answer.data.decode("utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    assert len(rows) == 5
    assert "'=D()" in {row[0] for row in rows}
    only = pages.get(team.editor, "legal.csv?state=waiting").data.decode()
    assert [row[0] for row in csv.reader(io.StringIO(only[1:]), delimiter=";")][1:] == ["B"]
    for outsider in (None, factories.User()):
        assert pages.get(outsider, "legal.csv").status_code == 403
        assert pages.get(outsider, "legal").status_code == 403


def test_a_legal_officer_confirms_what_only_new_rules_made_lapse(pages, team, four):
    page = pages.read(team.officer, "legal")
    boxes = [one["value"] for one in page.select("input[name=ids]")]
    assert boxes == [four["lapsed"]["id"]]
    assert not pages.read(team.editor, "legal").select("input[name=ids]")
    pages.post(team.editor, "legal", ids=boxes)
    assert register(team.editor, team, state="lapsed")["count"] == 1
    pages.post(team.officer, "legal", ids=boxes)
    assert register(team.editor, team, state="lapsed")["count"] == 0


def test_nothing_of_the_answers_notes_or_opinions_is_in_it(pages, team):
    dataset = signing.answered(team, signing.TREATED, title="Prénoms")
    world.call(
        team.editor,
        "opendatalab_legal_answer",
        id=dataset["id"],
        version=signing.version(dataset),
        notes={"Q01": "MARQUE-NOTE"},
    )
    signing.call(team.dpo, "give_opinion", dataset, opinion="unfavourable", text="MARQUE-AVIS")
    elected = world.person(team.organization, role="elected_official")
    for reader in (elected, team.officer):
        for path in ("legal", "legal.csv", "analyses", "profile"):
            assert "MARQUE" not in pages.get(reader, path).body
