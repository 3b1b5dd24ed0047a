"""The check of one file, from the save that asks for it to what the search shows."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from pathlib import Path

import ckan.model as model
import pytest
from ckan.lib import jobs as rq_jobs
from ckan.lib.search.common import SearchIndexError
from ckan.tests import factories
from redis.exceptions import ConnectionError as RedisDownError
from sqlalchemy.exc import DBAPIError

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.quality import store
from ckanext.opendatalab.quality.running import claims, due, examination, jobs, queue
from tests.quality import world
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("used_portal")

_table = store.FileCheck.__table__


@pytest.fixture(autouse=True)
def _empty_queue(used_portal):
    rq_jobs.get_queue(queue.NAME).empty()


def test_an_upload_is_checked_in_the_background_and_the_search_shows_it():
    made = world.dataset(world.adopted(), world.GOOD_CSV, notes="Bien. " * 60)
    assert world.indexed(made["id"])["quality_status"] == "pending"
    rq_jobs.Worker([queue.NAME]).work(burst=True)
    model.Session.remove()
    state = world.file(made["resources"][0])
    assert (state.outcome, state.requested_at, state.claim) == ("pass", None, None)
    assert state.content
    assert world.indexed(made["id"])["quality_status"] == "to_improve"
    assert not world.row(made["id"])["to_index"]


def test_one_job_for_a_content_however_often_it_is_saved():
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    for title in ("Un", "Deux"):
        world.do("package_patch", id=made["id"], title=title)
    state = world.file(made["resources"][0])
    queue.hand_over([(state.resource_id, state.wanted)] * 3)
    assert rq_jobs.get_queue(queue.NAME).count == 1


def test_nothing_is_handed_over_before_the_commit_nor_after_a_rollback():
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    rq_jobs.get_queue(queue.NAME).empty()
    queue.after_commit(made["resources"][0]["id"], "a-b")
    assert rq_jobs.get_queue(queue.NAME).count == 0
    model.Session.execute(_table.select()).all()
    model.Session.rollback()
    model.Session.execute(_table.select()).all()
    model.Session.commit()
    assert rq_jobs.get_queue(queue.NAME).count == 0


def test_without_redis_a_save_succeeds_and_the_check_is_found_later(monkeypatch, caplog):
    def down(*_, **__):
        raise RedisDownError("refused")

    monkeypatch.setattr(queue, "_enqueue", down)
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    assert "quality refresh" in caplog.text
    state = world.file(made["resources"][0])
    assert (state.resource_id, state.wanted) in claims.waiting(10_000)


def test_a_file_with_a_fault_makes_the_dataset_not_conforming():
    made = world.dataset(world.adopted(), world.RAGGED_CSV)
    assert world.check_files(made["id"]) == 1
    assert world.show(made["id"])["quality_status"] == "non_conforming"
    (first,) = store.history(made["resources"][0]["id"])
    assert first["outcome"] == "fail"


@pytest.mark.parametrize("step", ["_read", "_finish"])
def test_a_worker_that_is_killed_loses_and_doubles_nothing(step):
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    id_ = made["resources"][0]["id"]
    model.Session.remove()
    model.meta.engine.dispose()
    child = os.fork()
    if child == 0:
        setattr(jobs, step, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        jobs.check(id_)
        os._exit(0)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    state = world.file(made["resources"][0])
    assert (state.attempts, state.checked) == (1, None)
    assert jobs.check(id_) is False
    _let_run_out(id_)
    assert jobs.check(id_) is True
    assert world.file(made["resources"][0]).outcome == "pass"
    assert len(store.history(id_)) == 1


def test_a_worker_that_is_killed_before_the_index_is_written_is_made_up_for(monkeypatch):
    made = world.dataset(world.adopted(), world.RAGGED_CSV)

    def killed(*_):
        raise SearchIndexError("down")

    monkeypatch.setattr(jobs, "reindex", killed)
    world.check_files(made["id"])
    monkeypatch.undo()
    assert world.indexed(made["id"])["quality_status"] == "pending"
    assert world.row(made["id"])["to_index"]
    world.do("opendatalab_quality_refresh", limit=1000)
    assert world.indexed(made["id"])["quality_status"] == "non_conforming"
    assert not world.row(made["id"])["to_index"]


def test_a_result_of_a_content_that_was_replaced_meanwhile_is_dropped():
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    (state,) = claims.take(resource_id=made["resources"][0]["id"])
    world.replace(made["resources"][0], world.RAGGED_CSV)
    assert jobs.work(state) == "dropped"
    assert world.file(made["resources"][0]).checked is None
    world.check_files(made["id"])
    assert world.file(made["resources"][0]).outcome == "fail"


def test_what_the_checker_did_not_foresee_is_tried_three_times_then_said(monkeypatch, tmp_path):
    seen: list[Path] = []

    def broken(state, task, path):
        path.write_text("x")
        seen.append(path)
        raise ZeroDivisionError

    monkeypatch.setattr(examination, "examine", broken)
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    id_ = made["resources"][0]["id"]
    for _ in range(3):
        assert world.show(made["id"])["quality_status"] == "pending"
        assert jobs.check(id_)
        _let_run_out(id_)
    state = world.file(made["resources"][0])
    assert state.outcome == "error"
    assert state.next_check_at
    assert state.next_check_at > clock.now() + timedelta(days=6)
    assert world.show(made["id"])["quality_status"] == "to_improve"
    assert jobs.check(id_) is False
    assert len(seen) == 3
    assert not any(path.parent.exists() for path in seen)


def test_a_file_that_is_gone_from_the_disk_is_said_to_be_unreadable():
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    resource = made["resources"][0]
    path = examination.content.get_resource_uploader(dict(resource)).get_path(resource["id"])
    os.remove(path)
    for _ in range(3):
        jobs.check(resource["id"])
        _let_run_out(resource["id"])
    (check,) = world.file(resource).report["checks"]
    assert (check["outcome"], check["reason"]) == ("error", "file_unreadable")


@pytest.mark.ckan_config("opendatalab.check_max_bytes", 20)
def test_a_file_that_is_too_large_is_left_out_and_said_to_be():
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    world.check_files(made["id"])
    (check,) = world.file(made["resources"][0]).report["checks"]
    assert (check["outcome"], check["reason"]) == ("skipped", "file_too_large")


def test_the_same_bytes_are_not_checked_again(monkeypatch):
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    world.check_files(made["id"])
    before = world.file(made["resources"][0])
    monkeypatch.setattr(examination, "_checked", lambda *_: pytest.fail("checked again"))
    world.replace(made["resources"][0], world.GOOD_CSV)
    world.check_files(made["id"])
    after = world.file(made["resources"][0])
    assert (after.report, after.finished_at) == (before.report, before.finished_at)
    assert after.checked == after.wanted != before.checked


@pytest.mark.parametrize("asked", [True, False])
def test_cells_go_at_once_with_the_content_that_they_were_of(asked):
    organization = world.adopted()
    content = "nom;jour\n" + "Gymnase;03/02/2026\n" * 3
    made = world.dataset(organization, content)
    resource = made["resources"][0]
    world.check_files(made["id"])
    before = world.file(resource)
    assert "03/02/2026" in str(before.cells)
    world.do("package_patch", id=made["id"], title="Un autre titre")
    assert world.file(resource).cells == before.cells
    world.adopt(organization["id"], "warn" if asked else "off")
    world.replace(resource, content)
    after = world.file(resource)
    assert (after.cells, after.report, bool(after.requested_at)) == (None, before.report, asked)
    if asked:
        world.check_files(made["id"])  # the same bytes, whose cells are known no longer
        assert world.file(resource).cells == before.cells


def test_a_score_that_breaks_takes_no_result_with_it(monkeypatch, caplog):
    made = world.dataset(world.adopted(), world.GOOD_CSV)

    def broken(package_id):
        raise KeyError("a criterion of somebody's")

    monkeypatch.setattr(jobs.assess, "again", broken)
    assert world.check_files(made["id"]) == 1
    state = world.file(made["resources"][0])
    assert (state.outcome, state.requested_at, state.claim) == ("pass", None, None)
    monkeypatch.undo()
    assert made["id"] in due.datasets(clock.today(), 100_000)


def test_a_database_that_breaks_has_no_cell_written_into_the_log(monkeypatch, caplog):
    made = world.dataset(world.adopted(), "nom;jour\n" + "Gymnase;03/02/2026\n" * 3)

    def broken(row, wanted, done, organization_id):
        assert "03/02" in str(done.cells)
        raise DBAPIError("UPDATE x SET cells = %s", dict(done.cells or {}), Exception("gone"))

    monkeypatch.setattr(jobs.result, "write", broken)
    world.check_files(made["id"])
    assert "could not be checked" in caplog.text
    assert "/2026" not in caplog.text


def test_checks_of_a_deleted_dataset_wait_until_it_is_restored():
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    world.do("package_delete", id=made["id"])
    world.check_files(made["id"])
    assert world.file(made["resources"][0]).requested_at is None
    world.do("package_patch", id=made["id"], state="active")
    assert world.file(made["resources"][0]).requested_at is not None


def test_editors_ask_for_checks_where_nobody_adopted_anything_and_once_is_enough():
    organization = factories.Organization()
    made = world.dataset(organization, world.GOOD_CSV)
    editor = world.person(organization, capacity="editor")
    id_ = made["resources"][0]["id"]
    first = world.call(editor, "opendatalab_quality_check", id=made["id"])
    assert (first["asked"], first["already"]) == ([id_], [])
    again = world.call(editor, "opendatalab_quality_check", resource_id=id_)
    assert (again["asked"], again["already"]) == ([], [id_])
    assert world.indexed(made["id"])["quality_status"] == "pending"
    world.check_files(made["id"])
    assert world.file(made["resources"][0]).outcome == "pass"


def test_who_does_not_work_on_a_dataset_asks_for_no_check():
    organization = world.adopted()
    made = world.dataset(organization, world.GOOD_CSV)
    for someone in (None, world.person(), world.person(organization, capacity="member")):
        with pytest.raises(Exception, match="Only who works|authenticated user"):
            world.call(someone, "opendatalab_quality_check", id=made["id"])


def test_a_save_and_a_check_at_the_same_time_lose_nothing():
    made = world.dataset(world.adopted(), world.GOOD_CSV)
    admin = factories.Sysadmin()
    many = {"id": made["id"], "license_id": "etalab-2.0", "notes": "Bien. " * 60}
    outcomes = at_once(
        (admin, "package_patch", many),
        (admin, "opendatalab_quality_check", {"id": made["id"]}),
        (admin, "package_patch", {"id": made["id"], "title": "Autre"}),
    )
    assert not [one for one in outcomes if isinstance(one, Exception)]
    world.check_files(made["id"])
    from ckanext.opendatalab.quality import assess

    assert assess.of(made["id"]).score.total == world.row(made["id"])["score"]


def _let_run_out(resource_id: str) -> None:
    model.Session.rollback()
    earlier = clock.now() - timedelta(seconds=1)
    store.change(resource_id, claimed_until=earlier)
    model.Session.commit()
