"""Schema files are fetched once, by jobs and commands, and kept."""

from __future__ import annotations

import json
import threading
import uuid
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import ckan.model as model
import pytest
from ckan.cli.cli import ckan
from ckan.tests import factories

from ckanext.opendatalab.quality import store as quality
from ckanext.opendatalab.quality.running import refresh
from ckanext.opendatalab.quality.schemas import fetching, store
from tests.common.fetching import allow
from tests.legal import world
from tests.quality import world as quality_world
from tests.quality.test_schemas_document import GOOD

pytestmark = pytest.mark.usefixtures("used_portal", "outside")


class Server:
    """Gives files at addresses of its own, and counts how often."""

    def __init__(self):
        files, asked = self.files, self.asked = {}, []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                status, body = files.get(self.path, (404, b"nothing here"))
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                """Say nothing."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def give(self, content, status=200):
        """Return the address of a file with this content."""
        path = f"/{uuid.uuid4().hex}.json"
        self.change(path, content, status)
        return f"http://{self.host}{path}"

    def change(self, address, content, status=200):
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.files["/" + address.rpartition("/")[2]] = (status, body)


@pytest.fixture
def server(monkeypatch):
    made = Server()
    allow(monkeypatch, made.host)
    yield made
    made.http.shutdown()
    made.http.server_close()


def declaring(*values):
    return {"conforms_to": list(values)}


def days_ago(key, days):
    """Have a schema have been tried that long ago."""
    table = store.TableSchema.__table__
    then = datetime.now(timezone.utc) - timedelta(days=days)
    model.Session.execute(table.update().where(table.c.id == key).values(fetched_at=then))
    model.Session.commit()


def test_a_schema_is_fetched_once_and_read_from_the_database_from_then_on(server):
    address = server.give({**GOOD, "version": "1.2"})
    before = store.of_resource(declaring(address))
    assert (before.kind, before.content, before.fingerprint) == ("table", None, "")
    assert server.asked == []
    found = fetching.for_resource(declaring(address))
    assert (found.title, found.version, found.content["fields"]) == ("Aides", "1.2", GOOD["fields"])
    assert found.fingerprint
    assert fetching.for_resource(declaring(address)) == found
    assert store.of_resource(declaring(address)) == found
    assert store.of_resource(declaring(address), with_content=False).content is None
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("content", "status", "error"),
    [
        (b"gone", 404, "status:404"),
        (b" " * 1_000_001, 200, "http:too_large"),
        ({"fields": [{"type": "string"}]}, 200, "field_name"),
        (
            {"fields": [{"name": "a", "constraints": {"pattern": "(a+)+$"}}]},
            200,
            "unsafe",
        ),
    ],
)
def test_a_failure_is_kept_and_tried_again_a_day_later(server, content, status, error):
    address = server.give(content, status)
    found = fetching.for_resource(declaring(address))
    assert (found.kind, found.content, found.error) == ("table", None, error)
    assert fetching.for_resource(declaring(address)) == found
    assert len(server.asked) == 1
    server.change(address, GOOD)
    days_ago(address, 2)
    found = fetching.for_resource(declaring(address))
    assert (found.content, found.error) == (GOOD, "")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"<!doctype html><title>Documentation</title>", "other"),
        ({"openapi": "3.0"}, "other"),
        ({"$schema": "http://json-schema.org/draft-07/schema#"}, "json"),
    ],
)
def test_an_address_that_is_no_table_schema_is_known_as_such(server, content, kind):
    address = server.give(content)
    found = fetching.for_resource(declaring(address))
    assert (found.kind, found.content, found.error) == (kind, None, "")
    fetching.for_resource(declaring(address))
    assert len(server.asked) == 1


def test_of_several_schemas_the_one_counts_that_a_table_can_be_checked_by(server):
    page = server.give(b"<html>")
    address = server.give(GOOD)
    assert fetching.for_resource(declaring(page, address)).id == address
    bal = "https://schema.data.gouv.fr/etalab/schema-bal/"
    assert fetching.for_resource(declaring(page, bal)).id == "etalab/schema-bal"
    assert store.of_resource(declaring(bal, "scdl/budget")).id == "scdl/budget"
    assert store.of_resource(declaring()) is None
    assert store.of_resource({"conforms_to": "own/nothing-here"}) is None


def test_files_are_checked_again_when_the_schema_that_they_declare_is_another_one(server):
    address = server.give(GOOD)
    resource = {"url": "https://example.org/a.csv", "conforms_to": [address]}
    dataset = world.dataset(factories.Organization(), resources=[resource])
    assert quality.load(dataset["id"])["criteria"]
    fetching.for_resource(resource)
    assert quality.load(dataset["id"])["criteria"] == ""  # as of other criteria: it is due
    asked = quality.files(dataset["id"])
    refresh.rescore([dataset["id"]])
    after = quality.files(dataset["id"])
    assert [one.wanted for one in asked.values()] != [one.wanted for one in after.values()]
    fetching.fetch(store.of_resource(resource))
    assert quality.load(dataset["id"])["criteria"]


def test_a_check_fetches_the_schema_and_is_of_today_afterwards(server):
    address = server.give({"fields": [{"name": "nom"}, {"name": "total", "type": "integer"}]})
    organization = quality_world.adopted()
    dataset = quality_world.dataset(organization)
    good, wrong, gone = (
        quality_world.upload(dataset, content, conforms_to=[declared])
        for content, declared in (
            ("nom,total\nGymnase,3\n", address),
            ("nom,total\nGymnase,trois\n", address),
            ("nom,total\nGymnase,3\n", server.give(b"", 500)),
        )
    )
    assert quality_world.check_files(dataset["id"]) == 3
    said = {one["id"]: schema_check(one) for one in (good, wrong, gone)}
    assert said[good["id"]]["outcome"] == "pass"
    assert said[wrong["id"]]["outcome"] == "fail"
    assert (said[gone["id"]]["outcome"], said[gone["id"]]["reason"]) == (
        "error",
        "schema_not_fetched",
    )
    assert quality_world.file(gone).next_check_at is not None
    assert len(server.asked) == 2
    refresh.rescore([dataset["id"]])
    assert quality_world.check_files(dataset["id"]) == 0
    server.change(address, {"fields": [{"name": "nom"}, {"name": "total"}]})
    fetching.fetch(store.of_resource(declaring(address)))
    refresh.rescore([dataset["id"]])
    assert quality_world.check_files(dataset["id"]) == 2
    assert schema_check(wrong)["outcome"] == "pass"


def schema_check(resource):
    checks = quality_world.file(resource).report["checks"]
    return next(one for one in checks if one["check"] == "schema")


def test_a_schema_that_is_no_table_is_never_fetched_and_has_its_validator():
    found = fetching.for_resource(declaring("https://schema.data.gouv.fr/etalab/schema-bal/"))
    assert (found.kind, found.content, found.error) == ("other", None, "")
    assert found.validator == "https://adresse.data.gouv.fr/outils/validateur-bal"


def test_an_address_inside_the_network_is_refused():
    address = f"http://127.0.0.1:5000/{uuid.uuid4().hex}"
    found = fetching.for_resource(declaring(address))
    assert (found.content, found.error) == (None, "http:private")


def test_an_official_schema_is_fetched_from_where_the_index_says_and_keeps_its_title(server):
    found = store.get("scdl/prenoms@1.1.5")
    assert found.address.endswith("/schemas/scdl/prenoms/1.1.5/schema.json")
    fetched = fetching.fetch(replace(found, address=server.give(GOOD)))
    assert (fetched.title, fetched.version) == ("First names of newborns", "1.1.5")
    page = "https://schema.data.gouv.fr/scdl/prenoms/1.1.5.html"
    assert store.of_resource(declaring(page)).content == GOOD


def test_the_command_fetches_what_files_declare_and_says_what_failed(cli, server):
    organization = factories.Organization()
    good, bad = server.give(GOOD), server.give(b"", 500)
    world.dataset(
        organization,
        resources=[{"url": "https://example.org/a.csv", "conforms_to": [good, bad]}],
    )
    done = cli.invoke(ckan, ["opendatalab", "schemas", "update", "--json"])
    told = {one["id"]: one for one in json.loads(done.stdout)}
    assert done.exit_code == 1
    assert (told[good]["changed"], told[good]["error"]) == (True, None)
    assert "500" in told[bad]["error"]
    newer = {**GOOD, "title": "Aides 2"}
    server.change(good, newer)
    done = cli.invoke(ckan, ["opendatalab", "schemas", "update"])
    assert f"{good}\t\tchanged" in done.output
    assert store.of_resource(declaring(good)).content == newer
    server.change(good, b"", 503)
    assert cli.invoke(ckan, ["opendatalab", "schemas", "update"]).exit_code == 1
    kept = store.of_resource(declaring(good))
    assert (kept.content, kept.error) == (newer, "status:503")
    listed = cli.invoke(ckan, ["opendatalab", "schemas", "list"])
    assert listed.exit_code == 0
    assert "scdl/deliberations\t2.1.5\ttable" in listed.output
    assert good in listed.output
