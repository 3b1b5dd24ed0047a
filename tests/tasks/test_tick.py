"""``tick``: what is due is done, once, whoever else does it at the same time."""

from __future__ import annotations

import json
import threading

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.cli.cli import ckan
from ckan.tests import factories

from ckanext.opendatalab.common import log
from ckanext.opendatalab.workflow.governance import store
from ckanext.opendatalab.workflow.model import Workflow
from ckanext.opendatalab.workflow.tasks import tick
from tests.governance import world
from tests.tasks.clockwork import Commune, in_days, mails, put, spoil, told, where

pytestmark = pytest.mark.usefixtures("open_gates")


@pytest.fixture(autouse=True)
def nothing_before(used_portal):
    """No dataset of another test is due."""
    model.Session.execute(sa.delete(Workflow))
    model.Session.commit()


@pytest.fixture
def commune(used_portal):
    found = Commune()
    for who in ("editor", "project_lead"):
        getattr(found, who)
    return found


def at(dataset, **values):
    """Change the dates of a dataset as if time had passed."""
    table = Workflow.__table__
    one = table.update().where(table.c.package_id == dataset["id"])
    model.Session.execute(one.values(**values))
    model.Session.commit()


def steps(dataset):
    found = log.read(package_id=dataset["id"], kind="workflow_step")
    return [one.data["transition"] for one in found]


def test_an_embargo_ends_at_its_minute(commune):
    dataset = commune.dataset(**world.COMPLETE)
    world.step(commune.editor, dataset, "submit")
    moment = in_days(1).isoformat()
    world.step(commune.project_lead, dataset, "approve_later", publish_at=moment)
    assert tick.run().lines == []
    assert world.stored(dataset["id"]) == (True, "active")
    at(dataset, publish_at=in_days(0))
    (line,) = tick.run().lines
    assert (line.what, line.detail) == ("step", "approved -> published")
    assert world.stored(dataset["id"]) == (False, "active")
    assert world.indexed(dataset["id"])[0]["governance_state"] == "published"
    assert steps(dataset)[0] == "publish_on_date"
    assert told(dataset, commune.editor, commune.project_lead) == ["0", "1"]
    assert tick.run().lines == []


def test_a_publication_ends_when_it_was_said_to(commune):
    dataset = commune.dataset()
    put(dataset, "published", expires_at=in_days(30))
    tick.run()
    assert world.stored(dataset["id"]) == (False, "active")
    at(dataset, expires_at=in_days(0))
    tick.run()
    assert world.stored(dataset["id"]) == (True, "active")
    assert world.indexed(dataset["id"])[0]["governance_state"] == "withdrawn"
    assert steps(dataset) == ["expire"]
    assert told(dataset, commune.project_lead, commune.editor) == ["0", "1"]


def test_nothing_is_published_as_long_as_somebody_may_object():
    commune = Commune("full")
    world.govern(commune.id, definition="full", objection_days=5)
    dataset = commune.dataset(**world.COMPLETE)
    put(dataset, "approved", decided_at=in_days(-4.9))
    tick.run()
    assert world.stored(dataset["id"]) == (True, "active")
    at(dataset, decided_at=in_days(-5))
    tick.run()
    assert world.stored(dataset["id"]) == (False, "active")


def test_what_is_not_settled_is_not_published_though_its_time_has_come(commune, real_gates):
    dataset = commune.dataset(**world.COMPLETE)
    put(dataset, "approved", publish_at=in_days(-1))
    assert tick.run().to_json()["failed"] == 0
    assert world.stored(dataset["id"]) == (True, "active")


def test_one_dataset_that_fails_holds_up_no_other_and_is_told(commune, monkeypatch):
    broken, sound = (commune.dataset(**world.COMPLETE) for _ in range(2))
    for dataset in (broken, sound):
        put(dataset, "approved", publish_at=in_days(-1))
    spoil(broken)
    outcome = tick.run().to_json()
    assert (outcome["failed"], outcome["steps"]) == (1, 1)
    assert world.stored(sound["id"]) == (False, "active")
    assert world.stored(broken["id"]) == (True, "active")
    (failed,) = [one for one in outcome["lines"] if one["what"] == "failed"]
    assert failed["detail"].startswith("CKAN refuses the dataset as it is.")
    assert where(broken).state.code == "approved"


def test_a_dry_run_says_the_same_and_writes_nothing(commune):
    dataset = commune.dataset(**world.COMPLETE)
    put(dataset, "approved", publish_at=in_days(-1), due_on=in_days(-1).date())
    before = (where(dataset), len(mails(dataset)), len(log.read(package_id=dataset["id"])))
    planned = tick.run(dry_run=True)
    assert [one.what for one in planned.lines] == ["step", "reminder"]
    assert (where(dataset), len(mails(dataset)), len(log.read(package_id=dataset["id"]))) == before
    assert world.stored(dataset["id"]) == (True, "active")


def test_four_at_once_do_everything_once(commune):
    datasets = [commune.dataset(**world.COMPLETE) for _ in range(4)]
    for dataset in datasets[:2]:
        put(dataset, "approved", publish_at=in_days(-1))
    for dataset in datasets[2:]:
        put(dataset, "in_review", due_on=in_days(-1).date())
    start = threading.Barrier(4)
    outcomes = []

    def work():
        start.wait(timeout=30)
        try:
            outcomes.append(tick.run().to_json())
        finally:
            model.Session.remove()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=120)
    assert [one["failed"] for one in outcomes] == [0] * 4
    for dataset in datasets[:2]:
        assert steps(dataset) == ["publish_on_date"]
        assert world.stored(dataset["id"]) == (False, "active")
    for dataset in datasets[2:]:
        assert len(mails(dataset, "reminder")) == 1


def test_the_command_tells_what_it_did_and_ends_with_1_where_something_failed(commune, cli):
    dataset = commune.dataset()
    put(dataset, "in_review", due_on=in_days(-1).date())
    planned = cli.invoke(ckan, ["opendatalab", "tick", "--dry-run"])
    assert planned.exit_code == 0, planned.output
    assert f"reminder\t{dataset['name']}\toverdue:" in planned.output
    done = cli.invoke(ckan, ["opendatalab", "tick", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout[done.stdout.index("{") :])["reminders"] == 1
    table = Workflow.__table__
    model.Session.execute(table.update().values(definition="lost", to_index=True))
    model.Session.commit()
    failed = cli.invoke(ckan, ["opendatalab", "tick"])
    assert failed.exit_code == 1
    assert f"failed\t{dataset['id']}\tLookupError" in failed.output
    assert cli.invoke(ckan, ["opendatalab", "tick", "--nonsense"]).exit_code == 2


def test_only_the_administrators_of_the_portal_call_the_action(commune):
    for person in (None, commune.editor, commune.project_lead, commune.admin):
        with pytest.raises(tk.NotAuthorized):
            world.call(person, "opendatalab_tick")
    shown = world.call(factories.Sysadmin(), "opendatalab_tick", dry_run=True)
    assert shown["dry_run"] is True
    assert shown["failed"] == 0


def test_a_deleted_dataset_and_one_that_is_gone_are_left_alone(commune):
    deleted, gone = (commune.dataset(**world.COMPLETE) for _ in range(2))
    for dataset in (deleted, gone):
        put(dataset, "approved", publish_at=in_days(-1), due_on=in_days(-1).date())
    for dataset, state in ((deleted, "deleted"), (gone, "deleted")):
        model.Package.get(dataset["id"]).state = state
    model.Session.commit()
    instance = store.load(gone["id"])
    world.call(world.sysadmin(), "dataset_purge", id=gone["id"])
    store.save(instance)
    model.Session.commit()
    outcome = tick.run().to_json()
    assert (outcome["steps"], outcome["reminders"], outcome["failed"]) == (0, 0, 0)
    assert not mails(deleted, "reminder")
