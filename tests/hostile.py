"""Web servers of our own that do everything that web servers should not do.

A real socket on 127.0.0.1, read and written by hand: an ordinary server library is too well
mannered to send half an answer.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """A request: ``headers`` by lower-case name."""

    method: str
    path: str
    headers: dict[str, str]


Answer = Callable[[socket.socket, Asked], None]


def answer(
    status: str = "200 OK", body: bytes = b"", length: int | None = None, **headers: str
) -> Answer:
    """Return what a mannered server does; ``length``: what it says that the body has."""

    def send(connection: socket.socket, asked: Asked) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        lines.append("Connection: close")
        connection.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n")
        if asked.method != "HEAD":
            connection.sendall(body)

    return send


def raw(*pieces: bytes) -> Answer:
    """Return what sends these bytes and hangs up."""

    def send(connection: socket.socket, asked: Asked) -> None:
        for piece in pieces:
            connection.sendall(piece)

    return send


def forever(start: bytes, piece: bytes, wait: float = 0.0) -> Answer:
    """Return what sends ``start`` and then ``piece`` without end, ``wait`` seconds apart."""

    def send(connection: socket.socket, asked: Asked) -> None:
        connection.sendall(start)
        pause = threading.Event()
        for _ in range(1_000_000):  # whoever asked has hung up long before
            connection.sendall(piece)
            pause.wait(wait)

    return send


@dataclass
class Server:
    """``pages``: path to answer; ``asked``: the requests so far, in order."""

    pages: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    port: int = 0
    scheme: str = "http"

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"{self.scheme}://{self.host}{path}"

    def paths(self) -> list[str]:
        return [f"{one.method} {one.path}" for one in self.asked]


@contextlib.contextmanager
def serving(secured: ssl.SSLContext | None = None):
    """Give a :class:`Server` that runs until the end of the block."""
    server = Server(scheme="https" if secured else "http")
    listening = socket.create_server(("127.0.0.1", 0))
    server.port = listening.getsockname()[1]
    thread = threading.Thread(target=_accept, args=(server, listening, secured), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        with contextlib.suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(timeout=10)


def _accept(server: Server, listening: socket.socket, secured: ssl.SSLContext | None) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:  # closed: the test is over
            return
        threading.Thread(target=_serve, args=(server, connection, secured), daemon=True).start()


def _serve(server: Server, connection: socket.socket, secured: ssl.SSLContext | None) -> None:
    with contextlib.suppress(OSError), connection:  # whoever asked may hang up at any time
        connection.settimeout(30)
        if secured:
            connection = secured.wrap_socket(connection, server_side=True)
        asked = _read(connection)
        if asked is None:
            return
        server.asked.append(asked)
        page = server.pages.get(asked.path.split("?", 1)[0]) or answer("404 Not Found")
        page(connection, asked)
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()


def _read(connection: socket.socket) -> Asked | None:
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(65536)
        if not piece:
            return None
        received += piece
    first, *lines = received.split(b"\r\n\r\n", 1)[0].decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ", 2)
    pairs = (line.split(":", 1) for line in lines)
    return Asked(method, path, {name.lower(): value.strip() for name, value in pairs})
