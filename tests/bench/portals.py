"""The two portals: their configuration, their processes, and how to speak to them."""

from __future__ import annotations

import http.client
import json
import os
import secrets
import signal
import socket
import string
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / ".dev"
TEMPLATE = Path(__file__).with_name("portal.ini.in")
PLAIN = "scheming_datasets"
EXTENSION = "opendatalab opendatalab_datasets"
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Answer:
    """What one request gave, and what it took."""

    seconds: float  # as the client sees it
    inside: float  # from the first to the last line of CKAN, in the server's process
    cpu: float  # of these seconds, those in which the server's thread really ran
    queries: int  # SQL statements
    status: int
    body: bytes


class Portal:
    """One CKAN process, or the configuration to start it."""

    def __init__(self, name: str, plugins: str, secret: str) -> None:
        self.name = name
        self.plugins = plugins
        self.secret = secret
        self.token = ""
        self._number = time.time_ns() // 1_000_000
        self.port = _free_port()
        site = os.environ["CKAN_SITE_ID"]
        self.site_id = f"{site}_{name}"
        self.log = STATE / "log" / f"{self.site_id}.log"
        self.ini = STATE / f"{self.site_id}.ini"
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: http.client.HTTPConnection | None = None
        self._write_ini()

    def _write_ini(self) -> None:
        values = {
            **os.environ,
            "PLUGINS": self.plugins,
            "SITE_ID": self.site_id,
            "SITE_URL": f"http://{HOST}:{self.port}",
            "SECRET": self.secret,
            "LICENCES": (ROOT / "ckanext/opendatalab/licence/licences.json").as_uri(),
        }
        # A % would be read as the ini file's own interpolation.
        escaped = {name: value.replace("%", "%%") for name, value in values.items()}
        text = string.Template(TEMPLATE.read_text(encoding="utf-8")).substitute(escaped)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.ini.unlink(missing_ok=True)
        self.ini.touch(mode=0o600)
        self.ini.write_text(text, encoding="utf-8")

    def next_number(self) -> int:
        """A number that no earlier save of this bench, or of the last one, has used."""
        self._number += 1
        return self._number

    def run(self, *command: str, capture: bool = False) -> str:
        """Run a command with this portal's configuration; return its output when ``capture``.

        :raises SystemExit: it failed; the message names the log
        """
        with self.log.open("ab") as log:
            done = subprocess.run(
                command,
                env=self._environment(),
                cwd=ROOT,
                stdout=subprocess.PIPE if capture else log,
                stderr=None if capture else log,
                check=False,
            )
        if done.returncode:
            raise SystemExit(f"error: {' '.join(command)} failed. Its log is {self.log}")
        return done.stdout.decode() if capture else ""

    def start(self) -> None:
        """Start the server; :meth:`wait` tells when it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.bench.server", str(self.ini), str(self.port)],
                env=self._environment(),
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    def wait(self, seconds: int = 90) -> None:
        """Return as soon as the portal answers.

        :raises SystemExit: it ended, or stayed silent; the message names the log
        """
        assert self._process
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            try:
                self.get("/api/3/action/status_show")
                return
            except OSError:
                time.sleep(0.2)
        raise SystemExit(f"error: portal {self.name!r} does not answer. Its log is {self.log}")

    def stop(self) -> None:
        if self._connection:
            self._connection.close()
        if self._process and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def get(self, path: str, *, signed_in: bool = False) -> Answer:
        return self._ask("GET", path, None, {"Authorization": self.token} if signed_in else {})

    def post(self, path: str, data: Any) -> Answer:
        headers = {"Content-Type": "application/json", "Authorization": self.token}
        return self._ask("POST", path, json.dumps(data).encode(), headers)

    def action(self, name: str, **data: Any) -> Any:
        """Return the result of an API action called with the token."""
        return json.loads(self.post(f"/api/3/action/{name}", data).body)["result"]

    def _ask(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(HOST, self.port, timeout=600)
        try:
            start = time.perf_counter()
            self._connection.request(method, path, body, dict(headers))
            response = self._connection.getresponse()
            content = response.read()
            seconds = time.perf_counter() - start
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            self._connection = None
            raise OSError(f"{self.name}: {path}: {error}") from error
        if response.status != http.client.OK:
            text = content[-600:].decode("utf-8", "replace")
            raise SystemExit(
                f"error: portal {self.name!r}: {path}: {response.status}\n{text}\n"
                f"Its log is {self.log}"
            )
        return Answer(
            seconds,
            float(response.headers["X-Bench-Seconds"]),
            float(response.headers["X-Bench-CPU"]),
            int(response.headers["X-Bench-Queries"]),
            response.status,
            content,
        )

    def _environment(self) -> dict[str, str]:
        # CKAN lets the environment win over the file; this one names neither portal.
        return {**os.environ, "CKAN_SITE_ID": self.site_id, "CKAN_INI": str(self.ini)}


def pair(on_plugins: str) -> tuple[Portal, Portal]:
    """The portal without and the portal with; a token of one is good for the other."""
    secret = secrets.token_urlsafe(48)
    return Portal("off", PLAIN, secret), Portal("on", on_plugins, secret)


def filler(on: Portal) -> Portal:
    """A portal with the extension, only to write the datasets, when ``on`` has other plugins."""
    return Portal("fill", EXTENSION, on.secret)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
