"""What time brings about, and who sees to it."""

from __future__ import annotations

from datetime import timedelta

import ckan.model as model
import pytest
from ckan.lib import jobs as rq_jobs
from ckan.tests import factories

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.observatory.health import quality as doctor
from ckanext.opendatalab.quality import store
from ckanext.opendatalab.quality.running import due, queue, refresh
from ckanext.opendatalab.workflow.tasks import tick
from tests.quality import world

pytestmark = pytest.mark.usefixtures("used_portal")

_checks = store.FileCheck.__table__
_quality = store.QualityRow.__table__


@pytest.fixture(autouse=True)
def _no_others(used_portal):
    """Nothing is due that another test left."""
    model.Session.rollback()
    for table in (_checks, _quality):
        model.Session.execute(table.delete())
    model.Session.execute(
        model.Package.__table__.update().values(state="deleted")  # so that none is to be scored
    )
    model.Session.commit()
    rq_jobs.get_queue(queue.NAME).empty()


def _set(table, key, value, **values):
    model.Session.rollback()
    model.Session.execute(table.update().where(table.c[key] == value).values(**values))
    model.Session.commit()


def _old() -> dict[str, object]:
    frequency = "http://publications.europa.eu/resource/authority/frequency/MONTHLY"
    return {"frequency": frequency, "notes": "Bien. " * 60, "license_id": "etalab-2.0"}


def test_a_score_that_a_day_changed_is_written_anew_and_shown_in_the_index(monkeypatch):
    made = world.dataset(factories.Organization(), world.GOOD_CSV, **_old())
    row = world.row(made["id"])
    assert row["turns_on"] is not None
    monkeypatch.setattr(clock, "today", lambda: row["turns_on"])
    assert world.show(made["id"])["quality_score"] == row["score_then"]
    assert due.datasets(clock.today(), 10) == [made["id"]]
    assert refresh.run(10).scored == 1
    assert world.row(made["id"])["score"] == row["score_then"]
    assert due.datasets(clock.today(), 10) == []
    assert world.indexed(made["id"])["quality_score"] == row["score_then"]


def test_other_weights_make_other_scores_of_all_datasets(monkeypatch):
    made = world.dataset(factories.Organization())
    assert due.datasets(clock.today(), 10) == []
    _set(_quality, "package_id", made["id"], criteria="those of before")
    assert refresh.run(10).scored == 1
    assert world.row(made["id"])["criteria"] != "those of before"


def test_a_dataset_that_was_there_before_the_plugin_gets_its_score():
    made = world.dataset(factories.Organization(), world.GOOD_CSV)
    store.forget(made["id"])
    model.Session.commit()
    assert refresh.run(10).scored == 1
    assert world.indexed(made["id"])["quality_score"] == world.row(made["id"])["score"]


def test_the_files_of_an_organisation_that_adopts_are_asked_for_by_the_tick():
    organization = factories.Organization()
    made = world.dataset(organization, world.GOOD_CSV)
    assert tick.run().to_json()["checks"] == 0
    world.adopt(organization["id"])
    assert tick.run(dry_run=True).to_json()["checks"] == 1
    assert world.file(made["resources"][0]).requested_at is None
    assert tick.run().to_json()["checks"] == 1
    assert world.file(made["resources"][0]).requested_at is not None
    assert rq_jobs.get_queue(queue.NAME).count == 1
    assert tick.run().to_json()["checks"] == 0


def test_a_link_is_looked_at_again_when_its_time_has_come_and_only_where_adopted():
    organization = world.adopted()
    made = world.dataset(organization, world.GOOD_CSV)
    world.check_files(made["id"])
    id_ = made["resources"][0]["id"]
    assert due.count_checks() == 0
    _set(_checks, "resource_id", id_, next_check_at=clock.now() - timedelta(minutes=1))
    world.adopt(organization["id"], "off")
    assert due.count_checks() == 0
    world.adopt(organization["id"])
    refresh.run(10)
    state = world.file(made["resources"][0])
    assert (state.requested_at is not None, state.next_check_at) == (True, None)
    assert world.show(made["id"])["quality_status"] != "pending"


def test_a_job_that_redis_lost_is_handed_over_again():
    world.dataset(world.adopted(), world.GOOD_CSV)
    rq_jobs.get_queue(queue.NAME).empty()
    assert refresh.run(10).handed_over == 1
    assert refresh.run(10).handed_over == 0


def test_a_check_whose_workers_were_killed_three_times_is_given_up_not_pending_for_ever():
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    id_ = made["resources"][0]["id"]
    earlier = clock.now() - timedelta(seconds=1)
    _set(_checks, "resource_id", id_, claim="gone", claimed_until=earlier, attempts=3)
    assert refresh.run(10).given_up == 1
    state = world.file(made["resources"][0])
    assert (state.outcome, state.requested_at) == ("error", None)
    assert world.indexed(made["id"])["quality_status"] == "to_improve"


def test_one_dataset_that_cannot_be_scored_keeps_no_other_from_it(monkeypatch):
    organization = factories.Organization()
    broken, sound = world.dataset(organization), world.dataset(organization)
    for one in (broken, sound):
        _set(_quality, "package_id", one["id"], criteria="before")
    again = refresh.assess.again

    def sometimes(package_id):
        if package_id == broken["id"]:
            raise KeyError("a rule of somebody's")
        return again(package_id)

    monkeypatch.setattr(refresh.assess, "again", sometimes)
    outcome = refresh.run(10)
    assert (outcome.scored, outcome.failed) == (1, 1)
    assert due.datasets(clock.today(), 10) == [broken["id"]]


def test_everything_at_once_in_one_process_without_a_worker():
    organization = world.adopted()
    made = world.dataset(organization, world.GOOD_CSV, world.RAGGED_CSV)
    outcome = refresh.run_here(10)
    assert (outcome.checked, outcome.failed, outcome.left) == (2, 0, 0)
    assert world.indexed(made["id"])["quality_status"] == "non_conforming"


def test_the_doctor_says_that_nobody_checks_and_since_when(app):
    (quiet,) = doctor.checks()
    assert quiet.level == "ok"
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    with app.flask_app.test_request_context():
        (told,) = doctor.checks()
    assert told.level == "warning"
    assert "no worker takes the queue opendatalab" in told.sentence
    assert "quality refresh --due" in told.advice
    long_ago = clock.now() - timedelta(hours=5)
    _set(_checks, "resource_id", made["resources"][0]["id"], requested_at=long_ago)
    (told,) = doctor.checks()
    assert told.level == "error"
    assert long_ago.strftime("%Y-%m-%d %H:%M") in told.sentence
    worker = rq_jobs.Worker([queue.NAME])
    worker.register_birth()
    try:
        (told,) = doctor.checks()
        assert told.level == "warning"
        assert "no worker" not in told.sentence
    finally:
        worker.register_death()


def test_the_doctor_counts_the_datasets_without_a_score_of_today():
    made = world.dataset(factories.Organization())
    assert [one.level for one in doctor.scores()] == ["ok"]
    _set(_quality, "package_id", made["id"], criteria="before")
    (told,) = doctor.scores()
    assert (told.level, "1 dataset" in told.sentence) == ("warning", True)


def test_only_sysadmins_have_everything_refreshed():
    with pytest.raises(Exception, match="system administrators"):
        world.call(world.person(), "opendatalab_quality_refresh")
    assert world.call(factories.Sysadmin(), "opendatalab_quality_refresh", dry_run=True)
    with pytest.raises(Exception, match="from 1 to"):
        world.call(factories.Sysadmin(), "opendatalab_quality_refresh", limit=0)
