"""What a report says of a schema that could not be had."""

from __future__ import annotations

from ckanext.opendatalab.quality.checks import wording
from ckanext.opendatalab.quality.checks.report import Check, Report
from ckanext.opendatalab.quality.schemas.found import Found, told

MADE = Report((Check("format", "pass"), Check("schema", "skipped", reason="schema_none")))
ADDRESS = "https://example.org/schema.json"


def test_a_schema_that_could_not_be_fetched_is_an_error_and_no_fault_of_the_file():
    said = told(MADE, Found(ADDRESS, "", ADDRESS, "table", ADDRESS, error="http:timeout"))
    (check,) = [one for one in said.checks if one.check == "schema"]
    assert (check.outcome, check.faults) == ("error", ())
    assert "n’est pas en cause" in wording.reason(check.reason, "fr")
    assert "no fault of the file" in wording.reason(check.reason, "en")


def test_the_report_stays_as_it_is_with_the_schema_without_one_and_with_another_kind():
    kept = Found(ADDRESS, "", ADDRESS, "table", ADDRESS, fingerprint="x")
    other = Found("etalab/schema-bal", "1", "BAL", "other", ADDRESS)
    assert told(MADE, None) == told(MADE, kept) == told(MADE, other) == MADE
