"""What each criterion asks for, and what satisfies it."""

from __future__ import annotations

import pytest

from tests.quality.scored import ANNUAL, IRREGULAR, UNKNOWN, a_dataset, a_file, outcome

DATASET = [
    ("description", {"notes": "x" * 100}, "fail"),
    ("description", {"notes": "x" * 101}, "pass"),
    ("description", {"notes": " " * 200}, "fail"),
    ("description", {"notes": "", "notes_translated": {"fr": "x" * 101}}, "pass"),
    ("theme", {"theme": []}, "fail"),
    ("theme", {"theme": [""]}, "fail"),
    ("keywords", {"tags": [{"name": "a"}, {"name": "b"}, {"name": "A"}]}, "fail"),
    ("keywords", {"tag_string": "a, b , c"}, "pass"),
    ("keywords", {"tag_string": "a,,a"}, "fail"),  # typed: what was stored counts no more
    ("spatial", {"spatial_coverage": [{"kind": "commune"}]}, "fail"),
    ("spatial", {"spatial_coverage": [], "coverage_level": "fr:commune"}, "pass"),
    ("temporal", {"temporal_coverage": [{"start": "", "end": "2025"}]}, "pass"),
    ("temporal", {"temporal_coverage": [{}]}, "fail"),
    ("file", {"resources": [a_file(url="")]}, "fail"),
    ("file", {"resources": [a_file(resource_type="documentation")]}, "fail"),
    ("licence", {"license_id": ""}, "fail"),
    ("licence", {"license_id": "notspecified"}, "fail"),
    ("licence", {"license_id": "what-is-this"}, "fail"),
    ("licence", {"license_id": "own"}, "fail"),
    ("licence", {"license_id": "own", "license_inherited_from": "IGN"}, "not_applicable"),
    ("licence", {"license_id": "own", "license_fee": "yes"}, "fail"),
    (
        "licence",
        {"license_id": "own", "license_fee": "yes", "license_fee_basis": "L324-2"},
        "not_applicable",
    ),
    (
        "licence",
        {"license_id": "lov2", "license_fee": "yes", "license_fee_basis": "L324-2"},
        "fail",
    ),
    ("licence", {"license_id": "lov2", "license_fee": "no"}, "pass"),
    ("contact", {"contact": [{"name": "Équipe"}]}, "fail"),
    ("contact", {"contact": [{"email": "a@b.example"}]}, "fail"),
    ("contact", {"contact": [], "maintainer_email": "a@b.example"}, "pass"),
    ("producer", {"producing_service": " "}, "fail"),
    ("producer", {"producing_service": "", "publisher": [{"name": "Syndicat"}]}, "pass"),
    ("documented", {"provenance": ""}, "fail"),
    ("documented", {"provenance": "", "documentation": ["https://x.example"]}, "pass"),
    (
        "documented",
        {"provenance": "", "resources": [a_file(), a_file(resource_type="documentation")]},
        "pass",
    ),
    ("frequency", {"frequency": UNKNOWN}, "fail"),
    ("frequency", {"frequency": IRREGULAR}, "pass"),
    ("up_to_date", {"frequency": IRREGULAR}, "not_applicable"),
    ("up_to_date", {"frequency": ""}, "not_applicable"),
    ("up_to_date", {"frequency": UNKNOWN}, "not_applicable"),
    ("up_to_date", {"frequency": "when we have time"}, "not_applicable"),
    ("up_to_date", {"frequency": ANNUAL, "modified": "2020"}, "fail"),
    ("up_to_date", {"modified": "", "resources": []}, "not_measured"),
    ("legal", {"legal_eligibility": None}, "fail"),
]


@pytest.mark.parametrize(("criterion", "values", "wanted"), DATASET)
def test_a_dataset_is_looked_at(criterion, values, wanted):
    assert outcome(criterion, a_dataset(**values)) == wanted


FILE = [
    ("link", {"url_type": "upload"}, "not_applicable"),
    ("format", {"format": ""}, "fail"),
    ("format", {"format": "papier"}, "fail"),
    ("format", {"format": ".csv"}, "pass"),
    (
        "format",
        {"format": "http://publications.europa.eu/resource/authority/file-type/CSV"},
        "pass",
    ),
    ("machine_readable", {"format": "PDF"}, "fail"),
    ("machine_readable", {"format": "XLS"}, "pass"),
    ("open_format", {"format": "XLS"}, "fail"),
    ("schema", {"conforms_to": []}, "fail"),
    ("schema", {"conforms_to": [], "format": "PDF"}, "not_applicable"),
    ("conforms", {"conforms_to": []}, "not_applicable"),
    ("files_described", {"name": "ABRIS.csv"}, "fail"),
    ("files_described", {"name": "abris"}, "fail"),
    ("files_described", {"name": ""}, "fail"),
    ("files_described", {"description": ""}, "fail"),
]


@pytest.mark.parametrize(("criterion", "values", "wanted"), FILE)
def test_a_file_is_looked_at(criterion, values, wanted):
    assert outcome(criterion, a_dataset(resources=[a_file(**values)])) == wanted


CHECKS = [
    ("link", {"link": "pass"}, "pass"),
    ("link", {"link": "warning"}, "pass"),  # doubtful is not broken
    ("link", {"link": "fail"}, "fail"),
    ("link", {"link": "error"}, "not_measured"),
    ("link", {}, "not_measured"),
    ("link", {"link": "skipped"}, "not_applicable"),
    ("readable", {"format": "pass", "structure": "fail"}, "fail"),
    ("readable", {"format": "pass", "structure": "warning"}, "pass"),
    ("readable", {"format": "pass"}, "pass"),
    ("readable", {"format": "pass", "structure": "error"}, "not_measured"),
    ("readable", {"format": "skipped", "structure": "skipped"}, "not_applicable"),
    ("conforms", {"schema": "skipped"}, "not_applicable"),
    ("conforms", {"schema": "fail"}, "fail"),
    # Hints at personal data and at odd values are no matter of points.
    ("readable", {"format": "pass", "content": "fail", "personal": "fail"}, "pass"),
]


@pytest.mark.parametrize(("criterion", "checks", "wanted"), CHECKS)
def test_the_checks_of_a_file_count(criterion, checks, wanted):
    assert outcome(criterion, a_dataset(), {"a": checks}) == wanted


@pytest.mark.parametrize(
    ("criterion", "formats", "wanted"),
    [
        ("open_format", ("XLS", "CSV"), "pass"),  # one is enough
        ("open_format", ("XLS", "DOC"), "fail"),
        ("format", ("CSV", ""), "fail"),  # each needs it
        ("format", ("", "CSV"), "fail"),
    ],
)
def test_one_good_file_is_enough_for_some_criteria_and_not_for_others(criterion, formats, wanted):
    files = [a_file(id=str(at), format=one) for at, one in enumerate(formats)]
    assert outcome(criterion, a_dataset(resources=files), {}) == wanted


def test_a_documentation_needs_a_name_and_a_link_that_answers_and_no_machine_reads_it():
    manual = a_file(id="m", format="", resource_type="documentation", description="")
    dataset = a_dataset(resources=[a_file(), manual])
    checks = {"a": {"link": "pass", "format": "pass"}, "m": {"link": "fail", "format": "fail"}}
    assert outcome("format", dataset, checks) == "pass"
    assert outcome("readable", dataset, checks) == "pass"
    assert outcome("link", dataset, checks) == "fail"
    assert outcome("files_described", dataset, checks) == "fail"


def test_one_file_that_was_not_checked_keeps_the_others_from_passing_for_all():
    files = [a_file(), a_file(id="b")]
    assert outcome("link", a_dataset(resources=files), {"a": {"link": "pass"}}) == "not_measured"
