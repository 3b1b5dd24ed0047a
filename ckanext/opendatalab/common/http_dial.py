"""Connects to IP addresses that were checked, and hangs up when the time is over."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any, cast

import requests
from requests.adapters import HTTPAdapter
from requests_hardened.ip_filter import InvalidIPAddress, filter_host
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from ckanext.opendatalab.common import http_rules

# For a connection, and between two signs of life of a server.
MOST_SECONDS_TO_CONNECT = 10.0
MOST_SECONDS_OF_SILENCE = 20.0


class Watch:
    """The time that one fetch has.  When it is over, its connections are shut from another thread.

    The timeouts of sockets do not do: they begin anew with each byte, and a server that sends one
    header after the other, or one byte a second, never meets them.
    """

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._paused_at = 0.0
        self._over = False
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        with self._lock:
            for one in self._sockets:
                one.close()
            self._sockets.clear()

    @property
    def over(self) -> bool:
        return self._over or self.left() <= 0

    def left(self) -> float:
        return self._until - (self._paused_at or time.monotonic())

    def timeout(self, most: float) -> float:
        """Return how long to wait for something; never 0, which would mean "do not wait"."""
        return max(0.01, min(most, self.left()))

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Have the time stand still: what is spent in the block is spent here."""
        self._paused_at = time.monotonic()
        try:
            yield
        finally:
            self._until += time.monotonic() - self._paused_at
            self._paused_at = 0.0

    def keep(self, sock: socket.socket) -> None:
        """Have this connection shut in time.

        A second handle on it: the first one's owner closes it, or gives it away for TLS.
        """
        with self._lock:
            self._sockets.append(socket.socket(fileno=os.dup(sock.fileno())))
        if self.over:
            self._hang_up()

    def _watch(self) -> None:
        while (left := self.left()) > 0:
            if self._done.wait(max(0.01, left)):
                return
        self._hang_up()

    def _hang_up(self) -> None:
        with self._lock:
            self._over = True
            for one in self._sockets:
                with contextlib.suppress(OSError):  # it is closed on the other side
                    one.shutdown(socket.SHUT_RDWR)


def resolve(host: str, port: int, watch: Watch) -> list[http_rules.Ip] | None:
    """Return every IP address of a canonical host; ``None``: it has none, or nobody says in time.

    In a thread: looking a name up has no time limit, and its owner may take his time to answer.
    """
    found: list[http_rules.Ip] = []

    def look_up() -> None:
        # UnicodeError: a label that the name system knows no way to write
        with contextlib.suppress(OSError, UnicodeError):
            answers = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
            found.extend(
                dict.fromkeys(
                    ipaddress.ip_address(where[0])
                    for family, *_, where in answers
                    if family in (socket.AF_INET, socket.AF_INET6)
                )
            )

    thread = threading.Thread(target=look_up, daemon=True)
    thread.start()
    thread.join(watch.timeout(MOST_SECONDS_TO_CONNECT))
    return None if thread.is_alive() or not found else list(found)


def is_public(ip: http_rules.Ip) -> bool:
    """Return whether an IP address is anybody's to reach, by our list and by the library's."""
    if not http_rules.is_public(ip):
        return False
    try:
        filter_host(str(ip), 80, allow_loopback=False)
    except (InvalidIPAddress, requests.ConnectionError):
        return False
    return True


class Adapter(HTTPAdapter):
    """Sends requests to ``addresses`` only, whatever the name in the URL means by now.

    ``addresses``: ``None`` where a proxy connects; it is the one that is connected to.
    The adapter of requests-hardened does the same but for three things: it tries the first IP
    address alone, has no list of hosts that may be private, and no end to a slow answer.
    """

    def __init__(self, addresses: list[http_rules.Ip] | None, watch: Watch) -> None:
        self._classes = _pools(addresses, watch)
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **values: Any) -> None:
        super().init_poolmanager(*args, **values)
        self.poolmanager.pool_classes_by_scheme = self._classes

    def proxy_manager_for(self, proxy: str, **values: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **values)
        manager.pool_classes_by_scheme = self._classes
        return manager


def _pools(addresses: list[http_rules.Ip] | None, watch: Watch) -> dict[str, Any]:
    """Return urllib3's pools, whose connections go to these addresses and are watched."""

    def dial(connection: HTTPConnection) -> socket.socket:
        failure: OSError | None = None
        for ip in addresses or ():
            family = socket.AF_INET6 if ip.version == 6 else socket.AF_INET
            sock = socket.socket(family, socket.SOCK_STREAM)
            try:
                sock.settimeout(watch.timeout(MOST_SECONDS_TO_CONNECT))
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.connect((str(ip), connection.port))
            except OSError as error:
                sock.close()
                failure = error
                continue
            return sock
        if isinstance(failure, socket.timeout):
            raise ConnectTimeoutError(connection, "no answer") from failure
        raise NewConnectionError(connection, "no connection") from failure

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            sock = super()._new_conn() if addresses is None else dial(self)
            watch.keep(sock)
            return sock

    class Secured(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            sock = super()._new_conn() if addresses is None else dial(self)
            watch.keep(sock)
            return sock

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = cast(Any, Plain)

    class SecuredPool(HTTPSConnectionPool):
        ConnectionCls = cast(Any, Secured)

    return {"http": PlainPool, "https": SecuredPool}
