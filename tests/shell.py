"""Runs ``ckan`` as an administrator does: its own process, an ini file with changed options."""

from __future__ import annotations

import os
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).parent.parent


def ckan(
    folder: Path,
    *arguments: str,
    options: dict[str, str] | None = None,
    environment: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run ``ckan`` with the tests' options and ``options``, from an ini file written to ``folder``.

    ``environment`` wins over both, as CKAN has it.
    """
    return subprocess.run(
        [Path(sys.executable).with_name("ckan"), "-c", ini(folder, options or {}), *arguments],
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def ini(folder: Path, options: dict[str, str]) -> Path:
    """Write an ini file with the tests' options and ``options`` to ``folder``."""
    settings = ConfigParser(interpolation=None)
    settings.read(ROOT / "test.ini", encoding="utf-8")
    settings["app:main"].update(options)
    path = folder / "portal.ini"
    with path.open("w", encoding="utf-8") as file:
        settings.write(file)
    return path
