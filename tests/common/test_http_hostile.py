"""Servers that send too much, too slowly, in circles or nonsense: a stated result, in time."""

from __future__ import annotations

import gzip
import os
import resource
import time

import pytest

from ckanext.opendatalab.common import http
from tests.common.fetching import allow, code, name
from tests.hostile import answer, forever, raw, serving

pytestmark = pytest.mark.usefixtures("with_plugins", "outside")

HEAD = b"HTTP/1.1 200 OK\r\n"
MEGABYTE = 1 << 20


@pytest.fixture
def server(monkeypatch):
    with serving() as running:
        allow(monkeypatch, running.host)
        yield running


@pytest.fixture
def refused(server, tmp_path):
    """Fetch "/" once its answer is given; return why it failed, having left nothing behind."""

    def fetch(page, **values):
        server.pages["/"] = page
        begun = time.monotonic()
        found = code(server.url(), tmp_path / "a", **{"seconds": 5, **values})
        assert time.monotonic() - begun < 6
        if found and (tmp_path / "a").exists():
            assert (tmp_path / "a").stat().st_size == 0
        return found

    return fetch


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("http://127.0.0.1:{other}/", "private"),
        ("//127.1:{other}/", "private"),
        ("http://[::1]:{other}/", "private"),
        ("http://169.254.169.254/latest/meta-data/", "private"),
        ("http://localhost:{other}/", "private"),
        ("http://inside.example.org/", "private"),
        ("file:///etc/passwd", "scheme"),
        ("ftp://127.0.0.1/", "scheme"),
        ("gopher://127.0.0.1:6379/_FLUSHALL", "scheme"),
        ("http://user:pass@127.0.0.1:{other}/", "credentials"),
        ("http://127.0.0.1:6379/", "port"),
        ("http://\\127.0.0.1/", "address"),
        ("http://" + "a" * 5000, "address"),
        ("http://nowhere.example.org/", "unknown_host"),
    ],
)
@pytest.mark.parametrize("status", ["301 Moved", "307 Temporary Redirect"])
def test_a_redirect_leads_nowhere_where_one_could_not_have_gone(
    server, refused, monkeypatch, target, expected, status
):
    name(monkeypatch, inside_example_org=["192.168.0.1"])
    with serving() as other:
        other.pages["/"] = answer(body=b"secret")
        assert refused(answer(status, Location=target.format(other=other.port))) == expected
        assert other.asked == []


def test_redirects_in_a_circle_end(server, refused):
    assert refused(answer("302 Found", Location="/")) == "too_many_redirects"
    assert len(server.asked) == http.MOST_REDIRECTS + 1


def test_redirects_that_end_are_followed_and_told(server, tmp_path):
    server.pages["/1"] = answer("301 Moved", Location="/2?x=1")
    server.pages["/2"] = answer("308 Moved", Location=server.url("/3?key=secret"))
    server.pages["/3"] = answer("302 Found", Location="/é.csv")
    server.pages["/%C3%A9.csv"] = answer(body=b"a")
    server.pages["/4"] = answer("302 Found", Location="/1")
    found = http.fetch(server.url("/1"), tmp_path / "a", before=(hosts := []).append)
    assert (found.status, found.url) == (200, server.url("/%C3%A9.csv"))
    # As far as it is for good, and without what may be a key.
    assert found.moved == server.url("/3")
    assert hosts == ["127.0.0.1"] * 4
    assert http.fetch(server.url("/4")).moved == ""


def test_what_comes_with_a_redirect_is_not_read(server, refused):
    start = b"HTTP/1.1 302 Found\r\nLocation: /a\r\n\r\n"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    server.pages["/a"] = answer(body=b"a")
    assert refused(forever(start, b"a" * 65536)) == ""
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < 5 * MEGABYTE


def test_a_redirect_without_a_target_is_an_answer(server):
    server.pages["/"] = answer("302 Found")
    assert http.fetch(server.url()).status == 302


def test_two_gigabytes_that_are_announced_are_not_waited_for(server, refused):
    assert refused(answer(body=b"a", length=2 << 30)) == "too_large"


def test_a_body_without_end_is_left(refused):
    page = forever(HEAD + b"\r\n", b"a" * 65536)
    assert refused(page, most_bytes=MEGABYTE) == "too_large"
    page = forever(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"a" * 65536 + b"\r\n"
    )
    assert refused(page, most_bytes=MEGABYTE) == "too_large"


def test_a_length_that_is_a_lie_does_not_help(refused):
    page = forever(HEAD + b"Content-Length: 10\r\n\r\n", b"a" * 65536)
    assert refused(page, most_bytes=MEGABYTE) == ""
    for length in (b"-5", b"abc", b"9" * 40):
        page = forever(HEAD + b"Content-Length: " + length + b"\r\n\r\n", b"a" * 65536)
        assert refused(page, most_bytes=MEGABYTE) in ("too_large", "protocol")


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (HEAD + b"Content-Length: 9000\r\n\r\n", b"a"),
        (HEAD + b"\r\n", b"a"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        (HEAD + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10], b"\0"),
        (HEAD, b"X: a\r\n"),
        (b"", b"H"),
        (HEAD + b"X: ", b"a"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", b"X: a\r\n"),
        (b"", b""),
    ],
    ids=["body", "no length", "chunks", "gzip", "headers", "status", "header", "continue"]
    + ["trailers", "silence"],
)
def test_a_server_that_drips_is_left_when_the_time_is_over(refused, start, piece):
    begun = time.monotonic()
    assert refused(forever(start, piece, wait=0.05), seconds=0.8) == "too_slow"
    assert time.monotonic() - begun < 2


def test_the_time_is_that_of_all_redirects_together(server, refused):
    def late(connection, asked):
        time.sleep(0.4)
        answer("302 Found", Location="/")(connection, asked)

    begun = time.monotonic()
    assert refused(late, seconds=0.9) == "too_slow"
    assert time.monotonic() - begun < 2


def test_a_bomb_stops_at_the_limit_and_takes_no_memory(refused):
    bomb = gzip.compress(b"\0" * (200 * MEGABYTE))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refused(answer(body=bomb, Content_Encoding="gzip"), most_bytes=20 * MEGABYTE) == (
        "too_large"
    )
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < 20 * MEGABYTE


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "gzip,gzip,gzip"])
def test_what_is_compressed_otherwise_or_many_times_is_not_unpacked(refused, encoding):
    bomb = gzip.compress(gzip.compress(b"\0" * MEGABYTE))
    assert refused(answer(body=bomb, Content_Encoding=encoding)) == "encoding"


def test_what_is_said_to_be_compressed_and_is_not(refused):
    assert refused(answer(body=b"nom;commune", Content_Encoding="gzip")) == "encoding"
    half = gzip.compress(os.urandom(5000))[:3000]
    assert refused(answer(body=half, Content_Encoding="gzip")) == "dropped"
    assert refused(answer(body=b"", Content_Encoding="gzip")) == ""


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (answer(body=b"half", length=100), "dropped"),
        (raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\n10\r\nhalf"), "dropped"),
        (raw(), "dropped"),
        (raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\nhalf"), "dropped"),
        (raw(b"SSH-2.0-OpenSSH_9.2\r\n"), "protocol"),
        (raw(b"-ERR unknown command\r\n"), "protocol"),
        (raw(b"\0" * 1000), "protocol"),
        (raw(b"HTTP/1.1 2000 OK\r\n\r\n"), "protocol"),
        (raw(HEAD + b"X: " + b"a" * 100_000 + b"\r\n\r\n"), "protocol"),
        (raw(HEAD + b"X: a\r\n" * 5000 + b"\r\n"), "protocol"),
        (raw(HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"), "protocol"),
    ],
    ids=["short", "half a chunk", "nothing", "no chunk", "ssh", "redis", "zeros"]
    + ["status", "long header", "many headers", "two lengths"],
)
def test_half_answers_and_nonsense_have_a_name(refused, page, expected):
    found = refused(page)
    assert found == expected


def test_a_header_is_kept_in_short_and_without_what_controls_a_terminal(server):
    server.pages["/"] = answer(ETag='"' + "a" * 2000, Content_Type="text/\x1b[31mcsv")
    found = http.fetch(server.url())
    assert len(found.headers["etag"]) == 500
    assert found.headers["content-type"] == "text/ [31mcsv"


def test_a_portal_of_a_closed_network_asks_only_the_servers_that_it_names(
    server, monkeypatch, ckan_config
):
    monkeypatch.setitem(ckan_config, "opendatalab.fetch_others", False)
    looked_up = name(monkeypatch, open_example=["93.184.216.34"])
    assert code("http://open.example/fichier.csv") == "closed"
    assert looked_up == []
    server.pages["/"] = answer(body=b"a")
    assert code(server.url()) == ""
