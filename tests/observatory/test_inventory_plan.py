"""Which dataset a row is, what an update changes, and the report."""

from __future__ import annotations

from typing import Any

from ckanext.opendatalab.observatory.inventory import merging, report
from ckanext.opendatalab.observatory.inventory.messages import Message
from ckanext.opendatalab.observatory.inventory.planning import Held, Plan
from ckanext.opendatalab.observatory.inventory.records import Record

EU = "http://publications.europa.eu/resource/authority"


# ---------------------------------------------------------------------------- plan and merge


def record(title: str = "Arbres", identifier: str = "", number: int = 2) -> Record:
    return Record(number, number, title=title, identifier=identifier)


def held(name: str, title: str = "Arbres", identifier: str = "", public: bool = False) -> Held:
    return Held(f"id-{name}", name, title, identifier, public)


def codes(record: Record) -> list[str]:
    return [note.code for note in record.notes]


def code(found: Any) -> str:
    assert isinstance(found, Message)
    return found.code


def test_the_same_identifier_is_the_same_dataset_whatever_its_title():
    there = held("x", "Autre titre", "A1")
    assert Plan([there]).decide(record(identifier="A1")) == there


def test_without_identifier_the_same_title_is_the_same_dataset():
    there = held("arbres-2", "ARBRES !")
    assert Plan([there]).decide(record()) == there


def test_the_second_row_with_an_identifier_names_the_first():
    plan = Plan([])
    assert plan.decide(record(identifier="A1", number=15)) is None
    found = plan.decide(record("Autre", "A1", 16))
    assert code(found) == "identifier_repeated"
    assert isinstance(found, Message)
    assert found.values["number"] == 15


def test_two_rows_with_a_title_need_identifiers():
    plan = Plan([])
    assert plan.decide(record()) is None
    assert code(plan.decide(record(number=3))) == "title_repeated"
    assert plan.decide(record(identifier="A2", number=4)) is None


def test_what_is_public_or_ambiguous_is_refused():
    assert code(Plan([held("a", public=True)]).decide(record())) == "is_public"
    twice = [held("a", identifier="A1"), held("b", "B", "A1")]
    assert code(Plan(twice).decide(record(identifier="A1"))) == "identifier_held_twice"
    assert code(Plan([held("a"), held("b")]).decide(record())) == "title_held_twice"


def test_a_new_dataset_with_the_title_of_another_is_created_with_a_note():
    made = record(identifier="A2")
    assert Plan([held("arbres", identifier="A1")]).decide(made) is None
    assert codes(made) == ["title_held"]


def test_a_merge_adds_to_what_people_wrote_and_takes_nothing_away():
    current = {
        "title": "Arbres",
        "tags": [{"name": "Arbre", "id": "1"}, {"name": "humain", "id": "2"}],
        "theme": ["x"],
        "contact": [{"name": "Équipe", "email": "a@b.fr"}],
        "provenance": "Écrit à la main.",
    }
    wanted = {
        "title": "Arbres",
        "tags": [{"name": "arbre"}],
        "theme": ["x"],
        "contact": [{"email": "a@b.fr"}],
        "provenance": "Note : ancienne",
    }
    assert merging.changes(current, wanted) == {
        "provenance": "Écrit à la main.\nNote : ancienne",
    }
    assert merging.changes({**current, **merging.changes(current, wanted)}, wanted) == {}


def test_a_merge_replaces_a_single_value_and_completes_a_list():
    current = {"title": "Arbre", "tags": [{"name": "a1", "id": "1"}], "language": []}
    wanted = {"title": "Arbres", "tags": [{"name": "b1"}], "language": ["FRA"]}
    assert merging.changes(current, wanted) == {
        "title": "Arbres",
        "tags": [{"name": "a1"}, {"name": "b1"}],
        "language": ["FRA"],
    }


# -------------------------------------------------------------------------------- the report


def test_the_report_as_csv_computes_nothing():
    row = {
        "row": 2,
        "line": 2,
        "status": "refused",
        "title": '=cmd|"/C calc"!A0',
        "identifier": "-1+1",
        "name": "",
        "changed": [],
        "problems": [{"column": "@x", "reason": "+1"}],
        "notes": [],
    }
    whole = {"rows": [row], "labels": {}}
    lines = report.as_csv(whole, ["a", "b"], {"refused": "refusé"}).splitlines()
    assert lines[0] == "\ufeffa;b"
    assert lines[1] == '2;2;refusé;"\'=cmd|""/C calc""!A0";\'-1+1;;;\'@x;\'+1'
