"""``uninstall --keep-data``: nothing opens, it says what stays private, and one can come back."""

from __future__ import annotations

import ckan.model as model
import pytest
import sqlalchemy as sa
from ckan.cli.cli import ckan
from ckan.tests import helpers

from ckanext.opendatalab.common import gates, log
from ckanext.opendatalab.workflow.governance import store as instances
from tests.governance import world
from tests.workflow.test_check import commune, dataset, look, package, publish, settled

__all__ = ["commune", "dataset"]

HIDDEN = "Ancien titre confidentiel"


@pytest.fixture
def run(cli, commune):
    return lambda *words, **more: cli.invoke(ckan, ["opendatalab", "uninstall", *words], **more)


def activity_labels(dataset):
    model.Session.rollback()
    statement = sa.text("SELECT permission_labels FROM activity WHERE object_id = :id")
    found = model.Session.scalars(statement, {"id": dataset["id"]}).all()
    return [label for labels in found for label in labels or []]


def test_without_keep_data_it_only_says_how_to_delete_everything(run, dataset):
    told = run()
    assert told.exit_code == 0
    assert "db downgrade -p opendatalab" in told.output
    assert "Nothing was changed." in told.output
    assert instances.load(dataset["id"]) is not None


def test_it_stops_while_something_would_become_public(run, dataset):
    package(dataset, private=False)
    told = run("--keep-data", "--yes")
    assert told.exit_code == 1
    assert f"WOULD BE PUBLIC\t{dataset['name']}" in told.output
    assert "workflow check --repair" in told.output


def test_activities_of_what_was_withdrawn_are_closed_and_the_rest_is_told(run, commune, dataset):
    publish(dataset)
    context = {"user": commune.admin["name"]}
    helpers.call_action("package_patch", context, id=dataset["id"], title=HIDDEN)
    world.step(commune.editor, dataset, "withdraw_now")
    assert "public" in activity_labels(dataset)

    refused = run("--keep-data", input="n\n")
    assert refused.exit_code == 1
    assert "public" in activity_labels(dataset)

    told = run("--keep-data", "--yes")
    assert told.exit_code == 0, told.output
    assert "1\tWithdrawn" in told.output
    assert "Remove from ckan.plugins: opendatalab opendatalab_datasets" in told.output
    assert set(activity_labels(dataset)) == {f"member-{commune.id}"}
    assert log.read(kind="uninstall_prepared", limit=1)[0].data["activities"] >= 1
    assert world.stored(dataset["id"])[0] is True
    assert run("--keep-data").exit_code == 0  # nothing left to ask


def test_one_comes_back_to_what_was_kept_and_the_check_says_what_opened(commune, dataset):
    """Without our plugin an editor publishes: once it is back, that is found and closed."""
    kept = instances.load(dataset["id"])
    settled(dataset)
    assert look()["left"] == 0
    assert gates.registered()
    package(dataset, private=False)  # as CKAN alone lets her
    assert instances.load(dataset["id"]).state == kept.state
    assert {one["kind"] for one in look()["problems"]} >= {"open"}
    assert look(repair=True)["left"] == 0
    assert look()["problems"] == []
