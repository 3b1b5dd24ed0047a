"""``ckan opendatalab schema``, with our plugin and with scheming's own."""

from __future__ import annotations

import json
from pathlib import Path

import ckanext.scheming.plugins as scheming
import pytest
import yaml

from ckanext.opendatalab import cli as opendatalab_cli
from ckanext.opendatalab import rooms
from ckanext.opendatalab.fields import schema
from ckanext.opendatalab.fields.compose import compose

SCHEMING = pytest.mark.ckan_config(
    "ckan.plugins", "opendatalab scheming_datasets dcat structured_data activity"
)
OUR_PRESETS = "ckanext.scheming:presets.json ckanext.opendatalab:fields/presets.yaml"


@pytest.fixture
def run(cli, with_plugins):
    group = opendatalab_cli.group(rooms.commands())

    def run(*arguments: str):
        return cli.invoke(group, ["schema", *arguments])

    return run


def test_nothing_is_missing_with_our_plugin(run):
    result = run("check")
    assert result.exit_code == 0
    assert result.output == "dataset: complete\n"


@SCHEMING
def test_every_missing_field_is_named_with_schemings_own_plugin(run):
    result = run("check")
    assert result.exit_code == 1
    assert "dataset_fields: theme  (preset opendatalab_theme)" in result.output
    assert "resource_fields: encoding  (preset opendatalab_encoding)" in result.output
    assert "license_id" not in result.output
    found = json.loads(run("check", "--json").output)
    assert {"theme", "contact", "quality_score"} <= {field["field"] for field in found["dataset"]}


@SCHEMING
def test_the_lines_to_paste_say_where_they_go(run):
    output = run("export", "--lines").output
    assert "- preset: opendatalab_theme  # after tag_string" in output
    assert yaml.safe_load(output.split("# resource_fields")[1])[0]["preset"] == (
        "opendatalab_resource_type"
    )


@pytest.fixture
def pasted_schema(tmp_path: Path, ckan_config, monkeypatch):
    """The composed schema in the file that scheming_datasets reads, before the plugins load."""
    served = yaml.safe_load(Path(scheming.__file__).with_name("ckan_dataset.yaml").read_text())
    path = tmp_path / "pasted.yaml"
    composed = compose(served, schema.overlay(), schema.known_presets()).schema
    path.write_text(yaml.safe_dump(composed), encoding="utf-8")
    monkeypatch.setitem(ckan_config, "scheming.dataset_schemas", path.as_uri())
    monkeypatch.setitem(ckan_config, "scheming.presets", OUR_PRESETS)


@SCHEMING
def test_a_pasted_schema_is_complete_and_exports_as_it_is(pasted_schema, run):
    assert run("check").output == "dataset: complete\n"
    names = [
        field.get("preset") for field in yaml.safe_load(run("export").output)["dataset_fields"]
    ]
    assert names.count("opendatalab_theme") == 1


def test_the_export_is_a_schema_with_our_presets_in_it(run):
    exported = yaml.safe_load(run("export", "--type", "dataset").output)
    assert exported["dataset_type"] == "dataset"
    assert {"preset": "opendatalab_theme"} in exported["dataset_fields"]


def test_a_type_that_no_schema_has_is_refused_with_those_there_are(run):
    result = run("export", "--type", "bus_stop")
    assert result.exit_code == 1
    assert "'bus_stop'; expected one of: dataset" in result.output


@pytest.mark.ckan_config("ckan.plugins", "opendatalab dcat structured_data activity")
def test_a_portal_without_scheming_is_told_which_plugin_to_add(run):
    result = run("check")
    assert result.exit_code == 1
    assert "add opendatalab_datasets to ckan.plugins" in result.output
