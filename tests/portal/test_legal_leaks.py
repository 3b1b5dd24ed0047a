"""Nothing internal of a legal file is found where it is not meant to be, wherever one looks."""

from __future__ import annotations

import json
import logging

import ckan.lib.jobs as jobs
import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.lib.search.common import make_connection
from ckan.tests import helpers

from ckanext.opendatalab.common.model import LogEntry, Mail
from ckanext.opendatalab.workflow import store as adoption
from tests.legal import world as people
from tests.portal import checked, markers, surfaces

pytestmark = pytest.mark.usefixtures("used_portal")


class _Heard(logging.Handler):
    """Every line that the portal wrote into its log meanwhile."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


heard = _Heard()
_once: dict[str, markers.World] = {}


@pytest.fixture
def planted(used_portal, app):
    """The same world for every test here: it takes seconds to make, and nobody changes it."""
    loggers = [logging.getLogger(name) for name in ("ckan", "ckanext")]
    levels = [each.level for each in loggers]
    for each in loggers:
        each.addHandler(heard)
        each.setLevel(logging.INFO)
    if "world" not in _once:
        _once["world"] = markers.planted_world()
    yield _once["world"]
    for each, level in zip(loggers, levels, strict=True):
        each.removeHandler(heard)
        each.setLevel(level)


def looked_at(app, world, viewer):
    """Give every address that there is for a viewer, with what it says and whose room it is."""
    activity = model.Session.execute(
        sa.text("select id from activity where object_id = :id order by timestamp desc limit 1"),
        {"id": world.datasets["public"].dataset["id"]},
    ).scalar()
    names = {
        "organization": world.organization["name"],
        "user": world.people["editor"]["name"],
        "title": world.title,
        "activity": activity,
    }
    for surface in surfaces.everything(app):
        for planted in world.datasets.values():
            address = surfaces.filled(
                surface.address,
                dataset=planted.dataset["name"],
                resource=planted.resource,
                **names,
            )
            response = app.get(address, headers=world.headers[viewer])
            assert response.status_code < 500, f"{viewer}: {address}"
            text = response.data.decode("utf-8", "replace")
            yield address, surface.internal, response.status_code, text
            if not surface.by_dataset:
                break


@pytest.mark.parametrize("viewer", markers.OUTSIDERS)
def test_who_does_not_work_on_the_analysis_finds_nothing_of_it_anywhere(app, planted, viewer):
    leaks, seen = [], {}
    for address, room, status, text in looked_at(app, planted, viewer):
        seen[address] = status
        leaks += [
            (address, name)
            for name in planted.found_in(text)
            if not (name == markers.TOLERATED and room == "quality" and viewer in markers.INSIDE)
        ]
    assert not leaks
    public = planted.datasets["public"].dataset["name"]
    assert seen[f"/dataset/{public}"] == 200, "the test looks at something"
    assert len(seen) > 60


def test_who_works_on_it_finds_it_in_its_own_room_only(app, planted):
    leaks, found = [], set()
    for address, room, _, text in looked_at(app, planted, "administrator"):
        named = planted.found_in(text)
        found |= {name for name in named if planted.room(name) == room == "quality"}
        leaks += [(address, name) for name in named if planted.room(name) != room]
    assert not leaks
    told = {f"{kind} {name}" for kind in ("public", "private") for name in checked.NAMES}
    assert found >= {markers.TOLERATED, *told}


@pytest.mark.parametrize("kind", ["public", "private"])
def test_who_works_on_it_does_find_every_word(planted, kind):
    of = planted.datasets[kind]
    on = {"id": of.dataset["id"]}
    for worker in ("editor", "legal officer", "dpo", "administrator"):
        user = planted.people[worker]
        shown = json.dumps(people.call(user, "opendatalab_legal_show", **on))
        listed = json.dumps(people.call(user, "opendatalab_information_show", **on))
        history = json.dumps(people.call(user, "opendatalab_legal_history", **on))
        missing = {name for name, word in of.words.items() if word not in shown + listed + history}
        assert not missing, worker
        in_the_file = {name for name, word in of.words.items() if word in shown}
        assert in_the_file >= {"note", "reference", "opinion", "reason", "delegation"}
        assert ("method" in in_the_file) == (kind == "private"), "the treatment is asked for"


def test_the_index_holds_and_finds_nothing(planted):
    solr = make_connection()
    ids = " OR ".join(each.dataset["id"] for each in planted.datasets.values())
    site = tk.config["ckan.site_id"]
    documents = solr.search(f"id:({ids})", fq=f"+site_id:{site}", rows=10).docs
    assert {each["id"] for each in documents} >= {
        planted.datasets[kind].dataset["id"] for kind in ("public", "private")
    }
    assert not planted.found_in(json.dumps(documents, default=str))
    for name, word in planted.all_words().items():
        assert not solr.search(f"text:*{word}*", fq=f"+site_id:{site}", rows=0).hits, name
    found = helpers.call_action("package_search", q=planted.title, include_private=True)
    assert found["count"] == 2, "the same search finds what is there"


def test_the_log_the_mails_and_the_jobs_hold_nothing(planted):
    organization = planted.organization["id"]
    entries = people.call(
        planted.people["administrator"],
        "opendatalab_log_list",
        organization=organization,
        limit=1000,
    )
    assert any(entry["kind"] == "legal_validated" for entry in entries)
    rows = model.Session.execute(sa.select(*LogEntry.__table__.c)).all()
    mails = model.Session.execute(sa.select(*Mail.__table__.c)).all()
    recipients = {mail.recipient for mail in mails}
    assert planted.people["legal officer"]["id"] in recipients, "mails were written"
    queued = [(job.args, job.kwargs) for queue in jobs.get_all_queues() for job in queue.jobs]
    assert not planted.found_in(repr((entries, rows, mails, queued)))


def test_activities_hold_nothing(planted):
    rows = model.Session.execute(sa.text("select data::text from activity")).scalars().all()
    assert any(planted.title in str(row) for row in rows)
    assert not planted.found_in(repr(rows))


def test_a_refused_publication_names_nothing_that_was_written(app, planted):
    """The editor learns what is missing, in the words of the rules; others whom to ask."""
    world = planted
    dataset = world.datasets["private"].dataset
    adoption.save(world.organization["id"], "block", None)
    model.Session.commit()
    try:
        # A file that nobody validated: the validation lapses.
        changed = {"id": dataset["id"], "private": False, "resources": [{"url": "https://e.org/n"}]}
        refused = 0
        for name, headers in world.headers.items():
            response = app.post("/api/3/action/package_patch", json=changed, headers=headers)
            text = response.data.decode()
            assert response.status_code in (403, 404, 409), (name, text)
            refused += response.status_code == 409
            assert not world.found_in(text), name
        assert refused >= 2, "some were stopped by the gate, not by their rights"
        assert helpers.call_action("package_show", id=dataset["id"])["private"]
    finally:
        adoption.save(world.organization["id"], "off", None)
        model.Session.commit()


def test_a_refused_answer_says_nothing_to_who_may_not_answer(app, planted):
    for viewer in markers.OUTSIDERS:
        for of in planted.datasets.values():
            for action in ("opendatalab_legal_answer", "opendatalab_legal_validate"):
                response = app.post(
                    f"/api/3/action/{action}",
                    json={"id": of.dataset["id"], "version": 1, "answers": {"Q01": "no"}},
                    headers=planted.headers[viewer],
                )
                assert response.status_code in (403, 404), (viewer, action)
                assert not planted.found_in(response.data.decode())


def test_what_the_portal_wrote_into_its_log_holds_nothing(planted):
    """Last of the file: it reads what was heard during all that was done above."""
    assert heard.lines
    assert not planted.found_in("\n".join(heard.lines))
