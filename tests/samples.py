"""The French schemas and files that checks are compared with; where they are, and what they are.

They are not part of the project.  ``OPENDATALAB_SAMPLES`` names their folder.
"""

from __future__ import annotations

import json
import os
import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
_BESIDE = ROOT.parent / "shared" / "data" / "scdl"
# Of which schema the derived files are.
_SCHEMA_OF_DERIVED = "scdl-subventions"


@dataclass(frozen=True)
class Expected:
    """What ``SOURCES.md`` says of one file."""

    file: str
    frictionless: str
    validata: str

    @property
    def valid(self) -> bool | None:
        """Whether Validata calls it valid; ``None`` where it could not read it."""
        return None if self.validata == "source error" else self.validata == "valid"


def folder() -> Path:
    """Return the folder of the samples; skip the test, and say so, where there is none.

    Where a machine checks a change (``CI`` is set) the test fails instead.
    """
    found = Path(os.environ.get("OPENDATALAB_SAMPLES") or _BESIDE)
    if not (found / "SOURCES.md").is_file() or found.name == "catalogues":
        found = found.parent / "scdl"  # the variable names the folder of the catalogues elsewhere
    if (found / "SOURCES.md").is_file():
        return found
    message = f"no samples in {found}: set OPENDATALAB_SAMPLES to their folder"
    if os.environ.get("CI"):
        pytest.fail(message)
    warnings.warn(message, stacklevel=2)
    return pytest.skip(message)


def schema(file: str) -> dict[str, Any]:
    """Return the schema of a sample."""
    home = Path(file).parent.name
    return read_schema(f"{_SCHEMA_OF_DERIVED if home == 'derived' else home}/schema.json")


@cache
def read_schema(name: str) -> dict[str, Any]:
    """Return one of the schemas."""
    return json.loads((folder() / name).read_text(encoding="utf-8"))


def every_schema() -> list[str]:
    """Return the names of all schemas."""
    home = folder()
    return sorted(str(path.relative_to(home)) for path in home.rglob("*.json"))


def expected() -> list[Expected]:
    """Return the rows of the table of ``SOURCES.md``; there is one for each CSV file."""
    home = folder()
    told = []
    for line in (home / "SOURCES.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[0].endswith(".csv`"):
            told.append(Expected(cells[0].strip("`"), cells[2], cells[3]))
    files = {str(path.relative_to(home)) for path in home.rglob("*.csv")}
    assert {one.file for one in told} == files
    return told
