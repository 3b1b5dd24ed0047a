"""How the demonstration acts: with full rights as the site's own user, or as one of its people."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.demo.content import Content


class RefusedByPortalError(Exception):
    """An action refused what the demonstration asked for."""


def site_user() -> str:
    """The name of the site's own user, made if need be."""
    return tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]


def call(action: str, /, **data: Any) -> Any:
    """Run an action as the site's own user, a system administrator.

    :raises RefusedByPortalError: with the action, the name and the reasons
    """
    return _call({"user": site_user(), "ignore_auth": True}, action, data)


def administrator(content: Content) -> str:
    """The name of whoever decides for the whole portal: of the content's people, if there."""
    named = [name for name, entry in content.accounts.items() if entry.get("sysadmin")]
    return named[0] if named else site_user()


def call_as(who: str, action: str, /, **data: Any) -> Any:
    """Run an action as somebody, with her rights and no more.

    :raises RefusedByPortalError: with the action, the name and the reasons
    """
    try:
        return _call({"user": who}, action, data)
    except tk.NotAuthorized as error:
        raise RefusedByPortalError(f"{action} refused {who}: {error}") from error


def _call(context: types.Context, action: str, data: dict[str, Any]) -> Any:
    try:
        return tk.get_action(action)(context, data)
    except tk.ValidationError as error:
        name = data.get("name") or data.get("id")
        raise RefusedByPortalError(f"{action} refused {name}: {error.error_dict}") from error
