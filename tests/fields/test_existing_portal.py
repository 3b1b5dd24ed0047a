"""The datasets of an existing portal, once our schema is over them."""

from __future__ import annotations

import json
from typing import Any

import ckan.lib.search as search
import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories

pytestmark = pytest.mark.usefixtures("used_portal")

THEMES = "http://publications.europa.eu/resource/authority/data-theme/"
ANNUAL = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"
HOSTILE = """<script>alert("x")</script> & 'y' <img src=x onerror=alert(1)>"""


def call_action(action: str, **data: Any) -> Any:
    """What the action gives a system administrator."""
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    return tk.get_action(action)({"user": user}, data)


def an_old_dataset(**extras: str) -> dict[str, Any]:
    """A dataset with free extras that was stored before the extension came."""
    dataset = factories.Dataset()
    package = model.Package.get(dataset["id"])
    for key, value in extras.items():
        package.extras[key] = value
    model.repo.commit()
    search.rebuild(package_id=dataset["id"])
    return dataset


def old_extras() -> dict[str, str]:
    return {
        "frequency": "tous les mardis",
        "theme": "Voirie",
        "contact": "M. Martin, mairie de Valorne",
        "publisher": json.dumps("Mairie"),
        "temporal_coverage": "2014-2015",
        "spatial_coverage": "Valorne et environs",
        "quality_statement": "y" * 12_000,
        "issued": "mars 2014",
        "quality_score": "vingt",
        "domaine": "libre",
    }


def test_datasets_of_before_open():
    dataset = an_old_dataset(**old_extras())
    shown = call_action("package_show", id=dataset["id"])
    assert shown["frequency"] == "tous les mardis"
    assert shown["theme"] == ["Voirie"]
    assert shown["contact"] == [{"name": "M. Martin, mairie de Valorne"}]
    assert shown["publisher"] == [{"name": "Mairie"}]
    assert shown["temporal_coverage"] == [{"start": "2014-2015"}]
    assert shown["spatial_coverage"] == [{"text": "Valorne et environs"}]
    assert shown["quality_score"] < 50
    assert shown["extras"] == [{"key": "domaine", "value": "libre"}]


def test_datasets_of_before_can_be_patched_and_saved_whole():
    dataset = an_old_dataset(**old_extras())
    patched = call_action("package_patch", id=dataset["id"], title="New title")
    assert patched["title"] == "New title"
    shown = call_action("package_show", id=dataset["id"])
    saved = call_action("package_update", **{**shown, "notes": "New notes"})
    for field in ("frequency", "theme", "contact", "temporal_coverage", "issued", "extras"):
        assert saved[field] == shown[field]


def test_a_value_of_before_may_stay_but_not_be_changed_into_another_wrong_one():
    dataset = an_old_dataset(**old_extras())
    with pytest.raises(tk.ValidationError) as raised:
        call_action("package_patch", id=dataset["id"], frequency="tous les jeudis")
    assert "frequency" in raised.value.error_dict
    with pytest.raises(tk.ValidationError) as raised:
        call_action("package_patch", id=dataset["id"], **{"temporal_coverage-0-start": "2016-2017"})
    assert "temporal_coverage" in raised.value.error_dict
    call_action("package_patch", id=dataset["id"], frequency="ANNUAL", theme=["Voirie", "TRAN"])
    shown = call_action("package_show", id=dataset["id"])
    assert shown["frequency"] == ANNUAL
    assert shown["theme"] == ["Voirie", f"{THEMES}TRAN"]


def test_a_file_of_before_keeps_its_values():
    dataset = factories.Dataset(resources=[{"url": "https://valorne.example/a.csv"}])
    resource = model.Resource.get(dataset["resources"][0]["id"])
    resource.extras = {"encoding": "MacRoman", "language": "patois"}
    resource.resource_type = "image"
    model.repo.commit()
    search.rebuild(package_id=dataset["id"])
    changed = call_action("resource_patch", id=resource.id, name="New name")
    assert changed["name"] == "New name"
    assert changed["encoding"] == "MacRoman"
    assert changed["language"] == ["patois"]
    assert changed["resource_type"] == "image"
    with pytest.raises(tk.ValidationError):
        call_action("resource_patch", id=resource.id, encoding="EBCDIC")
