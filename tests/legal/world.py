"""People, organisations and datasets for the tests that need a portal."""

from __future__ import annotations

import io
from typing import Any

from ckan.tests import factories, helpers
from werkzeug.datastructures import FileStorage

from ckanext.opendatalab.legal.engine import register

# The seven answers of an ordinary dataset: it may be published as it is.
ORDINARY: dict[str, Any] = dict(register.templates()["facilities"].answers)


def organization(**values: Any) -> dict[str, Any]:
    return factories.Organization(**values)


def person(
    organization: dict[str, Any] | None = None,
    *,
    capacity: str = "",
    role: str = "",
    everywhere: bool = False,
) -> dict[str, Any]:
    """Return a new user; ``capacity``: as a member, ``role``: one of ours, there or everywhere."""
    user = factories.User()
    if organization and capacity:
        helpers.call_action(
            "organization_member_create",
            id=organization["id"],
            username=user["name"],
            role=capacity,
        )
    if role:
        where = {} if everywhere or not organization else {"organization": organization["id"]}
        helpers.call_action("opendatalab_role_grant", user=user["name"], role=role, **where)
    return user


def dataset(organization: dict[str, Any], **values: Any) -> dict[str, Any]:
    """Return a new private dataset with one link, unless ``values`` say otherwise."""
    given = {
        "owner_org": organization["id"],
        "private": True,
        "resources": [{"name": "Fichier", "url": "https://example.org/fichier.csv"}],
        **values,
    }
    return factories.Dataset(**given)


def call(user: dict[str, Any] | None, action: str, **data: Any) -> Any:
    """Call an action as somebody, with every check; ``None`` is anonymous."""
    context = {"user": user["name"] if user else "", "ignore_auth": False}
    return helpers.call_action(action, context=context, **data)


def upload(
    user: dict[str, Any], dataset: dict[str, Any], content: str, file_name: str, **values: Any
) -> dict[str, Any]:
    """Return a new uploaded file of a dataset; CKAN 2.11's fixture for that empties the portal."""
    file = FileStorage(io.BytesIO(content.encode()), filename=file_name)
    given = {"package_id": dataset["id"], "upload": file, "format": "CSV", **values}
    return call(user, "resource_create", **given)
