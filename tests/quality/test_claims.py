"""Two workers at the same files."""

from __future__ import annotations

import threading
from datetime import timedelta

import ckan.model as model
import pytest

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.quality import store
from ckanext.opendatalab.quality.running import claims

pytestmark = pytest.mark.usefixtures("used_portal")

_table = store.FileCheck.__table__


@pytest.fixture(autouse=True)
def _no_others(used_portal):
    """No file of another test waits."""
    model.Session.rollback()
    model.Session.execute(_table.update().values(requested_at=None))
    model.Session.commit()
    yield
    model.Session.rollback()
    model.Session.execute(_table.delete().where(_table.c.package_id == "claims"))
    model.Session.commit()


def _ask(count: int, **values) -> None:
    asked = {"package_id": "claims", "wanted": "a-b", "requested_at": clock.now(), "attempts": 0}
    rows = [{"resource_id": f"claimed-{n:04}", **asked, **values} for n in range(count)]
    model.Session.execute(_table.insert(), rows)
    model.Session.commit()


def test_of_a_thousand_files_that_two_workers_take_none_is_taken_twice():
    _ask(1000)
    taken: list[list[str]] = [[], []]
    barrier = threading.Barrier(2)

    def work(place):
        barrier.wait(timeout=30)
        while found := claims.take(limit=7):
            taken[place] += [one.resource_id for one in found]
        model.Session.remove()

    workers = [threading.Thread(target=work, args=(place,)) for place in (0, 1)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=120)
    assert len(taken[0]) + len(taken[1]) == 1000
    assert len({*taken[0], *taken[1]}) == 1000
    assert taken[0]
    assert taken[1]


def test_what_was_asked_for_first_is_taken_first():
    _ask(3)
    model.Session.execute(
        _table.update()
        .where(_table.c.resource_id == "claimed-0002")
        .values(requested_at=clock.now() - timedelta(hours=1))
    )
    model.Session.commit()
    assert [one.resource_id for one in claims.take()] == ["claimed-0002"]


def test_a_worker_that_was_killed_leaves_his_file_to_others_after_a_while():
    _ask(1)
    (first,) = claims.take()
    assert claims.take() == []
    _let_run_out()
    (second,) = claims.take()
    assert second.claim != first.claim
    assert second.attempts == 2


def test_a_file_that_kills_its_workers_is_not_taken_for_ever():
    _ask(1)
    for _ in range(claims.MOST_ATTEMPTS):
        assert len(claims.take()) == 1
        _let_run_out()
    assert claims.take() == []
    assert claims.waiting(10) == []
    assert [one.resource_id for one in claims.exhausted(10)] == ["claimed-0000"]


def test_a_file_that_is_given_back_waits_a_little():
    _ask(1)
    (state,) = claims.take()
    claims.release(state)
    assert claims.take() == []
    assert claims.counts().waiting == 1
    assert claims.counts().taken == 0
    _let_run_out()
    assert len(claims.take()) == 1


def _let_run_out() -> None:
    earlier = clock.now() - timedelta(seconds=1)
    model.Session.execute(
        _table.update().where(_table.c.package_id == "claims").values(claimed_until=earlier)
    )
    model.Session.commit()
