"""How fast files are checked, against frictionless alone; and how much memory long ones take.

Each measure is a process of its own, ours and theirs in turn, on the same file and schema.
"""

from __future__ import annotations

import csv
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

KEY = "files"
BEGIN, END = "<!-- files: begin -->", "<!-- files: end -->"
ROWS, FEW, MANY = 200_000, 10_000, 1_000_000
GOAL, MEMORY_GOAL = 0.9, 1.2
SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "attribuant", "type": "string", "constraints": {"required": True}},
        {"name": "siret_attribuant", "type": "string", "constraints": {"pattern": r"^\d{14}$"}},
        {"name": "date", "type": "date", "constraints": {"required": True}},
        {"name": "reference", "type": "string"},
        {"name": "beneficiaire", "type": "string", "constraints": {"required": True}},
        {"name": "siret", "type": "string"},
        {"name": "rna", "type": "string", "constraints": {"pattern": r"^W\d{9}$"}},
        {"name": "objet", "type": "string", "constraints": {"maxLength": 256}},
        {"name": "montant", "type": "number", "constraints": {"required": True, "minimum": 0}},
        {"name": "nature", "type": "string", "constraints": {"enum": ["numéraire", "nature"]}},
        {"name": "conditions", "type": "string", "constraints": {"enum": ["unique", "échelonné"]}},
        {"name": "debut", "type": "date"},
        {"name": "fin", "type": "date"},
        {"name": "rae", "type": "string"},
        {"name": "europe", "type": "boolean"},
        {"name": "part", "type": "number", "constraints": {"minimum": 0, "maximum": 1}},
    ],
    "custom_checks": [
        {"name": "french-siret-value", "params": {"column": "siret_attribuant"}},
        {"name": "french-siret-value", "params": {"column": "siret"}},
        {"name": "one-of-required", "params": {"column1": "siret", "column2": "rna"}},
    ],
}


@dataclass(frozen=True)
class Found:
    """One process: how long the check took, and the most memory that the process had."""

    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Files:
    """What was measured."""

    ours: list[Found]
    theirs: list[Found]
    few: Found
    many: Found


def run(turns: int, say: Callable[[str], None]) -> Files:
    """Measure both ``turns`` times, then the memory for a short and a long file."""
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "lignes.csv", ROWS)
        ours, theirs = [], []
        for turn in range(turns):
            say(f"  ... files: round {turn + 1} of {turns}")
            for what, found in (("ours", ours), ("theirs", theirs))[:: 1 if turn % 2 else -1]:
                found.append(_apart(what, path))
        say(f"  ... files: memory for {FEW:,} and {MANY:,} rows")
        short, long = (write(Path(folder) / f"{n}.csv", n) for n in (FEW, MANY))
        return Files(ours, theirs, _apart("ours", short), _apart("ours", long))


def table(files: Files) -> str:
    """Return the Markdown table."""
    ours, theirs = (
        statistics.median(ROWS / one.seconds for one in each) for each in (files.ours, files.theirs)
    )
    memory = files.many.megabytes / files.few.megabytes
    fast = "reached" if ours / theirs >= GOAL else "**missed**"
    flat = "reached" if memory <= MEMORY_GOAL else "**missed**"
    return "\n".join(
        (
            "| | Ours | Compared with | Ratio | Goal | |",
            "|---|---|---|---|---|---|",
            f"| Rows per second, {ROWS:,} rows, 16 columns | {ours:,.0f} "
            f"| {theirs:,.0f}, `frictionless validate` alone "
            f"| **{ours / theirs:.2f}** | ≥ {GOAL} | {fast} |",
            f"| Memory of the process, {MANY:,} rows | {files.many.megabytes:.0f} MB "
            f"| {files.few.megabytes:.0f} MB, {FEW:,} rows "
            f"| **{memory:.2f}** | ≤ {MEMORY_GOAL} | {flat} |",
        )
    )


def write(path: Path, rows: int) -> Path:
    """Write a file that follows the schema, much of it different in every row."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([field["name"] for field in SCHEMA["fields"]])
        writer.writerows(_rows(rows))
    return path


def _rows(count: int) -> Iterator[list[str]]:
    chance = random.Random(2026)
    sirens = [_with_key(f"{number:08}") for number in chance.sample(range(10**8), 20_000)]
    first = date(2015, 1, 1)
    for number in range(count):
        day = (first + timedelta(chance.randrange(3000))).isoformat()
        yield [
            "Ville de Poitiers",
            "21860194600013",
            day,
            f"2024-{number}",
            f"Association n° {chance.randrange(50_000)}",
            _with_key(f"{chance.choice(sirens)}{chance.randrange(100):04}"),
            f"W{chance.randrange(10**9):09}" if chance.random() < 0.5 else "",
            f"Soutien à l’action {number}, « lire en été »",
            f"{chance.randrange(10**7) / 100}",
            chance.choice(("numéraire", "nature")),
            chance.choice(("unique", "échelonné")),
            day,
            "" if chance.random() < 0.2 else "2026-12-31",
            "",
            chance.choice(("true", "false")),
            f"{chance.randrange(101) / 100}",
        ]


def _with_key(digits: str) -> str:
    """Add the Luhn key, computed here apart from the code that is measured."""
    total = sum(
        sum(divmod(int(digit) * (2 - at % 2), 10)) for at, digit in enumerate(reversed(digits))
    )
    return f"{digits}{-total % 10}"


def _apart(what: str, path: Path) -> Found:
    command = [sys.executable, "-W", "ignore", "-m", "tests.bench.quality", what, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Found(**json.loads(done.stdout.splitlines()[-1]))


def _ours(path: Path) -> bool:
    from ckanext.opendatalab.quality.checks import run as checks

    subject = checks.Subject("csv", path.name, SCHEMA, "bench", "table", MANY, date(2026, 11, 24))
    report = checks.examine(path, subject)
    return report.outcome() == "pass" and report.complete


def _theirs(path: Path) -> bool:
    from frictionless import Detector, Schema
    from frictionless.resources import TableResource

    resource = TableResource(
        path=path.name,
        basepath=str(path.parent),
        schema=Schema.from_descriptor({"fields": SCHEMA["fields"]}),
        detector=Detector(schema_sync=True),
    )
    return bool(resource.validate().valid)


def main() -> None:
    what, path = sys.argv[1:]
    check = {"ours": _ours, "theirs": _theirs}[what]
    start = time.perf_counter()
    good = check(Path(path))
    seconds = time.perf_counter() - start
    if not good:
        raise SystemExit(f"{what}: the file should pass, else something else is measured")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": most}))


if __name__ == "__main__":
    main()
