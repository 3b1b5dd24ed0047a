"""What a description lacks, from the file that ships and from made-up items."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from ckanext.opendatalab.fields import completeness

TODAY = date(2026, 3, 1)
SOURCE = Path(completeness.__file__).with_name(completeness.SOURCE)
ITEMS = completeness.load(yaml.safe_load(SOURCE.read_text(encoding="utf-8")))
DATASET_FIELDS = [
    "title", "notes", "theme", "tag_string", "producing_service", "contact", "license_id",
    "license_fee", "license_fee_basis", "hvd_category", "applicable_legislation", "frequency",
    "coverage_level", "spatial_coverage", "access_rights", "temporal_coverage",
    "quality_statement", "issues_served",
]  # fmt: skip
RESOURCE_FIELDS = [
    "url", "name", "description", "format", "resource_type", "coverage_start", "coverage_end",
]  # fmt: skip
FULL: dict[str, Any] = {
    "title": "Arbres d'alignement",
    "notes": "Une ligne par arbre. " * 20,
    "theme": ["ENVI"],
    "tags": [{"name": "arbre"}],
    "producing_service": "Direction des espaces verts",
    "contact": [{"name": "Équipe open data", "email": "opendata@valorne.example"}],
    "license_id": "etalab-2.0",
    "frequency": "http://publications.europa.eu/resource/authority/frequency/ANNUAL",
    "coverage_level": "commune",
    "temporal_coverage": [{"start": "2025-01-01", "end": "2025-12-31"}],
    "quality_statement": "Les jardins privés ne sont pas comptés.",
    "issues_served": ["attractiveness"],
    "resources": [
        {"url": "arbres.csv", "name": "Arbres 2025", "description": "Un arbre", "format": "CSV"}
    ],
}


def missing(dataset: dict[str, Any], level: completeness.Level = "expected") -> list[str]:
    found = completeness.assess(ITEMS, dataset, DATASET_FIELDS, RESOURCE_FIELDS, TODAY)
    return [gap.item.id for gap in found.of(level)]


def test_a_full_description_lacks_nothing():
    found = completeness.assess(ITEMS, FULL, DATASET_FIELDS, RESOURCE_FIELDS, TODAY)
    assert found.gaps == ()
    assert found.complete


def test_an_empty_description_lacks_everything_expected_and_says_so_in_the_order_of_the_form():
    assert missing({}) == [
        "title", "notes", "theme", "producing_service", "contact", "licence", "frequency",
        "coverage", "resources",
    ]  # fmt: skip


@pytest.mark.parametrize("blank", ["", "  ", None, [], [""], [{}], [{"name": " "}]])
def test_a_blank_value_counts_as_missing(blank: Any):
    assert "producing_service" in missing({**FULL, "producing_service": blank})


def test_a_contact_needs_a_name_and_a_way_to_write():
    assert missing({**FULL, "contact": [{"name": "Équipe"}]}) == ["contact"]
    assert missing({**FULL, "contact": [{"email": "a@b.example"}]}) == ["contact"]
    assert missing({**FULL, "contact": [{"name": "Équipe", "url": "https://x.example"}]}) == []


def test_a_licence_that_is_not_specified_is_missing():
    assert missing({**FULL, "license_id": "notspecified"}) == ["licence"]


def test_a_territory_by_its_code_is_enough():
    dataset = {**FULL, "coverage_level": "", "spatial_coverage": [{"code": "01004"}]}
    assert missing(dataset) == []


def test_a_high_value_dataset_needs_its_legislation_and_another_does_not():
    assert missing({**FULL, "hvd_category": ["c_ac64a52d"]}) == ["applicable_legislation"]


def test_a_fee_needs_its_basis():
    assert missing({**FULL, "license_fee": "yes"}) == ["license_fee_basis"]
    assert missing({**FULL, "license_fee": "no"}) == []


def test_data_that_are_not_public_need_no_file():
    address = "http://publications.europa.eu/resource/authority/access-right/NON_PUBLIC"
    assert missing({**FULL, "resources": []}) == ["resources"]
    assert missing({**FULL, "resources": [], "access_rights": address}) == []


def test_advice_is_told_apart_from_what_is_expected():
    dataset = {
        **FULL,
        "notes": "Court.",
        "tags": [],
        "frequency": "http://publications.europa.eu/resource/authority/frequency/UNKNOWN",
        "temporal_coverage": [],
        "quality_statement": "",
    }
    assert missing(dataset) == []
    assert missing(dataset, "advice") == [
        "notes_short", "tags", "frequency_unknown", "temporal_coverage", "quality_statement",
    ]  # fmt: skip


def test_the_files_to_improve_are_named():
    good = FULL["resources"][0]
    bad = {"url": "https://x.example/Export_1.XLSX", "name": "export_1.xlsx", "format": "XLSX"}
    found = completeness.assess(
        ITEMS, {**FULL, "resources": [good, bad]}, DATASET_FIELDS, RESOURCE_FIELDS, TODAY
    )
    assert [(gap.item.id, gap.resources) for gap in found.gaps] == [
        ("resource_description", (bad,)),
        ("resource_name", (bad,)),
        ("resource_open_format", (bad,)),
    ]


def test_a_documentation_file_may_be_a_pdf():
    guide = {
        "url": "guide.pdf", "name": "Guide de lecture", "description": "Les colonnes",
        "format": "PDF", "resource_type": "documentation",
    }  # fmt: skip
    assert missing({**FULL, "resources": [guide]}, "advice") == []


def test_a_field_that_the_schema_lacks_is_not_asked_for():
    found = completeness.assess(ITEMS, {}, ["title"], [], TODAY)
    assert [gap.field for gap in found.gaps] == ["title", "resources"]


@pytest.mark.parametrize("nonsense", ["x", 3, {"a": 1}, [1, "two", None]])
def test_nonsense_in_a_field_breaks_nothing(nonsense: Any):
    assert missing({**FULL, "contact": nonsense, "resources": nonsense})


GOOD = {
    "id": "a", "level": "expected", "field": "title", "check": "filled",
    "message": {"en": "Title.", "fr": "Titre."},
}  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "'items' must be a list"),
        ({"items": [{}]}, "every item needs an 'id'"),
        ({"items": [{**GOOD, "level": "maybe"}]}, "item 'a': 'level' is 'maybe'; expected one of"),
        ({"items": [{**GOOD, "check": "guess"}]}, "'check' is 'guess'; expected one of filled"),
        ({"items": [{**GOOD, "messages": 1}]}, "unknown key 'messages'"),
        ({"items": [{**GOOD, "message": {"en": "x"}}]}, "'message' must have 'en' and 'fr'"),
        ({"items": [{**GOOD, "arguments": {"x": 1}}]}, "knows no argument 'x'"),
        ({"items": [{**GOOD, "field": ""} | {"fields": []}, GOOD]}, "item 'a' occurs twice"),
    ],
)
def test_a_wrong_file_is_refused_with_the_item_and_what_is_expected(content: Any, said: str):
    with pytest.raises(ValueError, match="completeness.yaml") as refused:
        completeness.load(content)
    assert said in str(refused.value)


def test_a_resource_without_a_file_and_without_an_address_is_not_complete():
    resources = [
        *FULL["resources"],
        {"url": "", "name": "À venir", "description": "x", "format": "CSV"},
    ]
    assert missing({**FULL, "resources": resources}) == ["resource_url"]


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("2025-12-31", "2025-01-01", True),
        ("2025-01-01", "2025-01-01", False),
        ("2025-03-01", "2025", False),
        ("2026", "2025-03-01", True),
        ("2025-01-01", "", False),
        (None, "2025-01-01", False),
    ],
)
def test_a_period_that_ends_before_it_begins_is_to_be_corrected(start, end, found):
    period = {**FULL, "temporal_coverage": [{"start": start, "end": end}]}
    assert ("period_in_order" in missing(period)) is found
    resource = {**FULL["resources"][0], "coverage_start": start, "coverage_end": end}
    assert ("resource_period_in_order" in missing({**FULL, "resources": [resource]})) is found


def test_a_period_typed_as_text_is_left_alone():
    assert missing({**FULL, "temporal_coverage": "de 2025 à 2020"}) == []
