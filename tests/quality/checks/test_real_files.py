"""The published French files, and those that were made from them."""

from __future__ import annotations

import pytest

from tests import samples
from tests.quality.checks.files import check, isolated, told

DERIVED = "derived/subventions_"


@pytest.mark.parametrize(
    ("file", "encoding", "delimiter", "rows", "faults"),
    [
        ("scdl-subventions/exemple_valide.csv", "UTF-8", ",", 29, {}),
        (f"{DERIVED}pointvirgule_utf8bom.csv", "UTF-8", ";", 29, {}),
        (f"{DERIVED}pointvirgule_cp1252.csv", "Windows-1252", ";", 29, {"encoding"}),
        (f"{DERIVED}tab_utf16.csv", "UTF-16", "\t", 29, {"encoding"}),
        (
            "scdl-subventions/exemple-duplicate-column.csv",
            "Windows-1252",
            ",",
            29,
            {"encoding", "header_twice"},
        ),
        ("etalab-schema-lieux-covoiturage/exemple-valide.csv", "UTF-8", ",", 1, {}),
        ("scdl-deliberations/derive-valide.csv", "UTF-8", ",", 3, {}),
    ],
)
def test_how_a_file_is_written_is_known(file, encoding, delimiter, rows, faults):
    report = isolated(samples.folder() / file)
    assert (report.encoding, report.delimiter, report.rows) == (encoding, delimiter, rows)
    assert set(told(report)) == set(faults)


@pytest.mark.parametrize(
    ("file", "name", "code"),
    [
        (f"{DERIVED}vide.csv", "format", "empty"),
        (f"{DERIVED}entete_seul.csv", "format", "header_only"),
        ("derived/page_html_au_lieu_de_csv.csv", "format", "is_html"),
        (f"{DERIVED}virgule_decimale.csv", "content", "decimal_comma"),
    ],
)
def test_what_other_validators_miss_is_told(file, name, code):
    assert list(told(isolated(samples.folder() / file), name)) == [code]


def test_no_published_file_is_said_to_hold_personal_data():
    for one in samples.expected():
        report = isolated(samples.folder() / one.file)
        assert check(report, "personal").outcome in ("pass", "skipped"), one.file


def test_a_file_is_valid_by_its_schema_and_without_faults_where_validata_says_so():
    said = {}
    for one in samples.expected():
        report = isolated(samples.folder() / one.file, schema=samples.schema(one.file))
        said[one.file] = (one.validata, report.outcome())
    wrong = {file: both for file, both in said.items() if both[0] == "valid" and both[1] == "fail"}
    assert not wrong
    passed = {
        file: both
        for file, both in said.items()
        if both[0] not in ("valid", "source error") and both[1] != "fail"
    }
    # Validata 0.9.7 refuses the schema of 2020, not the file.
    assert set(passed) <= {"etalab-schema-lieux-covoiturage/exemple-valide.csv"}
