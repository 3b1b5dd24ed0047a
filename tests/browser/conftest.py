"""A running portal and a real browser.

The portal is a ``ckan run`` process over this run's own database, index and storage; what a test
needs in it is made through actions in the test's own process.  Screenshots, logs and settings go to
``tests/browser/output/``, which is not committed.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from ckan.tests import factories
from playwright.sync_api import Page, sync_playwright

from tests.shell import CKAN, ckan, write_settings

OUTPUT = Path(__file__).parent / "output" / os.environ.get("CKAN", "2.12")
PASSWORD = "a-long-password-for-tests"
READY_WITHIN = 90  # seconds
# The demonstration's schema has no licence of its own, so that the licence stands on our page.
SCHEMA = {"scheming.dataset_schemas": "ckanext.opendatalab:demo/schema.yaml"}

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def serve(options: dict[str, str], name: str):
    """Start a portal and yield its address once it answers; end it afterwards."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    log = OUTPUT / f"{name}.log"
    settings = write_settings(OUTPUT / f"{name}.ini", {**SCHEMA, **options})
    command = [CKAN, "-c", settings, "run", "--disable-reloader", "--threaded"]
    command += ["-H", "127.0.0.1", "-p", str(port)]
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=output,
            env={**os.environ, "CKAN_SITE_URL": address},
        )
    try:
        wait_for(address, process, log)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def wait_for(address: str, process: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(  # noqa: S310  a loopback address made above
                f"{address}/api/3/action/status_show", timeout=5
            ):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    pytest.fail(f"the portal did not answer; see {log}:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="package")
def tables():
    """The tables, before the portal starts and looks for them."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for arguments in (["db", "init"], ["db", "upgrade", "-p", "opendatalab"]):
        done = ckan(OUTPUT, *arguments)
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="package")
def live(tables):
    """Address of the portal with the extension on."""
    yield from serve({}, "portal")


@pytest.fixture(scope="package")
def plain(tables):
    """Address of the same portal with the extension off."""
    yield from serve(
        {"ckan.plugins": "scheming_datasets dcat structured_data activity"}, "plain-portal"
    )


@pytest.fixture(scope="package")
def chromium():
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.fail("Chromium is missing: apt-get install chromium, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """A fresh French-speaking visitor at a desktop screen."""
    context = chromium.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def page_without_javascript(chromium):
    context = chromium.new_context(locale="fr-FR", java_script_enabled=False)
    yield context.new_page()
    context.close()


@dataclass
class Portal:
    """The people and the organisation of one test."""

    organization: dict
    publisher: dict


@pytest.fixture
def people(used_portal) -> Portal:
    publisher = factories.User(password=PASSWORD)
    organization = factories.Organization(
        title="Ville de Valorne", users=[{"name": publisher["name"], "capacity": "editor"}]
    )
    return Portal(organization, publisher)


def log_in(page: Page, address: str, user: dict) -> None:
    page.goto(f"{address}/fr/user/login")
    page.fill("#field-login", user["name"])
    page.fill("#field-password", PASSWORD)
    page.click("button[type=submit].btn-primary")
    page.wait_for_load_state()
    assert page.locator(f"a[href*='/user/{user['name']}']").count(), "not logged in"


def picture(page: Page, name: str) -> Path:
    """Take a screenshot of the whole page, to be looked at."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    path = OUTPUT / f"{name}.png"
    page.screenshot(path=str(path), full_page=True)
    return path
