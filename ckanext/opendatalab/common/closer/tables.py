"""The list of the tables of the datastore, which names every file in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common.closer import readable

LIST = "_table_metadata"
# What no table is called: where nothing may be seen.  CKAN 2.11 cannot look for one of none.
_NONE = [""]

Search = Callable[[dict[str, Any]], dict[str, Any]]


def is_asked_for(data_dict: dict[str, Any]) -> bool:
    """Return whether a search is for that list."""
    return LIST in (data_dict.get("resource_id"), data_dict.get("id"))


def search(search: Search, asked: dict[str, Any], labels: list[str]) -> dict[str, Any]:
    """Return what was asked for, of the tables of files that the labels let somebody read.

    The datastore is another database, perhaps on another machine: what may be read is found here,
    and given to it by name.  Aliases are names that publishers chose, and count as their table.
    """
    every = search({"resource_id": LIST, "fields": ["name", "alias_of"], "limit": 2**31 - 1})
    owners: dict[str, set[str]] = {}  # several of a view of the administrator's own
    for row in every["records"]:
        owners.setdefault(row["name"], set()).add(row["alias_of"] or row["name"])
    seen = readable.resources(list(set().union(*owners.values())), labels)
    seen |= set(tk.config.get("ckan.datastore.public_table_search") or ())
    names = [name for name in owners if owners[name] <= seen]
    if len(names) == len(owners) and len(every["records"]) == every["total"]:
        return search(asked)
    filters = _parsed(asked.get("filters"))
    found = search({**asked, "filters": _both(filters, names or _NONE)})
    if "filters" in found:  # as they were asked
        del found["filters"]
        if filters:
            found["filters"] = filters
    return found


def _parsed(filters: Any) -> Any:
    if not isinstance(filters, str):
        return filters
    try:
        return json.loads(filters)
    except ValueError:
        return filters


def _both(filters: Any, names: list[str]) -> Any:
    """Return filters that let pass what the given ones do and has one of these names."""
    if not filters:
        return {"name": names}
    if tk.check_ckan_version(min_version="2.12"):
        if isinstance(filters, list):
            filters = {"$or": filters}
        return {"$and": [filters, {"name": names}]}
    if not isinstance(filters, dict):
        return filters  # of which CKAN 2.11 says what is wrong
    if "name" in filters:
        wanted = filters["name"] if isinstance(filters["name"], list) else [filters["name"]]
        allowed = set(names)
        names = [str(name) for name in wanted if str(name) in allowed] or _NONE
    return {**filters, "name": names}
