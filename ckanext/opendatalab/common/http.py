"""Asks another server for a file: the one way in which the extension does.

Whoever may edit a dataset chooses the address, hence: http and https only; every host, redirects
included, is looked up once, refused unless all its IP addresses are anybody's to reach, and
connected to at those that were checked, whatever its name means a moment later; no credentials, no
port of another service; bounded redirects, bytes and time, all hops together; nothing of the
environment (proxies, ``.netrc``); cookies end with the fetch.

``opendatalab.fetch_allowed_hosts`` names hosts that are asked wherever they are; without
``opendatalab.fetch_others`` no other one is.

With ``ckan.download_proxy``, every request goes through that proxy, and it is the proxy that looks
the name up and connects.  Each hop's host is checked here all the same, as far as it can be looked
up: where it cannot (a portal without names of the outside), and between our look-up and its own,
the proxy's rules are what protects its network.
"""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

import ckan.plugins.toolkit as tk
import requests
import requests_hardened
import urllib3.exceptions

from ckanext.opendatalab import config
from ckanext.opendatalab.common import http_body, http_dial, http_errors, http_rules
from ckanext.opendatalab.common.http_errors import NotFetched, Refused, Unreachable, say

__all__ = ["Fetched", "NotFetched", "Refused", "Unreachable", "fetch", "say", "user_agent"]

log = logging.getLogger(__name__)

MOST_REDIRECTS = 5
# What is kept of an answer's headers.
KEPT_HEADERS = (
    *("content-type", "content-length", "content-disposition", "content-range"),
    *("etag", "last-modified", "retry-after"),
)
_REDIRECTS = (301, 302, 303, 307, 308)
_FOR_GOOD = (301, 308)


@dataclass(frozen=True)
class Fetched:
    """An answer, be it an error's.

    ``url``: of the last hop.  ``size`` and ``content`` (SHA-256, in hexadecimal): of the file as it
    was written; ``truncated``: there was more, and it was not to be written.  ``moved``: where a
    server says for good that the file is now.  ``unsecured``: a redirect led from https to http.
    """

    status: int
    url: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    size: int = 0
    content: str = ""
    truncated: bool = False
    moved: str = ""
    unsecured: bool = False


def fetch(
    url: str,
    to: Path | None = None,
    most_bytes: int | None = None,
    seconds: float | None = None,
    method: Literal["GET", "HEAD"] = "GET",
    headers: Mapping[str, str | None] | None = None,
    before: Callable[[str], None] | None = None,
) -> Fetched:
    """Ask for an address and write the file to ``to``; nothing is in it when this fails.

    ``most_bytes`` and ``seconds`` are the portal's unless given.  Without ``to`` as much is read
    and no more: what comes after is no error.  ``before`` is called with each hop's host, before it
    is asked, and may take its time.

    :raises Refused: what must not be asked, or more than is taken
    :raises Unreachable: no answer
    :raises OSError: the file cannot be written here
    """
    most_bytes = config.fetch_max_bytes() if most_bytes is None else most_bytes
    with (
        http_dial.Watch(config.fetch_seconds() if seconds is None else seconds) as watch,
        _session() as session,
    ):
        fetching = _Fetching(session, watch, most_bytes, method, headers or {}, before)
        try:
            return fetching.run(url, to)
        except http_rules.Bad as error:
            raise fetching.told(Refused(error.code, fetching.host)) from error
        except NotFetched as error:
            _empty(to)
            raise fetching.told(error) from error.__cause__
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            _empty(to)
            if watch.over:
                raise fetching.told(Refused("too_slow", fetching.host)) from error
            raise fetching.told(Unreachable(http_errors.code_of(error), fetching.host)) from error


def _empty(to: Path | None) -> None:
    if to is not None and to.exists():
        os.truncate(to, 0)


class _Fetching:
    """One fetch, hop by hop."""

    def __init__(
        self,
        session: requests.Session,
        watch: http_dial.Watch,
        most_bytes: int,
        method: str,
        headers: Mapping[str, str | None],
        before: Callable[[str], None] | None,
    ) -> None:
        self._session = session
        self._watch = watch
        self._most_bytes = most_bytes
        self._method = method
        self._headers = http_rules.sendable(headers)
        self._before = before
        self._allowed = http_rules.allowed(config.fetch_allowed_hosts())
        self.host = ""

    def run(self, url: str, to: Path | None) -> Fetched:
        address, first, moved, unsecured = http_rules.parse(url), True, "", False
        for _ in range(MOST_REDIRECTS + 1):
            with closing(self._ask(address)) as response:
                location = response.headers.get("location")
                if response.status_code not in _REDIRECTS or not location:
                    return self._read(response, address, to, moved, unsecured)
                target = http_rules.parse(_location(location), address)
                if first and response.status_code in _FOR_GOOD:
                    moved = target.without_query
                else:
                    first = False
                unsecured = unsecured or (address.scheme, target.scheme) == ("https", "http")
                address = target
        raise Refused("too_many_redirects", self.host)

    def told(self, error: NotFetched) -> NotFetched:
        # The host alone: the rest of an address may hold a key or a name.
        log.info("%s is not fetched from: %s", self.host or "An address", error.code)
        return error

    def _ask(self, address: http_rules.Address) -> requests.Response:
        self.host = address.host
        allowed = http_rules.is_allowed(address, self._allowed)
        if not (allowed or config.fetch_others()):
            raise Refused("closed", self.host)
        proxy = str(tk.config.get("ckan.download_proxy") or "")
        if proxy and not proxy.lower().startswith(("http://", "https://")):
            raise Unreachable("proxy", self.host)
        ips = http_dial.resolve(address.host, address.port, self._watch)
        if ips is None and not proxy:
            raise Unreachable("unknown_host", self.host)
        if not allowed and not all(http_dial.is_public(ip) for ip in ips or ()):
            raise Refused("private", self.host)
        if self._before:
            with self._watch.paused():
                self._before(address.host)
        prefix = f"{address.scheme}://"
        self._session.get_adapter(prefix).close()
        self._session.mount(prefix, http_dial.Adapter(None if proxy else ips, self._watch))
        if self._watch.over:
            raise Refused("too_slow", self.host)
        return self._session.request(
            self._method,
            address.url,
            headers=self._headers,
            proxies={"http": proxy, "https": proxy} if proxy else {},
            allow_redirects=False,
            stream=True,
            timeout=(
                self._watch.timeout(http_dial.MOST_SECONDS_TO_CONNECT),
                self._watch.timeout(http_dial.MOST_SECONDS_OF_SILENCE),
            ),
            # As elsewhere in CKAN: for servers whose certificates an authority of one's own signed.
            verify=os.environ.get("REQUESTS_CA_BUNDLE") or True,
        )

    def _read(
        self,
        response: requests.Response,
        address: http_rules.Address,
        to: Path | None,
        moved: str,
        unsecured: bool,
    ) -> Fetched:
        headers = {
            name: http_rules.readable(response.headers[name])
            for name in KEPT_HEADERS
            if name in response.headers
        }
        size, content, truncated = 0, "", False
        if self._method == "GET" and response.ok and response.status_code != 304:
            body = http_body.Body(response, self.host, self._watch, self._most_bytes)
            if to is None:
                size, truncated = body.taste()
            else:
                body.check_declared()
                with to.open("wb") as stream:
                    size, content = body.write(stream)
        return Fetched(
            *(response.status_code, address.url, headers, size, content, truncated),
            *(moved, unsecured),
        )


class _Session(requests_hardened.HTTPSession):
    def get_redirect_target(self, resp: requests.Response) -> None:
        """Leave redirects to us: the library would read their bodies into memory, without limit."""


def _session() -> requests.Session:
    session = _Session(
        requests_hardened.Config(
            # By our adapter, which knows of hosts that may be private.
            ip_filter_enable=False,
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,
            default_timeout=(http_dial.MOST_SECONDS_TO_CONNECT, http_dial.MOST_SECONDS_OF_SILENCE),
            user_agent_override=user_agent(),
        )
    )
    session.trust_env = False
    session.headers["Accept-Encoding"] = "gzip"
    return session


def user_agent() -> str:
    """Return as what we ask: whoever sees us in a log finds out who we are."""
    return f"ckanext-opendatalab/{_version()} (+{tk.config.get('ckan.site_url', '')})"


@functools.cache
def _version() -> str:
    try:
        return version("ckanext-opendatalab")
    except PackageNotFoundError:
        return "0"


def _location(value: str) -> str:
    """Return an address of a header, which the library read as Latin-1; many write UTF-8."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
