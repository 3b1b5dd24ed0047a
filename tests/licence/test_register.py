"""The data files of the register, and what CKAN gets of them."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from ckan.model import license as core

from ckanext.opendatalab.licence import parse, register

CORE = [
    core.LicenseNotSpecified,
    core.LicenseOpenDataCommonsPDDL,
    core.LicenseOpenDataCommonsOpenDatabase,
    core.LicenseOpenDataAttribution,
    core.LicenseCreativeCommonsZero,
    core.LicenseCreativeCommonsAttribution,
    core.LicenseCreativeCommonsAttributionShareAlike,
    core.LicenseGNUFreeDocument,
    core.LicenseOtherOpen,
    core.LicenseOtherPublicDomain,
    core.LicenseOtherAttribution,
    core.LicenseOpenGovernment,
    core.LicenseCreativeCommonsNonCommercial,
    core.LicenseOtherNonCommercial,
    core.LicenseOtherClosed,
]


def test_the_committed_list_is_the_one_made_from_the_register():
    assert register.CKAN_LIST.read_text(encoding="utf-8") == register.ckan_list(), (
        "run `ckan opendatalab licence export`"
    )


def test_the_list_reads_in_any_locale():
    assert register.ckan_list().isascii()


@pytest.mark.parametrize("cls", CORE, ids=lambda cls: cls.id)
@pytest.mark.usefixtures("with_request_context")
def test_every_licence_of_core_keeps_its_id_its_title_and_its_openness(cls):
    entries = {entry["id"]: entry for entry in json.loads(register.ckan_list())}
    entry = entries[cls.id]
    assert entry["title"] == str(cls().title)
    assert entry["od_conformance"] == cls.od_conformance
    assert bool(entry["url"]) == bool(cls.url)


def test_core_has_no_licence_that_this_test_forgets():
    defined = {
        cls.id for cls in core.DefaultLicense.__subclasses__() if cls.__module__ == core.__name__
    }
    assert defined == {cls.id for cls in CORE}


def test_the_licence_ouverte_has_no_address_in_the_european_table():
    assert register.get("lov2").eu_uri == ""
    assert register.get("fr-lo").eu_uri == ""


def test_the_addresses_are_those_that_data_gouv_fr_recognises():
    assert register.get("lov2").url == "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
    assert register.get("odc-odbl").url == "http://opendatacommons.org/licenses/odbl/summary/"


MISSING = object()


def broken(tmp_path, name, place, value):
    """Write the file ``name`` with ``value`` at ``place`` (keys separated by blanks)."""
    data = yaml.safe_load((register.FOLDER / name).read_text(encoding="utf-8"))
    *parents, last = place.split()
    entry = data
    for key in parents:
        entry = entry[key]
    if value is MISSING:
        del entry[last]
    else:
        entry[last] = value
    path = tmp_path / name
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("place", "value", "key", "expected"),
    [
        ("version", 2, "version", "expected 1"),
        ("groups", {}, "groups", "a list of groups"),
        ("licences lov2", "etalab", "licences.lov2", "a mapping"),
        ("licences lov2 crpa", "maybe", "licences.lov2.crpa", "one of listed, homologation"),
        ("licences lov2 url", "etalab.gouv.fr", "licences.lov2.url", "starts with http://"),
        ("licences lov2 open", 1, "licences.lov2.open", "true or false"),
        ("licences lov2 permit", [], "licences.lov2.permit", "no such key"),
        ("licences lov2 permits", ["fly"], "licences.lov2.permits", "one of use, adapt"),
        ("licences lov2 title fr", MISSING, "licences.lov2.title.fr", "not empty"),
        ("licences lov2 group", MISSING, "licences.lov2.group", "the key is missing"),
        ("licences lov2 group", "best", "licences.lov2.group", "one of recommended"),
        ("licences fr-lo superseded_by", "lov3", "licences.fr-lo.superseded_by", "one of lov2"),
        ("licences cc-by aliases", ["ODBL"], "licences", "each wording once"),
    ],
)
def test_a_mistake_in_the_register_is_named_with_file_key_and_expectation(
    tmp_path, place, value, key, expected
):
    path = broken(tmp_path, "licences.yaml", place, value)
    with pytest.raises(ValueError, match=re.escape(f"{path}: {key} is ")) as raised:
        parse.licences(path)
    assert expected in str(raised.value)


@pytest.mark.parametrize(
    ("place", "value", "key", "expected"),
    [
        ("findings superseded", MISSING, "findings.superseded", "a mapping"),
        ("findings superseded level", "bad", "findings.superseded.level", "one of error"),
        ("findings superseded article", "X", "findings.superseded.article", "one of L322-1"),
        ("findings surprise", {}, "findings.surprise", "no such key"),
        ("articles L322-1 url", "javascript:1", "articles.L322-1.url", "starts with http://"),
    ],
)
def test_a_mistake_in_the_wordings_is_named_with_file_key_and_expectation(
    tmp_path, place, value, key, expected
):
    path = broken(tmp_path, "findings.yaml", place, value)
    with pytest.raises(ValueError, match=re.escape(f"{path}: {key} is ")) as raised:
        parse.findings(path)
    assert expected in str(raised.value)


def test_a_register_that_is_not_yaml_is_named(tmp_path):
    path = tmp_path / "licences.yaml"
    path.write_text("licences: [", encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(str(path))):
        parse.licences(path)
