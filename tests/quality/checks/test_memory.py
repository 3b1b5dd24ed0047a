"""How much memory the checks take does not depend on how long a file is."""

from __future__ import annotations

import pytest

from tests.quality.checks.files import MEMORY, isolated, put

HEADER = "nom;siret;montant;objet\n"
# What the child may take beside what it shares with its parent.
LITTLE = 60_000_000
SCHEMA = {
    "fields": [
        {"name": "nom", "type": "string", "constraints": {"required": True}},
        {"name": "montant", "type": "number"},
    ]
}


@pytest.mark.parametrize("rows", [10_000, 300_000])
def test_a_long_table_needs_no_more_than_a_short_one(tmp_path, rows):
    lines = (f"Club sportif {n};21060004500392;{n}.5;fonctionnement\n" for n in range(rows))
    path = put(tmp_path, HEADER + "".join(lines))
    report = isolated(path, seconds=120, memory=LITTLE, schema=SCHEMA)
    assert (report.rows, report.complete, report.outcome()) == (rows, True, "pass")


def test_100_megabytes_that_are_all_faults_fit_too(tmp_path):
    path = put(tmp_path, HEADER)
    with path.open("a", encoding="utf-8") as stream:
        for _ in range(100):
            stream.write(("x" * 1_000 + ";" + "é" * 500 + ";;1,5;\n") * 500)
    assert path.stat().st_size > 95_000_000
    report = isolated(path, seconds=120, memory=LITTLE)
    assert LITTLE < MEMORY
    assert (report.rows, report.outcome()) == (50_000, "fail")
