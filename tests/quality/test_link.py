"""Looking at links: real servers on this machine, one answer at a time."""

from __future__ import annotations

import threading
import time

import ckan.plugins.toolkit as tk
import pytest
from ckan.lib.redis import connect_to_redis
from redis.exceptions import ConnectionError as NoRedisError

from ckanext.opendatalab.quality.running import link, pace
from tests.common.fetching import allow
from tests.hostile import answer, forever, raw, serving

pytestmark = pytest.mark.usefixtures("with_plugins", "outside")

CSV = b"nom;commune\nGymnase;Valorne\n"


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr(pace, "SECONDS", 0)  # two seconds between two requests, elsewhere
    with serving() as running:
        allow(monkeypatch, running.host)
        yield running


def only_get(page, refusal="405 Method Not Allowed"):
    """Return what answers GET with ``page`` and HEAD with an error, as many servers do."""

    def send(connection, asked):
        (answer(refusal) if asked.method == "HEAD" else page)(connection, asked)

    return send


def only_head(page):
    """Return what answers HEAD well and GET with ``page``."""

    def send(connection, asked):
        (answer(Content_Type="text/csv") if asked.method == "HEAD" else page)(connection, asked)

    return send


def codes(probe):
    return [fault.code for fault in probe.check.faults]


def test_a_good_link_costs_its_server_one_small_request(server):
    server.pages["/a.csv"] = answer(body=CSV)
    probe = link.probe(server.url("/a.csv"), failures=2)
    assert probe.check.outcome == "pass"
    assert probe.failures == 0
    assert probe.fetched.content == ""
    assert server.paths() == ["HEAD /a.csv"]


def test_the_file_is_fetched_where_its_content_is_wanted(server, tmp_path):
    server.pages["/a.csv"] = answer(body=CSV, ETag='"1"')
    probe = link.probe(server.url("/a.csv"), to=tmp_path / "a")
    assert probe.check.outcome == "pass"
    assert (tmp_path / "a").read_bytes() == CSV
    assert len(probe.fetched.content) == 64
    assert server.paths() == ["HEAD /a.csv", "GET /a.csv"]


@pytest.mark.parametrize("status", ["403 Forbidden", "405 No", "501 No", "404 Not Found"])
def test_a_server_that_knows_no_head_is_asked_for_a_piece(server, status):
    server.pages["/a.csv"] = only_get(answer("206 Partial Content", CSV), status)
    assert link.probe(server.url("/a.csv")).check.outcome == "pass"
    assert server.paths() == ["HEAD /a.csv", "GET /a.csv"]
    assert server.asked[1].headers["range"] == "bytes=0-1023"


def test_a_server_that_hangs_up_on_head_or_knows_no_piece_is_not_broken(server):
    def hangs_up(connection, asked):
        if asked.method == "GET":
            answer(body=b"a" * 5_000_000)(connection, asked)

    server.pages["/a.csv"] = hangs_up
    assert link.probe(server.url("/a.csv")).check.outcome == "pass"
    server.pages["/empty"] = only_get(answer("416 Range Not Satisfiable"))
    assert link.probe(server.url("/empty")).check.outcome == "pass"


def test_a_file_that_its_server_knows_to_be_the_same_is_not_sent_again(server, tmp_path):
    def page(connection, asked):
        same = asked.headers.get("if-none-match") == '"1"'
        sent = answer("304 Not Modified") if same else answer(body=CSV, ETag='"1"')
        sent(connection, asked)

    server.pages["/a.csv"] = page
    probe = link.probe(server.url("/a.csv"), '"1"', None, tmp_path / "a")
    assert probe.unchanged
    assert not (tmp_path / "a").exists()
    assert link.probe(server.url("/a.csv"), '"1"').unchanged
    assert not link.probe(server.url("/a.csv"), '"2"').unchanged
    assert not link.probe(server.url("/a.csv"), '"2"', None, tmp_path / "a").unchanged
    assert (tmp_path / "a").read_bytes() == CSV


def test_a_missing_file_is_doubtful_twice_and_then_broken_and_then_found_again(server):
    failures, outcomes = 0, []
    for _ in range(4):
        probe = link.probe(server.url("/gone.csv"), failures=failures)
        failures = probe.failures
        outcomes.append(probe.check.outcome)
        assert codes(probe) == ["link_missing"]
        assert probe.check.faults[0].numbers == {"times": failures, "status": 404}
    assert outcomes == ["warning", "warning", "fail", "fail"]
    server.pages["/gone.csv"] = answer(body=CSV)
    probe = link.probe(server.url("/gone.csv"), failures=failures)
    assert (probe.check.outcome, probe.failures) == ("pass", 0)


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (answer("500 Internal Server Error"), "link_status"),
        (answer("401 Unauthorized"), "link_forbidden"),
        (raw(), "link_no_answer"),
        (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "link_answer"),
        (answer("302 Found", Location="/"), "link_circle"),
    ],
)
def test_what_a_server_does_wrong_is_told(server, tmp_path, page, code):
    server.pages["/"] = page
    for to in (None, tmp_path / "a"):
        probe = link.probe(server.url(), to=to, failures=1)
        assert (codes(probe), probe.check.outcome, probe.failures) == ([code], "warning", 2)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1:1234/a.csv", "link_private"),
        ("http://169.254.169.254/latest/", "link_private"),
        ("file:///etc/passwd", "link_scheme"),
        ("ftp://data.example.org/a.csv", "link_scheme"),
        ("https://user:secret@data.example.org/a.csv", "link_credentials"),
        ("https://data.example.org:25/", "link_port"),
        ("https://", "link_address"),
    ],
)
def test_an_address_that_must_not_be_asked_is_a_fault_at_once(server, url, code):
    probe = link.probe(url)
    assert (codes(probe), probe.check.outcome) == ([code], "fail")
    assert probe.fetched is None


def test_a_redirect_inside_is_a_fault_at_once(server):
    server.pages["/"] = answer("302 Found", Location="http://127.0.0.1:1234/")
    assert codes(link.probe(server.url())) == ["link_private"]


def test_a_file_that_moved_for_good_is_found_and_its_address_is_to_be_updated(server, tmp_path):
    server.pages["/old.csv"] = answer("301 Moved Permanently", Location="/new.csv")
    server.pages["/new.csv"] = answer(body=CSV)
    server.pages["/away.csv"] = answer("302 Found", Location="/new.csv")
    for to in (None, tmp_path / "a"):
        probe = link.probe(server.url("/old.csv"), to=to)
        assert (codes(probe), probe.check.outcome) == (["link_moved"], "warning")
        assert probe.check.faults[0].numbers == {"address": server.url("/new.csv")}
        assert probe.failures == 0
    assert link.probe(server.url("/away.csv")).check.outcome == "pass"


def test_a_file_that_is_too_large_or_too_slow_for_us_has_a_good_link(server, monkeypatch, tmp_path):
    monkeypatch.setitem(tk.config, "opendatalab.fetch_max_bytes", 1000)
    monkeypatch.setitem(tk.config, "opendatalab.fetch_seconds", 1)
    server.pages["/large"] = answer(body=b"a" * 2000)
    start = b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"
    server.pages["/slow"] = only_head(forever(start, b"a", wait=0.05))
    for path in ("large", "slow"):
        probe = link.probe(server.url(f"/{path}"), to=tmp_path / "a", failures=1)
        assert (probe.check.outcome, probe.problem, probe.failures) == ("pass", f"too_{path}", 0)
        assert probe.fetched is None


def test_what_is_not_the_links_fault_is_not_held_against_it(server, monkeypatch):
    server.pages["/"] = answer("429 Too Many Requests", Retry_After="60")
    probe = link.probe(server.url(), failures=2)
    assert (probe.check.outcome, probe.check.reason, probe.failures) == ("error", "link_busy", 2)
    assert server.paths() == ["HEAD /"]
    monkeypatch.setattr(pace, "SECONDS", 5)
    monkeypatch.setattr(pace, "MOST_SECONDS_TO_WAIT", 0.1)
    connect_to_redis().set(pace.KEY + "127.0.0.1", "1", px=5000)
    assert link.probe(server.url()).check.reason == "link_busy"
    assert server.paths() == ["HEAD /"]
    connect_to_redis().delete(pace.KEY + "127.0.0.1")
    monkeypatch.setattr(pace, "SECONDS", 0)
    monkeypatch.setitem(tk.config, "ckan.download_proxy", "http://127.0.0.1:1")
    assert link.probe("http://data.example.org/").check.reason == "link_proxy"


@pytest.mark.parametrize("with_redis", [True, False])
def test_workers_take_turns_at_one_host_and_do_not_wait_for_another(monkeypatch, with_redis):
    monkeypatch.setattr(pace, "SECONDS", 0.2)
    if not with_redis:

        def none():
            raise NoRedisError

        monkeypatch.setattr(pace, "connect_to_redis", none)
    turns = []

    def ask():
        pace.wait(f"turns-{with_redis}.example.org")
        turns.append(time.monotonic())

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    begun = time.monotonic()
    pace.wait(f"other-{with_redis}.example.org")
    assert time.monotonic() - begun < 0.15
    for thread in threads:
        thread.join(timeout=10)
    turns.sort()
    assert len(turns) == 4
    assert all(later - sooner > 0.15 for sooner, later in zip(turns, turns[1:], strict=False))


def test_the_time_spent_waiting_is_not_the_servers(server, monkeypatch):
    server.pages["/"] = answer()
    monkeypatch.setattr(pace, "SECONDS", 1.5)
    monkeypatch.setitem(tk.config, "opendatalab.fetch_seconds", 1)
    pace.wait("127.0.0.1")
    assert link.probe(server.url()).check.outcome == "pass"
