"""Which dataset a request speaks of: for the actions and their auth functions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.model as model

from ckanext.opendatalab.common.text import clean


def package(data_dict: Mapping[str, Any]) -> model.Package | None:
    """Return the dataset of the request's ``id``, or of its ``resource_id``; none deleted."""
    found = None
    if name := _name(data_dict.get("id")):
        found = model.Package.get(name)
    elif name := _name(data_dict.get("resource_id")):
        resource = model.Resource.get(name)
        if resource is not None and resource.state == model.State.ACTIVE:
            found = resource.package
    return None if found is None or found.state == model.State.DELETED else found


def _name(value: Any) -> str:
    return value.strip() if isinstance(value, str) and clean(value) else ""
