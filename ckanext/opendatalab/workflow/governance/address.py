"""Where the page of a dataset's path is."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import flask

_BLUEPRINT = "opendatalab_governance"


def page(name: str, part: str = "") -> str:
    """Return the address of the page, or of a part of it; nothing where there is none."""
    if not there_is(_BLUEPRINT):
        return ""
    anchor = f"#opendatalab-{part}" if part else ""
    return tk.h.url_for(f"{_BLUEPRINT}.page", id=name) + anchor


def operation(name: str, what: str) -> str:
    """Return the address where something is done with the dataset (POST)."""
    if not there_is(_BLUEPRINT):
        return ""
    return tk.h.url_for(f"{_BLUEPRINT}.operation", id=name, operation=what)


def there_is(blueprint: str) -> bool:
    return blueprint in flask.current_app.blueprints
