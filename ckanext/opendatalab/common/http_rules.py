"""Which addresses of other servers may be asked.  Pure.

An address is somebody's typing: the portal must not be a way into the network that it stands in.
It is parsed once, here, and written anew from its parts, so that nobody reads it differently later.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST_URL = 4000
LONGEST_HOST = 253
LONGEST_HEADER = 500
DEFAULT_PORTS = {"http": 80, "https": 443}

# Where other things than web servers listen: of the ports above 1023, which a web server of
# somebody may use, those that the WHATWG's Fetch standard blocks, and common databases and remote
# desktops.
OTHER_SERVICES = frozenset(
    (1433, 1521, 1719, 1720, 1723, 2049, 2375, 3306, 3389, 3659, 4045, 4190, 5060, 5061, 5432, 5900)
    + (6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080, 11211, 27017)
)

# The registries of special-purpose addresses of the IANA (RFC 6890 and later), multicast, and
# 168.63.129.16, where the machines of a large cloud ask for what concerns them alone.
_CLOSED_4 = tuple(
    ipaddress.IPv4Network(one)
    for one in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32"),
        *("169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24"),
        *("192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/4", "240.0.0.0/4"),
    )
)
# All that is given out to the public, without what carries an IPv4 address (6to4, Teredo; mapped
# addresses and NAT64 lie outside), protocols and documentation.
_OPEN_6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_6 = tuple(
    ipaddress.IPv6Network(one) for one in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
# Names that no public server has, asked for where a proxy would look them up instead of us.
_PRIVATE_ENDINGS = frozenset(
    ("localhost", "local", "localdomain", "internal", "intranet", "lan", "corp", "home", "arpa")
)
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_ALLOWED = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[^\s\[\]:/@?#\\]+)(:(?P<port>[0-9]{1,5}))?")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\\\u2028\u2029]")
_PRINTABLE = re.compile(r"[\x20-\x7e]*")


class Bad(ValueError):  # noqa: N818 - a verdict on an address; callers see http.Refused
    """This address is not asked.  ``code``: why, as in :func:`.http.say`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Address:
    """Where a request goes.  ``host``: in lower case and ASCII, an IPv6 address in brackets."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}{self.path}"

    @property
    def without_query(self) -> str:
        return self.url.split("?", 1)[0]


def parse(url: str, base: Address | None = None) -> Address:
    """Return the parts of an address, which may be relative to ``base``.

    :raises Bad: "address", "scheme", "credentials"
    """
    text = url.strip(" \t\r\n")
    if not text or len(text) > LONGEST_URL or _UNSAFE.search(text):
        raise Bad("address")
    try:
        parts = urlsplit(urljoin(base.url, text) if base else text)
        port = parts.port
    except ValueError as error:
        raise Bad("address") from error
    if parts.scheme not in DEFAULT_PORTS:
        # "data.gouv.fr/fichier.csv" and "localhost:80" are addresses without a scheme.
        raise Bad("scheme")
    if "@" in parts.netloc:
        raise Bad("credentials")
    host = canonical_host(_host_of(parts.netloc))
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        path += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]{}|^`\"<>")
    return Address(parts.scheme, host, DEFAULT_PORTS[parts.scheme] if port is None else port, path)


def _host_of(netloc: str) -> str:
    found = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(:[0-9]*)?", netloc)
    if found is None:
        raise Bad("address")
    return found[1]


def canonical_host(host: str) -> str:
    """Return a host as it is compared and asked.

    A name in ASCII, without the dot at its end; an IPv4 address in four decimal numbers, whichever
    way of writing it was used: 127.1, 2130706433, 0x7f000001 and 0177.0.0.1 are all one.

    :raises Bad: "address": it is no host
    """
    if host.startswith("["):
        try:
            return f"[{ipaddress.IPv6Address(host[1:-1])}]" if "%" not in host else _no_host()
        except ValueError as error:
            raise Bad("address") from error
    if len(host) > LONGEST_HOST:  # before what takes its time over long names
        raise Bad("address")
    try:
        # Full-width digits and dots become ordinary ones here, hence before numbers are looked at.
        name = host.encode("idna").decode("ascii").lower().removesuffix(".")
    except UnicodeError as error:
        raise Bad("address") from error
    labels = name.split(".")
    if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1]):
        return str(_ipv4(labels))
    if len(name) > LONGEST_HOST or not all(_LABEL.fullmatch(label) for label in labels):
        raise Bad("address")
    return name


def _no_host() -> str:
    raise Bad("address")


def _ipv4(labels: list[str]) -> ipaddress.IPv4Address:
    """Return what C libraries understand: one to four numbers, the last one fills what is left."""
    numbers: list[int] = []
    for label in labels:
        if not re.fullmatch(r"0x[0-9a-f]{0,16}|0[0-7]{0,16}|[1-9][0-9]{0,16}", label):
            raise Bad("address")
        if label.startswith("0x"):
            numbers.append(int(label[2:] or "0", 16))
        else:
            numbers.append(int(label, 8 if label.startswith("0") else 10))
    *first, last = numbers
    if len(numbers) > 4 or any(one > 255 for one in first) or last >= 256 ** (4 - len(first)):
        raise Bad("address")
    for place, one in enumerate(first):
        last += one << 8 * (3 - place)
    return ipaddress.IPv4Address(last)


def literal(host: str) -> Ip | None:
    """Return the IP address that a canonical host is, if it is one."""
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


def is_public(ip: Ip) -> bool:
    """Return whether anybody reaches this IP address, so that we tell nobody of our own network.

    One that carries another (IPv4-mapped, NAT64, 6to4) is not, whichever it carries.
    """
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in one for one in _CLOSED_4)
    return ip in _OPEN_6 and not any(ip in one for one in _CLOSED_6)


def allowed(entries: Iterable[str]) -> frozenset[tuple[str, int | None]]:
    """Return (host, port) of each ``host[:port]``; ``None``: any port of the web.

    :raises ValueError: one is not written like this
    """
    found: set[tuple[str, int | None]] = set()
    for entry in entries:
        match = _ALLOWED.fullmatch(entry.strip())
        try:
            if match is None:
                raise Bad("address")
            host = canonical_host(match["host"])
        except Bad as error:
            raise ValueError(f"{entry!r}: expected host or host:port, without http://") from error
        found.add((host, int(match["port"]) if match["port"] else None))
    return frozenset(found)


def is_allowed(address: Address, hosts: Collection[tuple[str, int | None]]) -> bool:
    """Return whether the administrator named this host, wherever it is; checks the port as well.

    :raises Bad: "port", "private"
    """
    if (address.host, address.port) in hosts:
        return True
    if not is_web_port(address.port):
        raise Bad("port")
    if (address.host, None) in hosts:
        return True
    ip = literal(address.host)
    labels = address.host.split(".")
    if ip is None and (len(labels) == 1 or labels[-1] in _PRIVATE_ENDINGS):
        raise Bad("private")
    if ip is not None and not is_public(ip):
        raise Bad("private")
    return False


def is_web_port(port: int) -> bool:
    """Return whether a web server may listen there: 80, 443, or one that is no system's."""
    return port in (80, 443) or (1024 <= port <= 65535 and port not in OTHER_SERVICES)


def sendable(headers: Mapping[str, str | None]) -> dict[str, str]:
    """Return the headers of a request that can be sent: they may come from an earlier answer."""
    return {
        name: value
        for name, value in headers.items()
        if value and len(value) <= LONGEST_HEADER and _PRINTABLE.fullmatch(value)
    }


def readable(value: str) -> str:
    """Return the value of a header of an answer as it may be kept and shown."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f]", " ", value[:LONGEST_HEADER]).strip()
