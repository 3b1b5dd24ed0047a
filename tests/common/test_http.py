"""What is asked of other servers, and what never is."""

from __future__ import annotations

import gzip
import hashlib
import logging
import socket
import ssl
import subprocess
import time

import ckan.plugins.toolkit as tk
import pytest

from ckanext.opendatalab import config
from ckanext.opendatalab.common import http
from tests.common.fetching import allow, code, name
from tests.hostile import answer, serving

pytestmark = pytest.mark.usefixtures("with_plugins", "outside")

CSV = b"nom;commune\nGymnase;Valorne\n"


@pytest.fixture
def server(monkeypatch):
    with serving() as running:
        allow(monkeypatch, running.host)
        yield running


@pytest.fixture
def closed(monkeypatch):
    """A server on this machine that nobody named."""
    with serving() as running:
        running.pages["/"] = answer(body=b"secret")
        allow(monkeypatch)
        yield running


def test_a_file_is_written_and_its_digest_is_told(server, tmp_path):
    server.pages["/a.csv"] = answer(body=CSV, Content_Type="text/csv", ETag='"1"', X_Odd="x")
    found = http.fetch(server.url("/a.csv#page"), tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == CSV
    assert (found.status, found.size) == (200, len(CSV))
    assert found.content == hashlib.sha256(CSV).hexdigest()
    assert found.url == server.url("/a.csv")
    assert not found.truncated
    assert dict(found.headers) == {
        "content-type": "text/csv",
        "content-length": str(len(CSV)),
        "etag": '"1"',
    }


def test_whoever_is_asked_learns_who_asks(server):
    server.pages["/"] = answer()
    http.fetch(server.url())
    agent = server.asked[0].headers["user-agent"]
    assert agent.startswith("ckanext-opendatalab/")
    assert agent.endswith(f" (+{tk.config['ckan.site_url']})")
    assert server.asked[0].headers["host"] == server.host


def test_nothing_is_taken_from_the_environment(server, monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login user password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    server.pages["/"] = answer()
    assert http.fetch(server.url()).status == 200
    assert "authorization" not in server.asked[0].headers


def test_what_the_server_gave_once_is_asked_for_on_condition(server, tmp_path):
    server.pages["/"] = answer("304 Not Modified", ETag='"1"')
    found = http.fetch(
        server.url(), tmp_path / "a", headers={"If-None-Match": '"1"', "If-Modified-Since": None}
    )
    assert found.status == 304
    assert not (tmp_path / "a").exists()
    assert server.asked[0].headers["if-none-match"] == '"1"'
    assert "if-modified-since" not in server.asked[0].headers


def test_the_page_of_an_error_is_not_the_file(server, tmp_path):
    server.pages["/"] = answer("500 Internal Server Error", b"<h1>Oops</h1>")
    found = http.fetch(server.url(), tmp_path / "a")
    assert (found.status, found.size) == (500, 0)
    assert not (tmp_path / "a").exists()


def test_without_a_place_for_the_file_as_much_is_read_as_is_asked_for(server):
    server.pages["/"] = answer(body=b"a" * 100_000)
    found = http.fetch(server.url(), most_bytes=1000)
    assert (found.size, found.truncated, found.content) == (1000, True, "")


def test_a_compressed_answer_is_the_file_that_was_compressed(server, tmp_path):
    body = gzip.compress(CSV) + gzip.compress(b"Piscine;Valorne\n")
    server.pages["/"] = answer(body=body, Content_Encoding="gzip")
    http.fetch(server.url(), tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == CSV + b"Piscine;Valorne\n"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "localhost", "localhost."]
    + ["0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]"],  # noqa: S104 - asked, not bound
)
def test_a_server_on_this_machine_is_never_asked(closed, host):
    assert code(f"http://{host}:{closed.port}/") == "private"
    assert closed.asked == []


def test_a_name_that_leads_inside_is_refused_and_nobody_is_asked(closed, monkeypatch):
    name(
        monkeypatch,
        inside_example_org=["127.0.0.1"],
        mixed_example_org=["93.184.215.14", "127.0.0.1"],
        mapped_example_org=["::ffff:127.0.0.1"],
        link_example_org=["fe80::1"],
        cloud_example_org=["169.254.169.254"],
    )
    for host in ("inside", "mixed", "mapped", "link", "cloud"):
        assert code(f"http://{host}.example.org:{closed.port}/") == "private", host
    assert closed.asked == []


def test_a_name_that_changes_its_mind_changes_nothing(closed, monkeypatch):
    answers = iter([["192.0.2.1"], ["127.0.0.1"], ["127.0.0.1"]])
    looked_up = name(monkeypatch, rebinding_example_org=lambda: next(answers))
    # An address that nobody has, for the test's sake held for one that everybody reaches.
    monkeypatch.setattr("ckanext.opendatalab.common.http_dial.is_public", lambda ip: True)
    assert code(f"http://rebinding.example.org:{closed.port}/", seconds=1) != ""
    assert looked_up == ["rebinding.example.org"]
    assert closed.asked == []


def test_the_connection_goes_to_what_was_checked_under_the_name_that_was_given(server, monkeypatch):
    allow(monkeypatch, f"data.example.org:{server.port}")
    looked_up = name(monkeypatch, data_example_org=["127.0.0.2", "127.0.0.1"])
    server.pages["/"] = answer(body=CSV)
    # Nobody listens at the first of the two.
    assert http.fetch(f"http://data.example.org:{server.port}/").status == 200
    assert looked_up == ["data.example.org"]
    assert server.asked[0].headers["host"] == f"data.example.org:{server.port}"


def test_a_name_that_nobody_knows_and_one_that_nobody_tells_in_time(server, monkeypatch):
    name(monkeypatch, slow_example_org=lambda: time.sleep(3) or ["127.0.0.1"])
    assert code("http://nowhere.example.org/") == "unknown_host"
    begun = time.monotonic()
    assert code("http://slow.example.org/", seconds=0.3) == "unknown_host"
    assert time.monotonic() - begun < 2


def test_a_certificate_must_be_the_servers_own(monkeypatch, tmp_path):
    made = tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(made)]
        + ["-out", str(tmp_path / "own.pem"), "-subj", "/CN=data.example.org", "-days", "2"]
        + ["-addext", "subjectAltName=DNS:data.example.org"],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "own.pem", made)
    with serving(context) as server:
        server.pages["/"] = answer(body=CSV)
        for host in ("data.example.org", "other.example.org"):
            name(monkeypatch, data_example_org=["127.0.0.1"], other_example_org=["127.0.0.1"])
            allow(monkeypatch, f"{host}:{server.port}")
            assert code(f"https://{host}:{server.port}/") == "certificate"
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "own.pem"))
        assert code(f"https://other.example.org:{server.port}/") == "certificate"
        allow(monkeypatch, f"data.example.org:{server.port}")
        assert http.fetch(f"https://data.example.org:{server.port}/").status == 200


def test_the_portals_proxy_is_the_one_that_connects(server, monkeypatch):
    monkeypatch.setitem(tk.config, "ckan.download_proxy", server.url())
    server.pages["http://data.example.org/a.csv"] = answer(body=CSV)
    name(monkeypatch, inside_example_org=["10.0.0.1"])
    assert http.fetch("http://data.example.org/a.csv").size == len(CSV)
    assert server.asked[0].path == "http://data.example.org/a.csv"
    # What can be looked up here is checked here.
    assert code("http://inside.example.org/") == "private"
    assert code("http://localhost/") == "private"
    assert code("http://127.0.0.1:8080/") == "private"
    assert code("https://data.example.org/") == "proxy"
    assert [one.method for one in server.asked] == ["GET", "CONNECT"]
    assert server.asked[1].path == "data.example.org:443"
    monkeypatch.setitem(tk.config, "ckan.download_proxy", "socks5://127.0.0.1:1")
    assert code("http://data.example.org/") == "proxy"


def test_what_follows_the_question_mark_is_in_no_log(closed, caplog):
    with caplog.at_level(logging.INFO, logger="ckanext.opendatalab"):
        code(f"http://127.0.0.1:{closed.port}/path?key=secret")
    assert "127.0.0.1 is not fetched from: private" in caplog.text
    assert "secret" not in caplog.text
    assert "path" not in caplog.text


def test_each_code_has_a_sentence_of_its_own_and_an_unknown_one_a_general_one():
    codes = http.Refused.__doc__ + http.Unreachable.__doc__
    said = {one: http.say(one) for one in codes.split('"')[1::2]}
    assert len(said) == 17
    assert len(set(said.values())) == 17
    assert http.say("odd") not in said.values()


def test_a_portal_with_a_host_that_is_none_does_not_start(ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, config.FETCH_ALLOWED_HOSTS, ["http://sig.lan/donnees"])
    with pytest.raises(Exception, match="expected host or host:port"):
        config.check(ckan_config)


def test_nobody_listens(server):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    allowed = f"http://127.0.0.1:{port}/"
    assert code(allowed) == "private"
    tk.config["opendatalab.fetch_allowed_hosts"].append(f"127.0.0.1:{port}")
    assert code(allowed) == "no_connection"
