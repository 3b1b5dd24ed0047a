"""One portal's process: CKAN as ``ckan run --threaded`` serves it, with time and SQL counted.

``python -m tests.bench.server INI PORT``.  Lives for one bench, on the loopback address.
"""

from __future__ import annotations

import cProfile
import io
import json
import pstats
import sys
import threading
import time
import traceback
from collections.abc import Iterable
from typing import Any

import ckan.model as model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.lib import search
from sqlalchemy import event
from sqlalchemy.engine import Engine
from werkzeug.serving import WSGIRequestHandler, run_simple
from werkzeug.test import EnvironBuilder, run_wsgi_app

CONTROL = "/-bench/"


class Handler(WSGIRequestHandler):
    """Sends small packets at once: headers and body must not wait for one another's receipt."""

    disable_nagle_algorithm = True


class Counted:
    """A WSGI application that adds to each answer what it took."""

    def __init__(self, ckan: Any) -> None:
        self.ckan = ckan
        self._of_thread = threading.local()
        event.listen(Engine, "before_cursor_execute", self._count)

    def _count(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        self._statements.append(statement)

    @property
    def _statements(self) -> list[str]:
        if not hasattr(self._of_thread, "statements"):
            self._of_thread.statements = []
        return self._of_thread.statements

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        application = self._control if path.startswith(CONTROL) else self.ckan
        self._statements.clear()
        begun: list[Any] = []

        def remember(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            begun[:] = [status, headers]

        start, cpu_start = time.perf_counter(), time.thread_time()
        chunks = application(environ, remember)
        try:
            body = b"".join(chunks)
        finally:
            # What WSGI asks for: CKAN hands its database session back here.
            close = getattr(chunks, "close", None)
            if close:
                close()
        seconds, cpu = time.perf_counter() - start, time.thread_time() - cpu_start

        status, headers = begun
        kept = [pair for pair in headers if pair[0].lower() != "content-length"]
        start_response(
            status,
            [
                *kept,
                ("Content-Length", str(len(body))),
                ("X-Bench-Seconds", f"{seconds:.6f}"),
                ("X-Bench-CPU", f"{cpu:.6f}"),
                ("X-Bench-Queries", str(len(self._statements))),
            ],
        )
        return [body]

    def _control(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        data = json.loads(environ["wsgi.input"].read(length))
        name = environ["PATH_INFO"].removeprefix(CONTROL)
        status = "200 OK"
        try:
            result = {"reindex": self._reindex, "trace": self._trace}[name](**data)
        except Exception:  # noqa: BLE001 – whatever it is, the client prints it and gives up
            status, result = "500 Internal Server Error", traceback.format_exc()
        start_response(status, [("Content-Type", "application/json")])
        return [json.dumps(result).encode()]

    def _reindex(self, ids: list[str], commit: bool) -> None:
        """What ``ckan search-index rebuild`` does, for some datasets."""
        # As on the command line, outside of any Flask context.
        search.rebuild(package_ids=ids, defer_commit=True, quiet=True)
        if commit:
            search.commit()
        model.Session.remove()

    def _trace(
        self,
        path: str,
        times: int,
        body: str | None = None,
        token: str = "",
        changing: str | None = None,
    ) -> dict[str, Any]:
        """The statements of one request, and where the time of ``times`` requests goes.

        :param changing: the key of a text in ``body`` to make different every time
        """

        def ask() -> None:
            nonlocal body
            if changing and body:
                data = json.loads(body)
                data[changing] = f"{data[changing][:500]} {time.time_ns()}"
                body = json.dumps(data)
            headers = [("Authorization", token)] if token else []
            method = "GET" if body is None else "POST"
            content = "application/json" if body is not None else None
            builder = EnvironBuilder(
                path, method=method, data=body, headers=headers, content_type=content
            )
            application = self._control if path.startswith(CONTROL) else self.ckan
            run_wsgi_app(application, builder.get_environ(), buffered=True)

        ask()
        self._statements.clear()
        ask()
        statements = list(self._statements)
        profile = cProfile.Profile()
        profile.enable()
        for _ in range(times):
            ask()
        profile.disable()
        text = io.StringIO()
        stats = pstats.Stats(profile, stream=text)
        stats.sort_stats("cumulative").print_stats("opendatalab", 30)
        stats.print_stats(60)
        stats.sort_stats("tottime").print_stats(30)
        return {"statements": statements, "profile": text.getvalue()}


def main() -> None:
    ini, port = sys.argv[1:]
    application = Counted(make_app(load_config(ini)))
    run_simple("127.0.0.1", int(port), application, threaded=True, request_handler=Handler)


if __name__ == "__main__":
    main()
