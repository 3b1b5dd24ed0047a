"""Everywhere that somebody can look.  Add a line here, and every test of what may be seen has it.

``{dataset}``, ``{organization}``, ``{resource}``, ``{user}`` and ``{activity}`` stand for names and
ids; an address without ``{dataset}`` or ``{resource}`` is asked for once.
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

# What is given to our actions, found by looking: each takes of it what it knows.
_GIVEN = (
    {},
    {"id": "{dataset}", "package_id": "{dataset}", "organization": "{organization}"},
    {"id": "{organization}"},
)
_PARAMETERS = {"/dataset": "{dataset}", "/organization": "{organization}"}
# A page that takes more than a dataset or an organisation: what to call it with.
_OTHER_PARAMETERS = {"token": "none", "extension": "csv", "template": "facilities"}


@dataclass(frozen=True)
class Surface:
    """An address; ``internal``: whoever works on a legal file may read it there."""

    address: str
    internal: bool = False

    @property
    def by_dataset(self) -> bool:
        return "{dataset}" in self.address or "{resource}" in self.address


def everything(app: Any) -> list[Surface]:
    """Return everywhere to look: the tables above, and each action and page of ours."""
    found = [Surface(page) for page in PAGES]
    found += [Surface(_api(name, given)) for name, given in ACTIONS]
    found += _our_actions()
    found += _our_pages(app)
    return list(dict.fromkeys(found))


def _our_actions() -> Iterator[Surface]:
    for name, function in rooms.actions().items():
        if name.startswith("opendatalab_") and getattr(function, "side_effect_free", False):
            for given in _GIVEN:
                yield Surface(_api(name, given), _is_internal(name))


def _our_pages(app: Any) -> Iterator[Surface]:
    for rule in app.flask_app.url_map.iter_rules():
        if rule.endpoint.startswith("opendatalab_") and "GET" in (rule.methods or ()):
            address = rule.rule
            for written, argument in re.findall(r"(<(?:[^<>]+:)?(\w+)>)", rule.rule):
                address = address.replace(written, _value(rule.rule, argument))
            yield Surface(address, _is_internal(rule.endpoint))


def _value(rule: str, argument: str) -> str:
    value = _OTHER_PARAMETERS.get(argument)
    if argument == "id":
        value = next(given for start, given in _PARAMETERS.items() if rule.startswith(start))
    assert value, f"{rule}: say in surfaces.py what {argument} may be"
    return value


def _is_internal(name: str) -> bool:
    return name.startswith(("opendatalab_legal", "opendatalab_information"))


def _api(action: str, given: dict[str, str]) -> str:
    asked = "&".join(f"{key}={value}" for key, value in given.items())
    return f"/api/3/action/{action}" + (f"?{asked}" if asked else "")


def filled(address: str, **names: str) -> str:
    """Return an address with its names."""
    return address.format(**{key: quote(value) for key, value in names.items()})
