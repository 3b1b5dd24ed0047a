"""``ckan opendatalab legal``"""

from __future__ import annotations

import json

import ckan.model as model
import pytest
import sqlalchemy as sa
from ckan.cli.cli import ckan

from ckanext.opendatalab.common.model import Mail
from ckanext.opendatalab.legal import lapse
from tests.legal import signing, world

pytestmark = pytest.mark.usefixtures("used_portal")


@pytest.fixture
def run(cli):
    return lambda *words: cli.invoke(ckan, ["opendatalab", "legal", *words])


@pytest.fixture
def team():
    return signing.team()


@pytest.fixture
def validated(team):
    def make(**values):
        dataset = signing.answered(team, **values)
        signing.validate(team.officer, dataset)
        return dataset

    return make


def test_what_lapsed_is_listed_with_why_those_published_first(run, team, validated, monkeypatch):
    monkeypatch.setattr(lapse, "AT_ONCE", 2)  # so that there are several batches
    private, public, _holds = validated(), validated(private=False), validated()
    signing.with_older_rules(private)
    signing.answer(team, public, {"Q02": "administration"})
    name = team.organization["name"]
    found = run("lapsed", "--organization", name, "--json")
    assert found.exit_code == 0, found.output
    lines = json.loads(found.stdout)
    assert [(one["name"], one["published"], one["why"], one["batch"]) for one in lines] == [
        (public["name"], True, ["answers_changed"], False),
        (private["name"], False, ["ruleset_changed"], True),
    ]
    told = run("lapsed", "--organization", name)
    assert f"{public['name']}\tpublished\tanswers_changed\n" in told.stdout
    assert f"{private['name']}\tnot published\truleset_changed\tbatch\n" in told.stdout
    assert "2 of 3 validations" in told.output


def test_those_who_validate_get_one_mail_a_day_with_all_of_them(run, team, validated):
    first, second = validated(), validated()
    for dataset in (first, second):
        signing.with_older_rules(dataset)
    other = world.person(team.organization, role="legal_officer")
    name = team.organization["name"]
    for _ in range(2):
        result = run("lapsed", "--organization", name, "--notify")
        assert result.exit_code == 0, result.output
    table = Mail.__table__
    mails = model.Session.execute(
        sa.select(*table.c).where(
            table.c.event.startswith("legal_lapsed:"),
            table.c.recipient.in_([team.officer["id"], team.editor["id"], other["id"]]),
        )
    ).all()
    assert {mail.recipient for mail in mails} == {team.officer["id"], other["id"]}
    assert len(mails) == 2
    for dataset in (first, second):
        assert f"/dataset/{dataset['name']}/legal" in mails[0].body
    assert mails[0].subject.startswith("2 legal validations")


def test_a_dataset_is_shown(run, validated):
    dataset = validated()
    told = run("show", dataset["name"])
    assert told.exit_code == 0, told.output
    assert f"{dataset['name']}\tValidated\tPublishable" in told.stdout
    assert json.loads(run("show", dataset["id"], "--json").stdout)["state"] == "validated"


def test_a_wrong_name_is_told_in_one_sentence(run):
    for words in (("show", "no-such"), ("lapsed", "--organization", "no-such")):
        told = run(*words)
        assert told.exit_code != 0
        assert "no-such" in told.output
        assert "Traceback" not in told.output
