"""Which addresses of other servers may be asked."""

from __future__ import annotations

import ipaddress

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from urllib3.util import parse_url

from ckanext.opendatalab.common import http_rules

NOBODY = http_rules.allowed(())


def refusal(url, hosts=NOBODY):
    """Return why an address is not asked; "" if it is, so far as its writing goes."""
    try:
        http_rules.is_allowed(http_rules.parse(url), hosts)
    except http_rules.Bad as error:
        return error.code
    return ""


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://127.0.1",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://017700000001",
        "http://127.0.0.1./",
        "http://１２７。０。０。１/",
        "http://0.0.0.0/",
        "http://0/",
        "http://[::1]/",
        "http://[::]/",
        "http://[0:0:0:0:0:0:0:1]:8080/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:8.8.8.8]/",
        "http://[::127.0.0.1]/",
        "http://[64:ff9b::127.0.0.1]/",
        "http://[64:ff9b:1::a00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:0:7f00:1::]/",
        "http://[fe80::1]/",
        "http://[fc00::1]/",
        "http://[fd00:ec2::254]/",
        "http://[ff02::1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://0xa9fea9fe/",
        "http://100.100.100.200/",
        "http://168.63.129.16/",
        "http://192.0.0.192/",
        "http://10.1.2.3/",
        "http://172.16.0.1/",
        "http://172.31.255.255/",
        "http://192.168.1.1:8080/",
        "http://198.18.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://portail.localhost/",
        "http://serveur/",
        "http://serveur.local/",
        "http://metadata.google.internal/",
        "http://sig.commune.lan/",
    ],
)
def test_an_address_inside_a_network_is_refused_however_it_is_written(url):
    assert refusal(url) == "private"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://data.example.org/a.csv",
        "gopher://data.example.org:70/_x",
        "javascript:alert(1)",
        "data:text/csv,a",
        "//data.example.org/a.csv",
        "data.example.org/a.csv",
        "localhost:8080/a.csv",
    ],
)
def test_anything_but_the_web_is_refused(url):
    assert refusal(url) == "scheme"


@pytest.mark.parametrize(
    "url",
    [
        "http://user:pass@data.example.org/",
        "http://user@data.example.org/",
        "http://@data.example.org/",
        "http://data.example.org@127.0.0.1/",
        "http://127.0.0.1:80@data.example.org/",
        "http://data.example.org:80@127.0.0.1:80/",
    ],
)
def test_credentials_and_what_looks_like_them_are_refused(url):
    assert refusal(url) == "credentials"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://",
        "http:///a.csv",
        "http://a..example.org/",
        "http://-a.example.org/",
        "http://data.example.org:99999/",
        "http://data.example.org:x/",
        "http://data.example.org\\@127.0.0.1/",
        "http://data.example.org/\r\nHost: 127.0.0.1",
        "http://data.example.org/a\x00b",
        "http://data example.org/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://[v1.x]/",
        "http://256.256.256.256/",
        "http://1.2.3.4.5/",
        "http://08.8.8.8/",
        "http://99999999999/",
        "http://" + "a" * 64 + ".example.org/",
        "http://" + "a." * 200 + "org/",
        "http://data.example.org/" + "a" * 5000,
    ],
)
def test_what_is_no_address_is_refused(url):
    assert refusal(url) == "address"


@pytest.mark.parametrize(
    ("port", "expected"),
    [(80, ""), (443, ""), (8080, ""), (8443, ""), (9200, "")]
    + [(port, "port") for port in (0, 21, 22, 25, 465, 587, 993, 3306, 5432, 6379, 6667, 11211)],
)
def test_only_ports_of_the_web_are_asked(port, expected):
    assert refusal(f"http://data.example.org:{port}/") == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Data.Example.org.:443/a b.csv#page", "https://data.example.org/a%20b.csv"),
        ("http://données.example.org/é.csv", "http://xn--donnes-eva.example.org/%C3%A9.csv"),
        ("http://data.example.org?a=é&b=1%202", "http://data.example.org/?a=%C3%A9&b=1%202"),
        ("http://134744072/", "http://8.8.8.8/"),
        ("http://[2606:2800:0220::1]:8080/", "http://[2606:2800:220::1]:8080/"),
        ("https://data.example.org/../a.csv", "https://data.example.org/../a.csv"),
        ("  https://data.example.org/a.csv\n", "https://data.example.org/a.csv"),
    ],
)
def test_an_address_is_written_in_one_way(url, expected):
    assert http_rules.parse(url).url == expected
    assert refusal(url) == ""


def test_a_redirect_may_be_relative_and_nothing_more():
    base = http_rules.parse("https://data.example.org/a/b.csv?x=1")
    assert http_rules.parse("../c.csv", base).url == "https://data.example.org/c.csv"
    assert http_rules.parse("//127.0.0.1/c.csv", base).host == "127.0.0.1"
    with pytest.raises(http_rules.Bad, match="scheme"):
        http_rules.parse("file:///etc/passwd", base)


def test_the_administrator_names_hosts_with_or_without_a_port():
    hosts = http_rules.allowed(["SIG.commune.lan", "10.0.0.7:21", "[::1]:8080", "données.fr"])
    assert refusal("http://sig.commune.lan:8080/", hosts) == ""
    assert refusal("http://sig.commune.lan:25/", hosts) == "port"
    assert refusal("http://10.0.0.7:21/", hosts) == ""
    assert refusal("http://0x0a000007:21/", hosts) == ""
    assert refusal("http://10.0.0.7/", hosts) == "private"
    assert refusal("http://[::1]:8080/", hosts) == ""
    assert refusal("http://[::1]/", hosts) == "private"
    assert refusal("http://autre.commune.lan/", hosts) == "private"
    assert ("xn--donnes-eva.fr", None) in hosts


@pytest.mark.parametrize("entry", ["http://sig.lan", "sig.lan/données", "a@b", "", "sig.lan:x"])
def test_an_entry_that_is_no_host_says_what_to_write(entry):
    with pytest.raises(ValueError, match="expected host or host:port"):
        http_rules.allowed([entry])


@pytest.mark.parametrize("ip", ["8.8.8.8", "171.255.0.1", "2606:2800:220::1", "2a01:e00::1"])
def test_what_is_given_out_to_the_public_is_asked(ip):
    assert http_rules.is_public(ipaddress.ip_address(ip))


def test_python_agrees_that_what_we_call_public_is_global():
    for network in range(256):
        for host in ("0.0.1", "64.0.1", "168.0.1", "254.0.1", "255.255.254"):
            ip = ipaddress.ip_address(f"{network}.{host}")
            if http_rules.is_public(ip):
                assert ip.is_global, ip
                assert not ip.is_multicast, ip


PIECES = ["http://", "https://", "//", "/", "\\", "@", ":", "?", "#", "[", "]", "::1", "127.0.0.1"]
PIECES += ["0x7f", "1", "é", "。", "１", "%2f", "%40", "%zz", "a.example.org", ".", "..", "&", " "]
PIECES += ["\t", "80", "localhost", "ß", "|", "<", '"', "'", "xn--", "-", "_", "\u2028"]


@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join) | st.text())
def test_whoever_reads_an_address_after_us_reads_the_same(text):
    try:
        address = http_rules.parse("http://" + text)
    except http_rules.Bad:
        return
    assert http_rules.parse(address.url) == address
    read = parse_url(requests.Request("GET", address.url).prepare().url)
    assert (read.scheme, read.auth, read.host) == (address.scheme, None, address.host)
    assert (read.port or http_rules.DEFAULT_PORTS[address.scheme]) == address.port


def test_headers_that_an_earlier_server_made_up_are_sent_only_if_they_can_be():
    headers = {"If-None-Match": '"a"', "Range": None, "X": "a\r\nHost: b", "Y": "é", "Z": "a" * 501}
    assert http_rules.sendable(headers) == {"If-None-Match": '"a"'}
    assert http_rules.readable("a\r\n\x00b" + "c" * 900) == "a   b" + "c" * 495
