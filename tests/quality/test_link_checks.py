"""Files of other servers, from the save to the result: real servers on this machine."""

from __future__ import annotations

from datetime import timedelta

import ckan.model as model
import pytest

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.quality import store
from ckanext.opendatalab.quality.running import examination, pace
from tests.common.fetching import allow
from tests.hostile import answer, serving
from tests.quality import world

pytestmark = pytest.mark.usefixtures("used_portal", "outside")

CSV = world.GOOD_CSV.encode()
LOST = answer("404 Not Found")


@pytest.fixture
def server(used_portal, monkeypatch):
    monkeypatch.setattr(pace, "SECONDS", 0)
    with serving() as running:
        allow(monkeypatch, running.host)
        yield running


@pytest.fixture
def linked(server):
    """A dataset whose one file is on the server, checked once."""
    server.pages["/a.csv"] = answer(body=CSV, ETag='"one"')
    file = {"name": "Fichier", "url": server.url("/a.csv"), "format": "CSV"}
    made = world.dataset(world.adopted(), resources=[file])
    world.check_files(made["id"])
    return made


def test_a_file_of_another_server_is_fetched_checked_and_looked_at_again(linked):
    state = world.file(linked["resources"][0])
    assert [one["check"] for one in state.report["checks"]][0] == "link"
    assert (state.report["rows"], state.etag) == (2, '"one"')
    assert timedelta(hours=11) < state.next_check_at - clock.now() < timedelta(hours=13)


def test_a_file_that_is_as_it_was_is_not_checked_again_and_looked_at_less_often(
    linked, server, monkeypatch
):
    before = world.file(linked["resources"][0])
    monkeypatch.setattr(examination, "_checked", lambda *_: pytest.fail("checked again"))
    _ask_again(linked, finished_at=clock.now() - timedelta(hours=12))
    server.pages["/a.csv"] = answer("304 Not Modified")
    world.check_files(linked["id"])
    server.pages["/a.csv"] = answer(body=CSV, ETag='"two"')
    after = world.file(linked["resources"][0])
    assert (after.content, after.outcome) == (before.content, before.outcome)
    assert after.next_check_at - clock.now() > timedelta(hours=20)
    _ask_again(linked)
    world.check_files(linked["id"])  # the same bytes, under another name
    assert world.file(linked["resources"][0]).etag == '"two"'


def test_a_file_that_changed_over_there_is_checked_again(linked, server):
    server.pages["/a.csv"] = answer(body=world.RAGGED_CSV.encode(), ETag='"two"')
    _ask_again(linked)
    world.check_files(linked["id"])
    assert world.file(linked["resources"][0]).outcome == "fail"
    assert world.show(linked["id"])["quality_status"] == "non_conforming"


def test_a_link_is_doubtful_before_it_is_broken_and_what_was_said_of_its_file_stays(linked, server):
    server.pages["/a.csv"] = LOST
    outcomes = []
    for _ in range(3):
        _ask_again(linked)
        world.check_files(linked["id"])
        state = world.file(linked["resources"][0])
        outcomes.append(state.report["checks"][0]["outcome"])
        assert state.report["rows"] == 2
    assert outcomes == ["warning", "warning", "fail"]
    assert state.link_failures == 3
    server.pages["/a.csv"] = answer(body=CSV, ETag='"one"')
    _ask_again(linked)
    world.check_files(linked["id"])
    state = world.file(linked["resources"][0])
    assert (state.link_failures, state.report["checks"][0]["outcome"]) == (0, "pass")


def test_a_link_that_never_led_anywhere_says_only_that(server):
    file = {"name": "Fichier", "url": server.url("/b.csv"), "format": "CSV"}
    server.pages["/b.csv"] = LOST
    made = world.dataset(world.adopted(), resources=[file])
    world.check_files(made["id"])
    state = world.file(made["resources"][0])
    assert [one["check"] for one in state.report["checks"]] == ["link"]
    assert state.next_check_at is not None


def test_an_address_of_the_own_network_is_never_asked():
    file = {"name": "Fichier", "url": "http://127.0.0.1:1/a.csv", "format": "CSV"}
    made = world.dataset(world.adopted(), resources=[file])
    world.check_files(made["id"])
    assert world.file(made["resources"][0]).outcome == "fail"


def _ask_again(made, **values) -> None:
    id_ = made["resources"][0]["id"]
    store.change(id_, requested_at=clock.now(), **values)
    model.Session.commit()
