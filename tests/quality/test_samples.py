"""All sample files get the verdict that Validata gives, and more where it gives none or misses.

``docs/quality.md`` shows the comparison.  ``OPENDATALAB_WRITE=1`` writes it anew; otherwise it has
to be what is found.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from datetime import date

import pytest

from ckanext.opendatalab.quality.checks import run, wording
from tests import samples

DOCUMENT = samples.ROOT / "docs" / "quality.md"
BEGIN, END = "<!-- comparaison : début -->", "<!-- comparaison : fin -->"
VERDICTS = {"pass": "conforme", "warning": "à améliorer", "fail": "non conforme"}
# Where Validata cannot read the file, cannot use the schema, or calls valid what is not good.
MORE = {
    "derived/subventions_entete_seul.csv": {"header_only": 1},
    "derived/subventions_pointvirgule_cp1252.csv": {"encoding": 1},
    "derived/subventions_tab_utf16.csv": {"encoding": 1},
    "derived/subventions_vide.csv": {"empty": 1},
    "derived/page_html_au_lieu_de_csv.csv": {"is_html": 1},
    "derived/subventions_entetes_majuscules.csv": {"incorrect-label": 16},
    "etalab-schema-lieux-covoiturage/exemple-invalide.csv": {"type-error": 1},
    "etalab-schema-lieux-covoiturage/exemple-valide.csv": {},
    "scdl-subventions/exemple-duplicate-column.csv": {"encoding": 1, "header_twice": 1},
}
_COUNT = re.compile(r"([a-z-]+): ?(\d+)")
# Theirs, and ours for the same.
_SAME = {"missing-required-header": "missing-label"}


def examined(file):
    path = samples.folder() / file
    subject = run.Subject(
        "csv", path.name, samples.schema(file), "exemple", "table", 100_000, date(2026, 11, 24)
    )
    return run.examine(path, subject)


def kinds(report):
    """Return how many faults of each kind there are, by frictionless' kinds where it has them."""
    found: Counter[str] = Counter()
    for check in report.checks:
        for fault in check.faults if check.check != "personal" else ():
            general = [k for k in ("type-error", "constraint-error") if fault.code.startswith(k)]
            found[general[0] if general else fault.code] += fault.count
    return dict(found)


@pytest.fixture(scope="module")
def compared():
    return [(one, examined(one.file)) for one in samples.expected()]


def test_every_file_has_the_faults_that_validata_finds_and_no_other(compared):
    for one, report in compared:
        theirs = {_SAME.get(k, k): int(count) for k, count in _COUNT.findall(one.validata)}
        assert kinds(report) == MORE.get(one.file, theirs), one.file


def test_every_file_has_the_verdict_of_validata_where_it_has_one(compared):
    for one, report in compared:
        if one.validata != "source error" and "schema-error" not in one.validata:
            assert (report.outcome() == "fail") == one.validata.startswith("INVALID"), one.file


def test_files_that_validata_cannot_read_or_calls_valid_are_judged(compared):
    verdicts = {one.file: report.outcome() for one, report in compared}
    assert {file: verdicts[file] for file in MORE} == {
        "derived/subventions_entete_seul.csv": "warning",
        "derived/subventions_pointvirgule_cp1252.csv": "warning",
        "derived/subventions_tab_utf16.csv": "warning",
        "derived/subventions_vide.csv": "fail",
        "derived/page_html_au_lieu_de_csv.csv": "fail",
        "derived/subventions_entetes_majuscules.csv": "fail",
        "etalab-schema-lieux-covoiturage/exemple-invalide.csv": "fail",
        "etalab-schema-lieux-covoiturage/exemple-valide.csv": "pass",
        "scdl-subventions/exemple-duplicate-column.csv": "fail",
    }


def test_every_fault_and_every_reason_is_said_in_french(compared):
    for _, report in compared:
        for check in report.checks:
            if check.reason:
                assert wording.reason(check.reason, "fr") != check.reason
            for fault in check.faults:
                assert wording.sentence(fault.code, fault.numbers, "fr") != fault.code


def test_the_document_shows_what_is_found(compared):
    lines = [
        "| Fichier | Notre verdict | Nos constats | validata-core 0.9.7 | frictionless 5.21 |",
        "|---|---|---|---|---|",
    ]
    for one, report in compared:
        found = ", ".join(f"{kind} : {count}" for kind, count in kinds(report).items()) or "aucun"
        lines.append(
            f"| `{one.file}` | {VERDICTS[report.outcome()]} | {found} "
            f"| {_french(one.validata)} | {_french(one.frictionless)} |"
        )
    table = "\n".join(lines)
    document = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = document.partition(BEGIN)
    shown, _, after = rest.partition(END)
    if os.environ.get("OPENDATALAB_WRITE"):
        DOCUMENT.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")
    else:
        assert shown.strip() == table, "run this test again with OPENDATALAB_WRITE=1"


def _french(said):
    said = said.replace("source error", "fichier illisible")
    said = re.sub(r"^valid$", "conforme", said)
    said = re.sub(r"^INVALID ", "non conforme ; ", said)
    said = re.sub(r"([a-z]):(\d)", r"\1: \2", said)
    return re.sub(r"(\d) (?=[a-z])", r"\1, ", said).replace(": ", " : ")
