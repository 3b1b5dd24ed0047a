"""Finds the organisation or the dataset that a request speaks of."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import people


def organization(value: Any) -> model.Group:
    """Return the organisation in use with that id or name.

    :raises ckan.plugins.toolkit.ObjectNotFound: there is none
    """
    found = people.organization(value)
    if found is None or found.state != model.State.ACTIVE:
        raise tk.ObjectNotFound(tk._("Organization not found"))
    return found


def title(organization_: model.Group) -> str:
    """Return what an organisation is called."""
    return organization_.title or organization_.name


def short(organization_: model.Group) -> dict[str, str]:
    """Return what names an organisation."""
    return {"id": organization_.id, "name": organization_.name, "title": title(organization_)}
