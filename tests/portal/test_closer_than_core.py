"""What CKAN itself shows of datasets that are not public is closed, and only that."""

from __future__ import annotations

import json

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import helpers

from tests.legal import world
from tests.portal import unpublished

NOT_PUBLIC = set(unpublished.KINDS) - {"public"}
# What the members of the organisation read there.
THEIRS = {"public", "private", "draft", "withdrawn"}

# Where to look, and what of the private and of the once public CKAN shows anybody there.
TAGS = ({"private", "draft", "withdrawn", "deleted"},)
SURFACES: dict[str, set[str]] = {
    "/api/3/action/tag_list": {"private"},
    "/api/3/action/tag_list?all_fields=true&query=zqtag": {"private"},
    "/api/3/action/tag_search?query=zqtag": {"private"},
    "/api/3/action/tag_autocomplete?query=zqtag": {"private"},
    "/api/2/util/tag/autocomplete?incomplete=zqtag": {"private"},
    "/api/3/action/tag_show?id={tag}": {"private"},
    "/api/3/action/format_autocomplete?q={format}": {"private"},
    "/api/2/util/resource/format_autocomplete?incomplete={format}": {"private"},
    "/api/3/action/user_activity_list?id={user}&limit=100": {"private", "withdrawn"},
    "/user/activity/{user}": {"withdrawn"},
    "/api/3/action/recently_changed_packages_activity_list?limit=100": {"withdrawn"},
    "/api/3/action/organization_activity_list?id={organization}&limit=100": {"draft", "deleted"},
    "/organization/activity/{organization}": {"deleted"},
    "/api/3/action/datastore_search?resource_id=_table_metadata&limit=32000": {"private"},
}
HERS = {
    "/api/3/action/dashboard_activity_list?limit=100": {"withdrawn"},
    "/dashboard/": {"withdrawn"},
}
_once: dict[str, unpublished.Unpublished] = {}


@pytest.fixture(scope="module")
def datastore():
    return unpublished.datastore_database()


@pytest.fixture
def made(request, ckan_config, monkeypatch, datastore):
    """The same world for every test here: nobody changes it."""
    monkeypatch.setitem(ckan_config, "ckan.plugins", unpublished.PLUGINS)
    monkeypatch.setitem(ckan_config, "ckan.datastore.write_url", datastore)
    monkeypatch.setitem(ckan_config, "ckan.datastore.read_url", datastore)
    # CKAN would not start with one user for both.
    monkeypatch.setitem(ckan_config, "debug", True)
    request.getfixturevalue("used_portal")
    if "world" not in _once:
        _once["world"] = unpublished.planted()
    return _once["world"]


@pytest.fixture
def as_in_core(made, monkeypatch):
    monkeypatch.setitem(tk.config, "opendatalab.closer_than_core", False)


def told(app, made, address, who):
    """Return the kinds of datasets that somebody is told of at an address."""
    names = {"user": made.people["editor"]["name"], "organization": made.organization["name"]}
    kinds = unpublished.KINDS if "{tag}" in address or "{format}" in address else ("public",)
    found = set()
    for kind in kinds:
        full = address.format(**names, **made.words[kind])
        found |= made.told(app.get(full, headers=made.headers[who]).text)
    return found


@pytest.mark.parametrize("address", SURFACES)
def test_core_tells_anybody_and_the_setting_closes_it(app, made, as_in_core, monkeypatch, address):
    assert told(app, made, address, "anonymous") >= {"public", *SURFACES[address]}
    monkeypatch.setitem(tk.config, "opendatalab.closer_than_core", True)
    assert told(app, made, address, "anonymous") == {"public"}
    assert told(app, made, address, "follower") == {"public"}
    assert told(app, made, address, "member") >= {"public"} | (SURFACES[address] & THEIRS)
