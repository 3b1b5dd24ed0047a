"""Hints at personal data: columns, never what they hold, never in public."""

from __future__ import annotations

import json

import pytest

from ckanext.opendatalab.quality.checks import report as reports
from tests.quality.checks.files import check, examined, fault, told

NIR = "2 55 08 14 168 025 38"
IBAN = "FR14 2004 1010 0505 0001 3M02 606"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("id;note\na;voir jeanne.martin@example.org\n", "personal_email"),
        ("id;note\na;appeler le 06 12 34 56 78\n", "personal_phone"),
        ("id;note\na;+33612345678\n", "personal_phone"),
        (f"id;note\na;{NIR}\n", "personal_national_number"),
        (f"id;note\na;{NIR.replace(' ', '')}\n", "personal_national_number"),
        (f"id;note\na;{IBAN}\n", "personal_account"),
        ("id;date_naissance\na;2001-01-01\n", "personal_birth_date"),
        ("id;prenom\na;Jeanne\n", "personal_name"),
    ],
)
def test_a_column_is_told(tmp_path, content, code):
    report = examined(tmp_path, content)
    found = fault(report, code)
    assert [place.column for place in found.places] == [2]
    assert found.values == ()
    assert report.outcome() == "pass"


@pytest.mark.parametrize(
    "content",
    [
        "id;courriel\na;mairie@example.org\nb;contact@example.org\n",
        "id;siret\na;21060004500392\n",
        "id;numero\na;0612345678\n",
        f"id;note\na;{NIR[:-1]}9\n",
        f"id;note\na;{IBAN[:-1]}7\n",
        "id;nom_commune\na;Antibes\n",
    ],
)
def test_desks_codes_and_wrong_keys_say_nothing(tmp_path, content):
    assert told(examined(tmp_path, content), "personal") == {}


def test_nothing_of_a_flagged_column_is_in_the_report(tmp_path):
    secrets = ["paul.durand@example.org", "06 12 34 56 78", NIR, IBAN]
    content = "contact;montant;\n" + "".join(f"{secret};1,5;x\n" for secret in secrets) * 2
    schema = {"fields": [{"name": "contact", "type": "integer"}]}
    report = examined(tmp_path, content, schema=schema)
    kept = json.dumps([reports.to_public(report), reports.to_internal(report)])
    assert "type-error" in kept
    assert '"1,5"' in kept
    assert not any(secret in kept for secret in secrets)


def test_a_personal_value_below_the_rows_that_were_looked_at_is_not_kept_either(tmp_path):
    content = "n\n" + "".join(f"{n}\n" for n in range(6000)) + "paul@example.org\nx y\n"
    schema = {"fields": [{"name": "n", "type": "integer"}]}
    report = examined(tmp_path, content, schema=schema)
    assert check(report, "personal").outcome == "pass"
    assert fault(report, "type-error-integer").values == ("", "x y")


def test_hints_are_in_no_public_part(tmp_path):
    public = json.dumps(reports.to_public(examined(tmp_path, "id;a\n1;paul@example.org\n")))
    assert "personal" not in public


def test_the_first_row_of_a_file_without_header_does_not_become_public(tmp_path):
    schema = {"fields": [{"name": "n", "type": "integer"}, {"name": "paul", "type": "string"}]}
    content = "paul@example.org;paul@example.org; 06 12 34 56 78\njeanne@example.org;1;2\n"
    for wanted in (None, schema):
        public = json.dumps(reports.to_public(examined(tmp_path, content, schema=wanted)))
        assert "header_twice" in public
        assert "example.org" not in public
        assert "06 12" not in public
