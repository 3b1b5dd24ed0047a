"""The content files themselves, without CKAN."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from ckanext.opendatalab.demo import content, describe
from ckanext.opendatalab.demo.content import ContentError
from ckanext.opendatalab.fields import territories, vocabulary
from ckanext.opendatalab.fields.definitions import parse_presets

TODAY = date(2025, 11, 24)
PRESETS = parse_presets(
    "presets.yaml", (vocabulary.FOLDER.parent / "presets.yaml").read_text("utf-8")
)


@pytest.fixture(scope="module")
def demonstration():
    return content.read(TODAY)


def _vocabulary_fields():
    found = {}
    for preset in PRESETS.values():
        if "opendatalab_vocabulary" in preset:
            found[preset["field_name"]] = vocabulary.get(preset["opendatalab_vocabulary"])
    return found


def test_the_demonstration_has_about_sixty_datasets_in_six_organizations(demonstration):
    assert 55 <= len(demonstration.datasets) <= 70
    assert len(demonstration.organizations) == 6
    assert {entry["organization"] for entry in demonstration.datasets.values()} == set(
        demonstration.organizations
    )


def test_every_value_of_a_list_is_in_its_vocabulary(demonstration):
    known = _vocabulary_fields()
    for name in demonstration.datasets:
        described = describe.package(demonstration, name)
        parts = [described, *(r.metadata for r in describe.resources(demonstration, name))]
        for part in parts:
            for field in known.keys() & part.keys():
                values = part[field] if isinstance(part[field], list) else [part[field]]
                for value in values:
                    assert known[field].normalise(value) is not None, f"{name}: {field}: {value}"


def test_every_identifier_and_every_title_is_unique(demonstration):
    entries = demonstration.datasets.values()
    identifiers = [entry["fields"]["identifier"] for entry in entries]
    titles = [entry["title"] for entry in entries]
    assert len(set(identifiers)) == len(identifiers)
    assert len(set(titles)) == len(titles)


def test_every_keyword_is_one_that_core_accepts(demonstration):
    for name, entry in demonstration.datasets.items():
        for tag in entry.get("tags", []):
            assert re.fullmatch(r"[\w .-]{2,100}", tag), f"{name}: {tag}"


def test_every_organization_number_has_a_right_key(demonstration):
    for entry in demonstration.organizations.values():
        assert territories.check_siren(entry["siren"]) == entry["siren"]


def test_no_address_leads_out_of_the_fictional_world(demonstration):
    """Mail and web addresses end in .example, but for the national schemas and the European law."""
    text = "\n".join(file.read_text("utf-8") for file in content.FOLDER.rglob("*.yaml"))
    hosts = set(re.findall(r"https?://([^/\s\"']+)", text)) | set(re.findall(r"@([\w.-]+)", text))
    real = {host for host in hosts if not host.rstrip(".").endswith(".example")}
    assert real == {"schema.data.gouv.fr", "data.europa.eu"}


def test_the_flaws_that_the_portal_points_out_are_there(demonstration):
    fields = {
        name: describe.package(demonstration, name)
        for name, entry in demonstration.datasets.items()
        if not entry.get("census")  # of which nobody said more yet
    }
    resources = {name: list(describe.resources(demonstration, name)) for name in fields}
    licences = [one["license_id"] for one in fields.values()]

    assert any(len(one["notes"]) < 40 for one in fields.values())
    assert any(not one["tag_string"] for one in fields.values())
    assert any(one["frequency"] == "UNKNOWN" for one in fields.values())
    assert any("contact" not in one for one in fields.values())
    assert sum(one["private"] for one in fields.values()) >= 5
    assert any(not files for files in resources.values())
    assert any(len(files) == 60 for files in resources.values())
    assert any(
        files and {file.metadata["format"] for file in files} == {"PDF"}
        for files in resources.values()
    )
    assert {"lov2", "fr-lo", "odc-odbl", "cc-by", "cc-zero", "notspecified"} == set(licences)
    assert licences.count("lov2") > len(licences) / 2
    assert any(
        one["license_id"] == "odc-odbl" and one.get("hvd_category") for one in fields.values()
    )
    assert any(one.get("license_inherited_from") for one in fields.values())


def test_dates_follow_the_day_of_loading():
    filled = content.fill({"a": ["{today-30}", "Budget {year+1}"], "b": 3, "c": "{today}"}, TODAY)
    assert filled == {"a": ["2025-10-25", "Budget 2026"], "b": 3, "c": "2025-11-24"}


@pytest.fixture
def copy(tmp_path):
    """A folder with a small content of its own, and a way to change one of its files."""
    dataset = {
        "organization": "ville",
        "title": "Arbres",
        "resources": [{"name": "A", "format": "CSV", "table": {"rows": 1, "columns": {"a": 1}}}],
    }
    ville = {"title": "Ville", "description": "", "siren": "1", "place": {}, "defaults": {}}
    sample = {
        "organizations.yaml": {"organizations": {"ville": ville}},
        "accounts.yaml": {"accounts": {"elu": {"fullname": "É", "about": ""}}},
        "words.yaml": {"rues": ["rue"]},
        "datasets/a.yaml": {"datasets": {"arbres": dataset}},
    }
    (tmp_path / "datasets").mkdir()
    for name, value in sample.items():
        (tmp_path / name).write_text(yaml.safe_dump(value, allow_unicode=True), "utf-8")

    def change(name: str, old: str, new: str) -> Path:
        text = (tmp_path / name).read_text("utf-8")
        assert old in text
        (tmp_path / name).write_text(text.replace(old, new), "utf-8")
        return tmp_path

    return change


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("datasets/a.yaml", "organization: ville", "organization: rome", "a.yaml: arbres: no such"),
        ("datasets/a.yaml", "title:", "titel:", "missing ['title'], unknown ['titel']"),
        ("datasets/a.yaml", "format: CSV", "format: ODS", "format is one of CSV"),
        ("datasets/a.yaml", "rows: 1", "row: 1", "table needs rows and columns"),
        ("datasets/a.yaml", "a: 1", "a: {chose: 1}", "column a: a column names one of sequence"),
        ("datasets/a.yaml", "name: A", "name: A\n      url: b", "either url or table"),
        ("datasets/a.yaml", "datasets:", "data:", "expected a mapping 'datasets'"),
        ("datasets/a.yaml", "datasets:", "datasets: [", "a.yaml: "),
        (
            "accounts.yaml",
            "about: ''",
            "about: ''\n    memberships: {rome: admin}",
            "accounts.yaml",
        ),
    ],
)
def test_a_mistake_in_a_content_file_is_told_by_file_and_key(copy, name, old, new, expected):
    with pytest.raises(ContentError, match=re.escape(expected)):
        content.read(TODAY, copy(name, old, new))


def test_two_files_cannot_describe_the_same_dataset(copy):
    folder = copy("datasets/a.yaml", "arbres", "arbres")
    (folder / "datasets" / "b.yaml").write_bytes((folder / "datasets" / "a.yaml").read_bytes())
    with pytest.raises(ContentError, match=r"b\.yaml: dataset arbres has the name of another one"):
        content.read(TODAY, folder)
