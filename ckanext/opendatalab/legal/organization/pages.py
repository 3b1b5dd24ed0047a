"""What the pages of this room begin with."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import clock, language
from ckanext.opendatalab.legal.organization import schema


def organization(id: str, action: str = "") -> dict[str, Any]:
    """Return an organisation as core's pages need it; end with 404, or 403 without the right."""
    try:
        found = tk.get_action("organization_show")(
            {}, {"id": id, "include_datasets": False, "include_users": False}
        )
        if found["state"] != "active":
            raise tk.ObjectNotFound
        if action:
            tk.check_access(action, {}, {"organization": found["id"]})
    except (tk.ObjectNotFound, tk.ValidationError):
        return tk.abort(404, tk._("Organization not found"))
    except tk.NotAuthorized as error:
        return tk.abort(403, told(error))
    return found


def told(error: tk.NotAuthorized) -> str:
    """Return why something is refused."""
    return error.message or tk._("You may not do this.")


def number(name: str = "page") -> int:
    """Return the page that the address asks for, the first if that is no number."""
    asked = tk.request.args.get(name, "1")
    plain = asked.isascii() and asked.isdigit() and len(asked) < 6
    return max(1, int(asked)) if plain else 1


def turned(count: int, page: int, address: str, **more: str) -> dict[str, Any]:
    """Return where one is in a list of pages; ``address`` is that of the first."""
    last = max(1, -(-count // schema.ROWS))

    def link(wanted: int) -> str | None:
        if not 1 <= wanted <= last:
            return None
        asked = {**{key: value for key, value in more.items() if value}, "page": str(wanted)}
        return f"{address}?{urlencode(asked)}"

    return {"page": page, "last": last, "before": link(page - 1), "after": link(page + 1)}


def figure(value: float | None) -> str:
    """Return a number as somebody would type it in a form, in the reader's language."""
    if value is None:
        return ""
    text = str(value).removesuffix(".0")
    return text.replace(".", ",") if language.reader().startswith("fr") else text


def day_of(moment: str) -> str:
    """Return the day of a moment that is kept as a text, year-month-day."""
    return clock.day_of(datetime.fromisoformat(moment)).isoformat() if moment else ""
