"""Everywhere that somebody can look.  Add a line here, and every test of what may be seen has it.

``{dataset}``, ``{organization}``, ``{resource}``, ``{user}`` and ``{activity}`` stand for names and
ids; an address that names nothing of one dataset is asked for once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from ckanext.opendatalab import rooms

PAGES = (
    "/",
    "/dataset/",
    "/dataset/?q={title}",
    "/dataset/{dataset}",
    "/dataset/edit/{dataset}",
    "/dataset/groups/{dataset}",
    "/dataset/activity/{dataset}",
    "/dataset/{dataset}/resource/{resource}",
    "/dataset/{dataset}.ttl",
    "/dataset/{dataset}.jsonld",
    "/catalog.ttl",
    "/organization/{organization}",
    "/organization/about/{organization}",
    "/organization/activity/{organization}",
    "/organization/members/{organization}",
    "/organization/bulk_process/{organization}",
    "/user/{user}",
    "/user/activity/{user}",
    "/dashboard/",
    "/opendatalab/tasks?tab=waiting",
    "/opendatalab/tasks?tab=overdue&organization={organization}",
    "/feeds/dataset.atom",
    "/feeds/organization/{organization}.atom",
    "/feeds/custom.atom?q={title}",
    "/activity/{activity}",
    "/sitemap.xml",
    "/robots.txt",
)

ACTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    ("package_show", {"id": "{dataset}"}),
    ("package_show", {"id": "{dataset}", "use_default_schema": "true"}),
    ("package_search", {"q": "{title}", "include_private": "true", "include_drafts": "true"}),
    ("package_search", {"q": "{title}", "use_default_schema": "true"}),
    ("package_list", {"limit": "100"}),
    ("package_autocomplete", {"q": "{title}"}),
    ("current_package_list_with_resources", {"limit": "20"}),
    ("resource_show", {"id": "{resource}"}),
    ("resource_search", {"query": "name:Fichier", "limit": "50"}),
    ("organization_show", {"id": "{organization}", "include_datasets": "true"}),
    ("organization_list", {"all_fields": "true", "include_extras": "true"}),
    ("user_show", {"id": "{user}", "include_datasets": "true"}),
    ("package_activity_list", {"id": "{dataset}"}),
    ("organization_activity_list", {"id": "{organization}"}),
    ("user_activity_list", {"id": "{user}"}),
    ("dashboard_activity_list", {}),
    ("recently_changed_packages_activity_list", {}),
    ("activity_data_show", {"id": "{activity}"}),
    ("status_show", {}),
)

# The same where there are also groups, tags, formats, views, rows and versions: ``{tag}`` and
# ``{format}`` are how those of every dataset begin, ``{earlier}`` is the first version of one.
WIDER_PAGES = (
    "/dataset/?vocab_opendatalab_governance_state=in_review",
    "/dataset/?vocab_opendatalab_governance_state=published",
    "/dataset/?sort=metadata_modified+desc&organization={organization}",
    "/organization/",
    "/organization/{organization}?q={title}",
    "/group/{group}",
    "/group/activity/{group}",
    "/user/",
    "/dashboard/datasets",
    "/stats",
    "/feeds/group/{group}.atom",
    "/catalog.jsonld?q={title}",
    "/catalog.rdf?modified_since=2020-01-01",
    "/api/2/util/tag/autocomplete?incomplete={tag}",
    "/api/2/util/resource/format_autocomplete?incomplete={format}",
    "/api/2/util/dataset/autocomplete?incomplete={title}",
    "/dataset/{dataset}.rdf",
    "/dataset/followers/{dataset}",
    "/dataset/resources/{dataset}",
    "/dataset/{dataset}/history/{activity}",
    "/dataset/{dataset}/history/{earlier}",
    "/dataset/{dataset}/resources/{resource}/history/{activity}",
    "/dataset/{dataset}/resources/{resource}/history/{earlier}",
    "/dataset/changes/{activity}",
    "/dataset/changes_multiple?new_id={activity}&old_id={earlier}&current_new_id={activity}",
    "/dataset/{dataset}/resource/{resource}/download",
    "/dataset/{dataset}/resource/{resource}/download/donnees.csv",
    "/dataset/{dataset}/resource/{resource}/view/{view}",
    "/dataset/{dataset}/resource/{resource}/edit",
    "/dataset/{dataset}/dictionary/{resource}",
    "/datastore/dump/{resource}",
    "/datastore/dump/{resource}?format=json",
)
WIDER_ACTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    (
        "package_search",
        {
            "rows": "1000",
            "include_private": "true",
            "include_drafts": "true",
            "include_deleted": "true",
            "facet.limit": "-1",
            "facet.field": '["tags","res_format","groups","organization","author","title_string",'
            '"vocab_opendatalab_governance_state","permission_labels"]',
        },
    ),
    (
        "package_search",
        {"fq": "vocab_opendatalab_governance_state:in_review", "include_private": "true"},
    ),
    (
        "package_search",
        {"fq": "capacity:private OR capacity:public +state:(active OR draft OR deleted)"},
    ),
    ("package_search", {"q": "title:{title}", "fl": "id,name,title,notes,tags"}),
    ("package_search", {"q": "{title}", "rows": "0", "facet.field": '["tags","name"]'}),
    ("tag_list", {}),
    ("tag_list", {"all_fields": "true", "query": "{tag}"}),
    ("tag_search", {"query": "{tag}", "limit": "1000"}),
    ("tag_autocomplete", {"query": "{tag}", "limit": "1000"}),
    ("format_autocomplete", {"q": "{format}", "limit": "1000"}),
    ("resource_search", {"query": "format:{format}", "limit": "1000"}),
    ("resource_search", {"query": "description:zq", "limit": "1000"}),
    ("organization_list", {"all_fields": "true", "include_dataset_count": "true"}),
    ("organization_autocomplete", {"q": "{organization}"}),
    ("group_list", {"all_fields": "true", "include_dataset_count": "true"}),
    ("group_show", {"id": "{group}", "include_datasets": "true"}),
    ("group_package_show", {"id": "{group}", "limit": "1000"}),
    ("group_activity_list", {"id": "{group}", "limit": "100"}),
    ("member_list", {"id": "{group}", "object_type": "package"}),
    ("member_list", {"id": "{organization}", "object_type": "package"}),
    ("user_list", {"all_fields": "true"}),
    ("followee_list", {"id": "{me}"}),
    ("dataset_followee_list", {"id": "{me}"}),
    ("user_activity_list", {"id": "{user}", "limit": "100"}),
    ("dcat_catalog_show", {"format": "ttl", "q": "{title}"}),
    ("resource_view_list", {"id": "{resource}"}),
    ("resource_view_show", {"id": "{view}"}),
    ("dataset_follower_list", {"id": "{dataset}"}),
    ("package_relationships_list", {"id": "{dataset}"}),
    ("package_collaborator_list", {"id": "{dataset}"}),
    ("activity_show", {"id": "{activity}", "include_data": "true"}),
    ("activity_data_show", {"id": "{earlier}"}),
    ("activity_diff", {"id": "{activity}", "object_type": "package"}),
    ("datastore_search", {"resource_id": "_table_metadata", "limit": "32000"}),
    ("datastore_search", {"resource_id": "{resource}"}),
    ("datastore_search", {"resource_id": "{alias}"}),
    ("datastore_info", {"id": "{resource}"}),
    ("datastore_search_sql", {"sql": 'SELECT * FROM "{resource}"'}),
    ("datastore_search_sql", {"sql": 'SELECT * FROM "_table_metadata"'}),
)

# What is given to our actions, found by looking: each takes of it what it knows.
_GIVEN = (
    {},
    {"id": "{dataset}", "package_id": "{dataset}", "organization": "{organization}"},
    {"id": "{organization}"},
)
_PARAMETERS = {"/dataset": "{dataset}", "/organization": "{organization}"}
# A page that takes more than a dataset or an organisation: what to call it with.
_OTHER_PARAMETERS = {
    "token": "none",
    "extension": "csv",
    "template": "facilities",
    "name": "none",
}
# What names something of one dataset.
_OF_ONE = ("{dataset}", "{resource}", "{view}", "{alias}", "{activity}", "{earlier}")
# Our rooms whose matter is not for everybody, by how their actions and pages begin.
_ROOMS = {
    "opendatalab_legal": "legal",
    "opendatalab_information": "legal",
    "opendatalab_workflow": "workflow",
    "opendatalab_governance": "workflow",
    "opendatalab_log": "workflow",
    "opendatalab_journal": "workflow",
    "opendatalab_quality": "quality",
}
# Those of them whose matter is read by whoever works on the dataset.
OF_WORK = ("workflow", "quality")


@dataclass(frozen=True)
class Surface:
    """An address; ``internal``: the room whose matter may be read there by who works in it.

    ``ours``: an action or a page of ours.
    """

    address: str
    internal: str = ""
    ours: bool = False

    @property
    def by_dataset(self) -> bool:
        return any(name in self.address for name in _OF_ONE)


def everything(app: Any, *, wider: bool = False) -> list[Surface]:
    """Return everywhere to look: the tables above, and each action and page of ours."""
    pages = PAGES + WIDER_PAGES if wider else PAGES
    actions = ACTIONS + WIDER_ACTIONS if wider else ACTIONS
    found = [Surface(page) for page in pages]
    found += [Surface(_api(name, given)) for name, given in actions]
    found += _our_actions()
    found += _our_pages(app)
    return list(dict.fromkeys(found))


def _our_actions() -> Iterator[Surface]:
    for name, function in rooms.actions().items():
        if name.startswith("opendatalab_") and getattr(function, "side_effect_free", False):
            for given in _GIVEN:
                yield Surface(_api(name, given), _is_internal(name), ours=True)


def _our_pages(app: Any) -> Iterator[Surface]:
    for rule in app.flask_app.url_map.iter_rules():
        if rule.endpoint.startswith("opendatalab_") and "GET" in (rule.methods or ()):
            address = rule.rule
            for written, argument in re.findall(r"(<(?:[^<>]+:)?(\w+)>)", rule.rule):
                address = address.replace(written, _value(rule.rule, argument))
            yield Surface(address, _is_internal(rule.endpoint), ours=True)


def _value(rule: str, argument: str) -> str:
    value = _OTHER_PARAMETERS.get(argument)
    if argument == "id":
        value = next(given for start, given in _PARAMETERS.items() if rule.startswith(start))
    assert value, f"{rule}: say in surfaces.py what {argument} may be"
    return value


def _is_internal(name: str) -> str:
    return next((room for start, room in _ROOMS.items() if name.startswith(start)), "")


def _api(action: str, given: dict[str, str]) -> str:
    asked = "&".join(f"{key}={quote(value, safe='{}')}" for key, value in given.items())
    return f"/api/3/action/{action}" + (f"?{asked}" if asked else "")


def filled(address: str, **names: str) -> str:
    """Return an address with its names."""
    return address.format(**{key: quote(value) for key, value in names.items()})
