"""The seam with ckanext-scheming, and what a client sends through it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories
from ckanext.scheming.plugins import SchemingDatasetsPlugin

from ckanext.opendatalab.fields import schema

pytestmark = pytest.mark.usefixtures("used_portal")

THEMES = "http://publications.europa.eu/resource/authority/data-theme/"
ANNUAL = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"
HOSTILE = """<script>alert("x")</script> & 'y' <img src=x onerror=alert(1)>"""


def call_action(action: str, **data: Any) -> Any:
    """What the action gives a system administrator."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return tk.get_action(action)({"user": user}, data)


# The seam


def test_the_names_of_scheming_that_we_touch_are_there():
    plugin = SchemingDatasetsPlugin.instance
    assert plugin is not None
    for name in ("_schemas", "_expanded_schemas", "_dataset_form_pages", "_presets"):
        assert isinstance(getattr(plugin, name), dict)


def test_the_schema_of_a_dataset_holds_the_fields_of_both():
    shown = call_action("scheming_dataset_schema_show", type="dataset")
    names = [field["field_name"] for field in shown["dataset_fields"]]
    assert names[:2] == ["title", "name"]
    assert names[names.index("tag_string") + 1 :][:2] == ["theme", "issues_served"]
    assert {"contact", "frequency", "quality_statement", "quality_score"} <= set(names)
    files = [field["field_name"] for field in shown["resource_fields"]]
    assert files[files.index("format") + 1] == "conforms_to"


def test_the_form_has_pages_and_the_first_has_a_title():
    titles = [page["title"]["fr"] for page in tk.h.scheming_get_dataset_form_pages("dataset")]
    assert titles == ["Décrire", "Licence et diffusion", "Qualité et mise à jour"]


def test_the_report_tells_what_became_of_each_field():
    outcomes = {d.field: d.outcome for d in schema.report()["dataset"].report}
    assert outcomes["theme"] == "added"
    assert outcomes["license_id"] == "kept"


# What a client sends


def test_every_kind_of_field_comes_back_as_it_was_sent():
    sent = {
        "theme": ["TRAN", "http://publications.europa.eu/resource/authority/data-theme/ENVI"],
        "frequency": "Annuelle",
        "producing_service": "Direction de la voirie",
        "contact": [{"name": "Équipe open data", "email": "opendata@valorne.example"}],
        "temporal_coverage": [{"start": "2025-01-01", "end": "2025-12-31"}, {"start": "2026"}],
        "spatial_coverage": [{"kind": "commune", "code": "01004"}],
        "documentation": "https://valorne.example/a\r\nhttps://valorne.example/b",
        "language": "fr",
    }
    dataset = factories.Dataset(**sent)
    shown = call_action("package_show", id=dataset["id"])
    assert shown["theme"] == [f"{THEMES}TRAN", f"{THEMES}ENVI"]
    assert shown["frequency"] == ANNUAL
    assert shown["producing_service"] == sent["producing_service"]
    assert shown["contact"] == sent["contact"]
    assert shown["temporal_coverage"] == sent["temporal_coverage"]
    assert shown["spatial_coverage"] == [
        {"kind": "commune", "code": "01004", "uri": "http://id.insee.fr/geo/commune/01004"}
    ]
    assert shown["documentation"] == ["https://valorne.example/a", "https://valorne.example/b"]
    assert shown["language"] == ["http://publications.europa.eu/resource/authority/language/FRA"]
    assert "extras" not in shown


def test_fields_of_a_file_come_back_as_they_were_sent():
    dataset = factories.Dataset(
        resources=[
            {
                "url": "https://valorne.example/a.csv",
                "format": "CSV",
                "resource_type": "documentation",
                "conforms_to": ["https://schema.data.gouv.fr/scdl/subventions/"],
                "encoding": "Latin-1",
                "language": ["Français"],
                "coverage_start": "2025-01",
            }
        ]
    )
    shown = call_action("package_show", id=dataset["id"])["resources"][0]
    assert shown["resource_type"] == "documentation"
    assert shown["conforms_to"] == ["https://schema.data.gouv.fr/scdl/subventions/"]
    assert shown["encoding"] == "iso-8859-1"
    assert shown["language"] == ["http://publications.europa.eu/resource/authority/language/FRA"]
    assert shown["coverage_start"] == "2025-01"


def test_a_new_address_of_a_territory_follows_its_new_code():
    dataset = factories.Dataset(spatial_coverage=[{"kind": "commune", "code": "01004"}])
    place = {**dataset["spatial_coverage"][0], "kind": "departement", "code": "2a"}
    changed = call_action("package_patch", id=dataset["id"], spatial_coverage=[place])
    assert changed["spatial_coverage"] == [
        {"kind": "departement", "code": "2A", "uri": "http://id.insee.fr/geo/departement/2A"}
    ]


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("theme", ["Sorcery"], "Sorcery"),
        ("frequency", "every other Tuesday", "list"),
        ("issued", "2025-02-30", "calendar"),
        ("issued", "30/12/2025", "2025-12-31"),
        ("quality_statement", "x" * 10_001, "10001"),
        ("documentation", "javascript:alert(1)", "web address"),
        ("frequency", ["a", "b"], "text"),
    ],
)
def test_a_wrong_value_is_refused_with_what_to_write(field: str, value: Any, told: str):
    with pytest.raises(tk.ValidationError) as raised:
        factories.Dataset(**{field: value})
    assert told in raised.value.error_dict[field][0]


@pytest.mark.parametrize(
    ("group", "told"),
    [
        ({"kind": "commune", "code": "1004"}, "01004"),
        ({"kind": "commune", "code": "31000000"}, "INSEE"),
        ({"kind": "epci", "code": "123456789"}, "digits"),
    ],
)
def test_a_wrong_code_is_refused_in_its_group(group: dict[str, str], told: str):
    with pytest.raises(tk.ValidationError) as raised:
        factories.Dataset(spatial_coverage=[{"text": "Valorne"}, group])
    assert told in raised.value.error_dict["spatial_coverage"][1]["code"][0]


def test_hostile_text_is_kept_as_it_was_typed():
    dataset = factories.Dataset(
        producing_service=HOSTILE,
        quality_statement=HOSTILE,
        provenance=HOSTILE,
        license_inherited_from=HOSTILE,
        contact=[{"name": HOSTILE}],
        publisher=[{"name": HOSTILE}],
        spatial_coverage=[{"text": HOSTILE}],
    )
    shown = call_action("package_show", id=dataset["id"])
    for field in ("producing_service", "quality_statement", "provenance", "license_inherited_from"):
        assert shown[field] == HOSTILE
    assert shown["contact"] == shown["publisher"] == [{"name": HOSTILE}]
    assert shown["spatial_coverage"] == [{"text": HOSTILE}]


def test_what_a_client_sends_for_a_computed_field_is_ignored():
    dataset = factories.Dataset(quality_score="100", governance_state="blessed")
    shown = call_action("package_show", id=dataset["id"])
    assert shown["quality_score"] < 50
    assert shown["governance_state"] == "published"


def test_an_empty_value_clears_any_field():
    dataset = factories.Dataset(
        theme=["TRAN"],
        frequency="ANNUAL",
        quality_statement="x",
        contact=[{"name": "x"}],
        documentation=["https://valorne.example/"],
    )
    cleared = call_action(
        "package_patch",
        id=dataset["id"],
        theme="",
        frequency="",
        quality_statement="",
        documentation=[],
        **{"contact-0-name": "", "contact-0-email": ""},
    )
    for field in ("theme", "frequency", "quality_statement", "contact", "documentation"):
        assert field not in cleared


def test_a_high_value_dataset_names_the_regulation():
    dataset = factories.Dataset(hvd_category=["Mobilité"])
    assert dataset["applicable_legislation"] == ["http://data.europa.eu/eli/reg_impl/2023/138/oj"]
    again = call_action("package_patch", id=dataset["id"], title="Other")
    assert again["applicable_legislation"] == dataset["applicable_legislation"]


# The groups of a form page


def test_what_a_page_of_the_form_sends_replaces_the_stored_groups():
    dataset = factories.Dataset(contact=[{"name": "Old"}, {"name": "Older"}])
    typed = {"contact-0-name": "New", "contact-0-email": "", "contact-10-name": "Last"}
    typed |= {"contact-2-name": "Middle", "contact-3-name": "", "contact-3-url": ""}
    changed = call_action("package_patch", id=dataset["id"], **typed)
    assert [group["name"] for group in changed["contact"]] == ["New", "Middle", "Last"]


def test_a_page_without_the_groups_leaves_them():
    dataset = factories.Dataset(contact=[{"name": "Old"}])
    changed = call_action("package_patch", id=dataset["id"], title="New")
    assert changed["contact"] == [{"name": "Old"}]


def test_free_extras_with_our_names_become_the_fields():
    dataset = factories.Dataset(
        extras=[
            {"key": "frequency", "value": "annuelle"},
            {"key": "contact", "value": "M. Martin, mairie"},
            {"key": "something_else", "value": "stays"},
        ]
    )
    assert dataset["frequency"] == ANNUAL
    assert dataset["contact"] == [{"name": "M. Martin, mairie"}]
    assert dataset["extras"] == [{"key": "something_else", "value": "stays"}]
