"""Marks what extends an action of a plugin that a portal may do without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import ckan.plugins as p

_Function = TypeVar("_Function", bound=Callable[..., Any])
_MARK = "opendatalab_of_plugin"


def of_plugin(name: str) -> Callable[[_Function], _Function]:
    """Have a chained function left out where that plugin is not loaded: CKAN would not start."""

    def mark(function: _Function) -> _Function:
        setattr(function, _MARK, name)
        return function

    return mark


def is_wanted(thing: Any) -> bool:
    """Return whether what a room exports extends something that this portal has."""
    plugin = getattr(thing, _MARK, None)
    return not isinstance(plugin, str) or p.plugin_loaded(plugin)
