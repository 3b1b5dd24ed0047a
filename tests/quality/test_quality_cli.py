"""``ckan opendatalab quality …``"""

from __future__ import annotations

import json

import ckan.model as model
import pytest
from ckan.cli.cli import ckan
from ckan.tests import factories

from ckanext.opendatalab.quality import store
from ckanext.opendatalab.quality.running import examination
from tests.quality import world

_checks = store.FileCheck.__table__


@pytest.fixture(autouse=True)
def _no_others(used_portal):
    """No file of another test waits."""
    model.Session.rollback()
    model.Session.execute(_checks.delete())
    model.Session.commit()


@pytest.fixture
def run(cli):
    return lambda *words: cli.invoke(ckan, ["opendatalab", "quality", *words])


def test_refresh_checks_here_what_waits_and_says_how_much(run):
    made = world.dataset(world.adopted(), world.GOOD_CSV, world.RAGGED_CSV)
    first = run("refresh", "--due", "--limit", "1", "--json")
    assert first.exit_code == 0, first.output
    told = json.loads(first.stdout)
    assert (told["checked"], told["left"]) == (1, 1)
    second = run("refresh", "--due")
    assert second.exit_code == 0, second.output
    assert "1 files checked" in second.stdout
    assert "0 checks wait" in second.stdout
    assert world.indexed(made["id"])["quality_status"] == "non_conforming"


def test_refresh_ends_with_1_where_a_file_fails_and_does_the_others(run, monkeypatch):
    made = world.dataset(world.adopted(), world.GOOD_CSV, world.GOOD_CSV)
    broken = made["resources"][0]["id"]
    examine = examination.examine

    def sometimes(state, *rest):
        if state.resource_id == broken:
            raise ZeroDivisionError
        return examine(state, *rest)

    monkeypatch.setattr(examination, "examine", sometimes)
    ended = run("refresh", "--due", "--json")
    assert ended.exit_code == 1
    told = json.loads(ended.stdout.splitlines()[-1])  # click of CKAN 2.11 mixes the log in
    assert (told["checked"], told["failed"], told["left"]) == (1, 1, 1)


def test_a_command_that_is_not_understood_ends_with_2(run):
    assert run("refresh").exit_code == 2
    assert run("refresh", "--due", "--limit", "0").exit_code == 2
    assert run("rescore").exit_code == 2
    assert run("rescore", "--all", "a-dataset").exit_code == 2


def test_rescore_computes_the_scores_of_datasets_anew(run):
    made = world.dataset(factories.Organization())
    kept = {key: value for key, value in world.row(made["id"]).items() if key != "package_id"}
    store.save(made["id"], {**kept, "score": 99, "criteria": "before"})
    model.Session.commit()
    ended = run("rescore", made["name"], "--json")
    assert ended.exit_code == 0, ended.output
    assert json.loads(ended.stdout)["scored"] == 1
    assert world.row(made["id"])["score"] == world.indexed(made["id"])["quality_score"] != 99
    assert run("rescore", "--all").exit_code == 0


def test_show_tells_status_score_what_to_improve_and_the_files(run):
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    world.check_files(made["id"])
    told = json.loads(run("show", made["name"], "--json").stdout)
    assert (told["status"], told["score"]) == (
        world.show(made["id"])["quality_status"],
        world.row(made["id"])["score"],
    )
    assert [one["state"] for one in told["files"]] == ["current"]
    shown = run("show", made["id"])
    assert f"{made['name']}\t{told['status']}\t{told['score']}/100" in shown.output
    assert "criterion\t" in shown.output
    unknown = run("show", "no-such-dataset")
    assert (unknown.exit_code, "no dataset is called" in unknown.output) == (1, True)
