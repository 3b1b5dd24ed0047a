"""What is delivered holds everything, nothing more, and starts where the source is not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest

pytestmark = pytest.mark.packaging

ROOT = Path(__file__).parents[2]
PACKAGE = "ckanext/opendatalab/"
CKAN = version("ckan")

# Runs in the empty environment: starts CKAN and opens a page.
OPEN_A_PAGE = """
import json, sys
import ckanext.opendatalab
from ckan.cli import load_config
from ckan.config.middleware import make_app
from werkzeug.test import Client
page = Client(make_app(load_config(sys.argv[1]))).get("/fr/dataset/")
print(json.dumps({"from": list(ckanext.opendatalab.__path__), "status": page.status_code}))
"""


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command that must succeed, without what leads Python back to the source."""
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    ended = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def tracked() -> list[str]:
    """Every file that git knows and that is still there."""
    listed = run("git", "-c", "safe.directory=*", "ls-files", "-z", cwd=ROOT).split("\0")
    return [name for name in listed if name and (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel made from it."""
    source = tmp_path_factory.mktemp("source")
    for name in tracked():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, source / name)
    folder = tmp_path_factory.mktemp("built")
    run(sys.executable, "-m", "build", "--outdir", folder, ".", cwd=source)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (only,) = built.glob("*.whl")
    return only


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        held = {n for n in archive.namelist() if ".dist-info/" not in n and not n.endswith("/")}
    expected = {name for name in tracked() if name.startswith(PACKAGE)}
    assert sorted(expected - held) == [], "these are missing: see MANIFEST.in"
    assert sorted(held - expected) == []


@pytest.mark.parametrize(
    "pattern",
    ["*.yaml", "*.html", "*.css", "*.mo", "*.json", "migration/**/*.py", "*.mako", "webassets.yml"],
)
def test_the_wheel_holds_each_kind_of_file(wheel: Path, pattern: str):
    with zipfile.ZipFile(wheel) as archive:
        folder = zipfile.Path(archive, PACKAGE)
        assert any(Path(name.at).match(pattern) for name in _files(folder)), pattern


def _files(folder: zipfile.Path) -> list[zipfile.Path]:
    found: list[zipfile.Path] = []
    for entry in folder.iterdir():
        found += _files(entry) if entry.is_dir() else [entry]
    return found


def test_the_wheel_registers_both_plugins_and_has_its_licence(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (points,) = [n for n in names if n.endswith("dist-info/entry_points.txt")]
        told = archive.read(points).decode()
    assert "opendatalab = ckanext.opendatalab.plugin:OpendatalabPlugin" in told
    assert "opendatalab_datasets = " in told
    assert any(".dist-info/" in n and n.endswith("LICENSE") for n in names)


def test_the_source_archive_has_licence_and_readme_and_what_the_wheel_has(built: Path):
    (only,) = built.glob("*.tar.gz")
    with tarfile.open(only) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSE", "README.rst", "CHANGELOG.rst", "setup.cfg", "setup.py"} <= held
    assert {name for name in tracked() if name.startswith(PACKAGE)} <= held
    assert not [name for name in held if name.startswith(("tests/", "dev/", ".dev"))]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment with CKAN, the wheel and nothing of the source."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    constraints = ROOT / "dev" / f"constraints-{CKAN.rpartition('.')[0]}.txt"
    run(
        *(
            folder / "bin" / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-input",
            "--no-compile",
        ),
        *("--prefer-binary", "--constraint", constraints),
        *(f"ckan[requirements]=={CKAN}", "setuptools", wheel),
        cwd=folder,
    )
    return folder / "bin"


def test_ckan_starts_with_the_wheel_far_from_the_source(installed: Path, tmp_path: Path):
    ini = shutil.copy2(ROOT / "test.ini", tmp_path)
    run(installed / "ckan", "-c", ini, "db", "upgrade", cwd=tmp_path)

    opened = json.loads(
        run(installed / "python", "-c", OPEN_A_PAGE, ini, cwd=tmp_path).splitlines()[-1]
    )
    assert opened["status"] == 200
    assert all(path.startswith(str(installed.parent)) for path in opened["from"])

    # The exit code is not judged: other tests may have left the index and the database apart.
    told = subprocess.run(
        [installed / "ckan", "-c", ini, "opendatalab", "check", "--json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    findings = json.loads(told.stdout)["findings"]
    judged = ("packages", "plugins", "templates", "config", "schema", "dcat", "migrations")
    assert set(judged) <= {finding["check"] for finding in findings}
    assert [f for f in findings if f["check"] in judged and f["level"] == "error"] == []
