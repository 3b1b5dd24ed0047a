"""Runs ``ckan`` as an administrator does: its own process, an ini file with changed options."""

from __future__ import annotations

import os
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).parent.parent
CKAN = Path(sys.executable).with_name("ckan")


def write_settings(ini: Path, options: dict[str, str]) -> Path:
    """Write the tests' options, changed by ``options``, to ``ini``: a copy, since CKAN 2.11 wants
    the logging sections in the file that it is given.
    """
    settings = ConfigParser(interpolation=None)
    settings.read(ROOT / "test.ini", encoding="utf-8")
    settings["app:main"].update(options)
    with ini.open("w", encoding="utf-8") as file:
        settings.write(file)
    return ini


def ckan(
    folder: Path,
    *arguments: str,
    options: dict[str, str] | None = None,
    environment: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run ``ckan`` with the tests' options and ``options``, from an ini file written to ``folder``.

    ``environment`` wins over both, as CKAN has it.
    """
    ini = write_settings(folder / "portal.ini", options or {})
    return subprocess.run(
        [CKAN, "-c", ini, *arguments],
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
