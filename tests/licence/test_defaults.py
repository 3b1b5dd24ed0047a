"""What the portal's configuration says about licences when the administrator says nothing."""

from __future__ import annotations

import json

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.config.declaration import Declaration
from ckan.tests import helpers

from ckanext.opendatalab.licence import register

pytestmark = pytest.mark.usefixtures("with_plugins", "fresh_licence_list")


def test_ckan_offers_our_licences_when_the_administrator_chose_no_list():
    assert tk.config["licenses_group_url"] == f"file://{register.CKAN_LIST}"
    offered = model.Package.get_license_register()
    assert offered["lov2"].title == "Licence Ouverte / Open Licence version 2.0"
    assert offered["lov2"].isopen()
    assert not offered["notspecified"].isopen()
    assert set(offered.keys()) == set(register.load().licences)


def test_the_administrators_own_list_wins(tmp_path):
    own = tmp_path / "own.json"
    own.write_text(json.dumps([{"id": "ours", "title": "Ours", "url": ""}]))
    with helpers.changed_config("licenses_group_url", f"file://{own}"):
        assert model.Package.get_license_register().keys() == ["ours"]


@pytest.mark.ckan_config("licenses_group_url", "")
def test_an_empty_address_brings_the_list_of_core_back():
    assert "lov2" not in list(model.Package.get_license_register())
    assert "odc-odbl" in list(model.Package.get_license_register())


def test_dcat_gives_the_licence_of_a_dataset_to_its_files():
    assert tk.config["ckanext.dcat.resource.inherit.license"] is True


def test_the_defaults_yield_to_what_the_configuration_holds():
    declaration = Declaration()
    declaration.load_core_declaration()
    declaration.declare_bool("ckanext.dcat.resource.inherit.license", False)
    register.declare_defaults(declaration)
    own = {
        "licenses_group_url": "https://portail.example/licences.json",
        "ckanext.dcat.resource.inherit.license": "false",
    }
    config = dict(own)
    declaration.make_safe(config)
    assert {key: config[key] for key in own} == own
    empty: dict = {}
    declaration.make_safe(empty)
    assert empty["licenses_group_url"] == f"file://{register.CKAN_LIST}"
    assert empty["ckanext.dcat.resource.inherit.license"] is True


def test_a_portal_without_dcat_starts_all_the_same():
    declaration = Declaration()
    declaration.load_core_declaration()
    register.declare_defaults(declaration)
    assert declaration.get("ckanext.dcat.resource.inherit.license") is None
