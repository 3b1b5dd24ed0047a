"""A mistake of the administrator stops the start with one sentence that names file and key."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import ckan.plugins.toolkit as tk
import pytest
from ckan.config import environment
from ckan.exceptions import CkanConfigurationException

from ckanext.opendatalab.fields import schema
from ckanext.opendatalab.licence import register
from tests.shell import ckan

Start = Callable[..., str]


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch, with_plugins: None) -> Iterator[Start]:
    """Starts CKAN again with changed options; gives the sentence that it stops with, or nothing."""

    def start(**options: str) -> str:
        for key, value in options.items():
            monkeypatch.setitem(tk.config, key.replace("__", "."), value)
        try:
            environment.update_config()
        except CkanConfigurationException as error:
            return str(error)
        return ""

    yield start
    monkeypatch.undo()
    forget_files()
    environment.update_config()


def forget_files() -> None:
    """Have the files that come with the extension read again."""
    for read in (register.load, register.notices, schema.overlay, schema.our_presets):
        read.cache_clear()


def written(folder: Path, text: str) -> str:
    """A schema file of the administrator's, as scheming.dataset_schemas names it."""
    path = folder / "theirs.yaml"
    path.write_text(text, encoding="utf-8")
    return path.as_uri()


def test_the_configuration_of_the_tests_starts(start: Start):
    assert start() == ""


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("opendatalab.form_pages", "sometimes"),
        ("opendatalab.preview_rows", "ten"),
        ("opendatalab.preview_rows", "-1"),
    ],
)
def test_a_bad_value_is_refused_with_its_file_and_key(start: Start, key: str, value: str):
    sentence = start(**{key: value})
    assert f"{key} = {value}" in sentence
    assert tk.config["__file__"] in sentence


def test_a_dataset_type_that_no_schema_has_is_refused(start: Start):
    sentence = start(**{"opendatalab.dataset_types": "dataset bus_stop"})
    assert "opendatalab.dataset_types" in sentence
    assert "bus_stop" in sentence
    assert "dataset" in sentence


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("dataset_type: dataset\ndataset_fields: [\n", ["theirs.yaml", "scheming.dataset_schemas"]),
        ("- just\n- a list\n", ["theirs.yaml", "dataset_type"]),
        ("dataset_type: dataset\nresource_fields: []\n", ["theirs.yaml", "dataset_fields"]),
        (
            "dataset_type: dataset\nresource_fields: []\ndataset_fields: [{label: Name}]\n",
            ["theirs.yaml", "dataset_fields[0]", "field_name"],
        ),
        (
            "dataset_type: dataset\nresource_fields: []\ndataset_fields: [{preset: of_nobody}]\n",
            ["theirs.yaml", "dataset_fields[0]", "of_nobody"],
        ),
    ],
)
def test_a_malformed_schema_of_the_administrator_is_refused(
    start: Start, tmp_path: Path, text: str, told: list[str]
):
    sentence = start(**{"scheming.dataset_schemas": written(tmp_path, text)})
    for word in told:
        assert word in sentence


def test_a_schema_file_that_is_not_there_is_refused(start: Start, tmp_path: Path):
    address = (tmp_path / "absent.yaml").as_uri()
    assert "absent.yaml" in start(**{"scheming.dataset_schemas": address})


def test_a_schema_without_the_fields_that_ours_stand_beside_starts(start: Start, tmp_path: Path):
    text = (
        "scheming_version: 2\ndataset_type: dataset\ndataset_fields:\n"
        "- {field_name: title, preset: title}\n- {field_name: name, preset: dataset_slug}\n"
        "resource_fields:\n- {field_name: url, preset: resource_url_upload}\n"
    )
    assert start(**{"scheming.dataset_schemas": written(tmp_path, text)}) == ""
    reasons = {d.field: d.reason for d in schema.report()["dataset"].report}
    assert "tag_string" in reasons["theme"]


@pytest.mark.parametrize("name", ["presets.yaml", "overlay.yaml"])
def test_a_broken_file_of_fields_is_named(
    start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
):
    folder = Path(shutil.copytree(schema._FOLDER, tmp_path / "fields"))
    (folder / name).write_text("version: [", encoding="utf-8")
    monkeypatch.setattr(schema, "_FOLDER", folder)
    forget_files()
    assert name in start()


@pytest.mark.parametrize("name", ["licences.yaml", "findings.yaml"])
def test_a_broken_file_of_licences_is_named(
    start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
):
    folder = Path(shutil.copytree(register.FOLDER, tmp_path / "licence"))
    (folder / name).write_text("version: [", encoding="utf-8")
    monkeypatch.setattr(register, "FOLDER", folder)
    forget_files()
    assert name in start()


def test_a_plugin_listed_before_ours_whose_templates_would_win_is_an_error_in_the_log(
    start: Start, caplog: pytest.LogCaptureFixture
):
    listed = ["dcat", "opendatalab", "opendatalab_datasets"]
    with caplog.at_level(logging.ERROR):
        assert start(**{"ckan.plugins": listed}) == ""
    assert "ckan.plugins has opendatalab after dcat" in caplog.text


# --- The same from a shell: what an administrator sees. -----------------------------------------


def test_a_command_ends_with_one_sentence_and_no_trace(tmp_path: Path):
    ended = ckan(tmp_path, "config", "validate", options={"opendatalab.form_pages": "sometimes"})
    assert ended.returncode
    assert "opendatalab.form_pages = sometimes" in ended.stderr
    assert str(tmp_path / "portal.ini") in ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout


def test_both_plugins_for_dataset_schemas_are_refused(tmp_path: Path):
    listed = {"ckan.plugins": "opendatalab opendatalab_datasets scheming_datasets"}
    ended = ckan(tmp_path, "config", "validate", options=listed)
    assert ended.returncode
    assert "ckan.plugins" in ended.stderr
    assert "remove scheming_datasets" in ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("version: 1\ndefinition: mine\n", "mine.yaml: states is None: expected a mapping"),
        (": : :", "mine.yaml: cannot be read as YAML"),
        ("version: 2\n", "mine.yaml: version is 2: expected 1"),
    ],
)
def test_a_wrong_workflow_definition_stops_the_start(
    start: Start, tmp_path: Path, text: str, expected: str
):
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    assert expected in start(opendatalab__workflow_definitions=str(path))


def test_a_workflow_definition_that_is_not_there_stops_the_start(start: Start, tmp_path: Path):
    told = start(opendatalab__workflow_definitions=str(tmp_path / "none.yaml"))
    assert "none.yaml: cannot be read" in told
