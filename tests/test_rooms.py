"""What the rooms give to CKAN carries our prefix, and nothing of it is left unguarded."""

from __future__ import annotations

import ast
from pathlib import Path

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import pytest
from flask import Blueprint

import ckanext.opendatalab
from ckanext.opendatalab import rooms
from ckanext.opendatalab.common import tables

FOLDER = Path(ckanext.opendatalab.__path__[0])


@pytest.mark.parametrize("furniture", [rooms.helpers, rooms.validators])
def test_every_helper_and_validator_carries_our_prefix(furniture):
    assert [name for name in furniture() if not name.startswith("opendatalab_")] == []


def test_every_action_carries_our_prefix_or_extends_one_of_core():
    others = {n: f for n, f in rooms.actions().items() if not n.startswith("opendatalab_")}
    assert [n for n, f in others.items() if not getattr(f, "chained_action", False)] == []


def test_every_auth_function_carries_our_prefix_or_extends_one_of_core():
    others = {n: f for n, f in rooms.auth_functions().items() if not n.startswith("opendatalab_")}
    assert [n for n, f in others.items() if not getattr(f, "chained_auth_function", False)] == []


def test_every_action_of_ours_has_an_auth_function_of_its_name():
    ours = {name for name in rooms.actions() if name.startswith("opendatalab_")}
    assert sorted(ours - set(rooms.auth_functions())) == []


def test_every_blueprint_carries_our_prefix():
    blueprints = rooms.blueprints()
    assert all(isinstance(blueprint, Blueprint) for blueprint in blueprints)
    names = [blueprint.name for blueprint in blueprints]
    assert [name for name in names if not name.startswith("opendatalab_")] == []


def test_every_table_carries_our_prefix():
    for name, thing in rooms.exported("model").items():
        table = getattr(thing, "__table__", None)
        assert table is not None, f"{name} is no table"
        assert table.name.startswith(tables.PREFIX), name


def test_every_module_that_is_furniture_says_what_it_exports():
    furniture = {"action", "auth", "helpers", "validators", "views", "cli", "model", "gate"}
    for room in rooms.ROOMS:
        folder = FOLDER.joinpath(*room.split("."))
        for path in folder.glob("*.py"):
            if path.stem in furniture:
                names = {
                    target.id
                    for node in ast.parse(path.read_text(encoding="utf-8")).body
                    if isinstance(node, ast.Assign)
                    for target in node.targets
                    if isinstance(target, ast.Name)
                }
                assert "__all__" in names, path


def test_two_rooms_cannot_export_one_name(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rooms, "ROOMS", ("common", "common"))
    with pytest.raises(ValueError, match="opendatalab_roles"):
        rooms.blueprints()


def test_two_rooms_can_extend_one_action_the_last_one_first():
    @tk.chained_action
    def lower(original, context, data_dict):
        return ["lower", *original(context, data_dict)]

    @tk.chained_action
    def upper(original, context, data_dict):
        return ["upper", *original(context, data_dict)]

    both = rooms._chained(lower, upper, "a room")
    assert both.chained_action
    assert both(lambda context, data_dict: [data_dict["id"]], {}, {"id": "x"}) == [
        "upper",
        "lower",
        "x",
    ]


@pytest.mark.ckan_config("ckan.plugins", "opendatalab opendatalab_datasets activity")
@pytest.mark.usefixtures("with_plugins")
def test_what_extends_an_action_of_a_plugin_that_is_not_loaded_is_left_out():
    assert "user_activity_list" in rooms.actions()
    assert "datastore_search" not in rooms.actions()


def test_no_hook_of_the_plugins_is_longer_than_five_lines():
    long: list[str] = []
    for path in (FOLDER / "plugin.py", FOLDER / "datasets.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                lines = (node.end_lineno or 0) - node.body[0].lineno + 1
                if lines > 5:
                    long.append(f"{path.name}: {node.name}: {lines} lines")
    assert long == []


@pytest.mark.usefixtures("with_plugins")
def test_the_plugins_of_the_tests_are_loaded():
    assert p.plugin_loaded("opendatalab")
    assert p.plugin_loaded("opendatalab_datasets")
