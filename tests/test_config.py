"""Every option is declared once, documented, and read with the right type."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
import yaml
from ckan.common import config_declaration

from ckanext.opendatalab import config

ROOT = Path(__file__).parent.parent
PACKAGE = Path(config.__file__).parent


def declared() -> list[dict[str, Any]]:
    text = (PACKAGE / "config_declaration.yaml").read_text(encoding="utf-8")
    return [option for group in yaml.safe_load(text)["groups"] for option in group["options"]]


@pytest.mark.parametrize("option", declared(), ids=lambda option: option["key"])
def test_every_option_has_our_prefix_a_sentence_a_default_and_a_check(option: dict[str, Any]):
    assert option["key"].startswith(config.PREFIX)
    assert option["description"].strip().endswith(".")
    assert "default" in option
    assert "type" in option or "validators" in option


def test_every_option_that_the_code_reads_is_declared():
    known = {option["key"] for option in declared()}
    read: dict[str, str] = {}
    for path in PACKAGE.rglob("*.py"):
        for key in re.findall(r"""["'](opendatalab\.[a-z_.]+)["']""", path.read_text("utf-8")):
            read[key] = path.name
    read.pop(config.PREFIX, None)
    read.pop("opendatalab.maintenance", None)  # a setting of PostgreSQL, which a trigger reads
    assert {key: name for key, name in read.items() if key not in known} == {}


def test_the_documentation_says_what_the_declaration_says():
    spec = importlib.util.spec_from_file_location("write", ROOT / "dev" / "configuration.py")
    assert spec is not None
    assert spec.loader is not None
    write = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(write)
    assert write.DOCUMENT.read_text(encoding="utf-8") == write.document(), (
        "run: python dev/configuration.py"
    )


@pytest.mark.usefixtures("with_plugins")
def test_unset_options_have_their_defaults_with_the_right_type():
    assert config.dataset_types() == ["dataset"]
    assert config.form_pages() == "auto"
    assert config.preview_rows() == 10


@pytest.mark.ckan_config("opendatalab.preview_rows", "3")
@pytest.mark.ckan_config("opendatalab.form_pages", "off")
@pytest.mark.usefixtures("with_plugins")
def test_what_the_ini_file_says_is_read_with_the_right_type():
    assert config.preview_rows() == 3
    assert config.form_pages() == "off"


@pytest.mark.usefixtures("with_plugins")
def test_no_option_of_the_tests_is_refused():
    _, errors = config_declaration.validate(tk.config)
    assert {key: told for key, told in errors.items() if key.startswith(config.PREFIX)} == {}
    assert config.is_declared("opendatalab.preview_rows")
    assert not config.is_declared("opendatalab.preview_row")


@pytest.mark.parametrize(
    ("listed", "to_move"),
    [
        (["opendatalab", "opendatalab_datasets", "dcat"], []),
        (["datastore", "opendatalab", "dcat"], []),
        (["dcat", "opendatalab", "activity"], ["dcat"]),
        (["dcat"], []),
    ],
)
def test_plugins_with_templates_of_ours_come_after_us(listed: list[str], to_move: list[str]):
    assert config.plugins_to_move(listed) == to_move
