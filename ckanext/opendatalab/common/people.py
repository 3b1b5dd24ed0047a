"""Finds the person, the organisation and the rights that a request speaks of.

An action and its auth function both look here, so that they cannot mean different people.
"""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.model as model

from ckanext.opendatalab.common.text import clean


def user(value: Any) -> model.User | None:
    """Return the user with that id or name, deleted ones included."""
    name = _name(value)
    return model.User.get(name) if name else None


def organization(value: Any) -> model.Group | None:
    """Return the organisation with that id or name, deleted ones included."""
    name = _name(value)
    found = model.Group.get(name) if name else None
    return found if found is not None and found.is_organization else None


def administers(user_name: str | None, organization_id: str) -> bool:
    """Return whether a user is an administrator of an organisation; every sysadmin is."""
    return authz.has_user_permission_for_group_or_org(organization_id, user_name, "admin")


def _name(value: Any) -> str:
    return value.strip() if isinstance(value, str) and clean(value) else ""
