"""Finds the furniture of each room, so that a room is wired by existing.

A room that has an ``action.py`` gives actions, an ``auth.py`` gives auth functions and so on:
whatever the module names in ``__all__`` and nothing else.  Several rooms may extend the same action
or auth function of CKAN: the room listed last is asked first.  What extends one of a plugin that is
not loaded is left out.
"""

from __future__ import annotations

import functools
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from ckanext.opendatalab.common import chains, forgery, tables
from ckanext.opendatalab.common import gates as gates_

ROOMS = (
    "common",
    "common.closer",
    "fields",
    "licence",
    "legal",
    "legal.organization",
    "quality",
    "quality.running",
    "quality.schemas",
    "quality.policy",
    "quality.page",
    "quality.freshness",
    "workflow",
    "workflow.governance",
    "workflow.tasks",
    "workflow.adoption",
    "workflow.upkeep",
    "workflow.locking",
    "observatory",
    "observatory.inventory",
    "demo",
)

# How CKAN marks a function that is given the one it extends as its first argument.
_CHAINS = ("chained_action", "chained_auth_function")


def exported(furniture: str) -> dict[str, Any]:
    """Return every name that the rooms' modules called ``furniture`` export.

    :raises ValueError: two rooms export the same name, and not to extend something of CKAN
    """
    found: dict[str, Any] = {}
    for room in ROOMS:
        name = f"{__package__}.{room}.{furniture}"
        if find_spec(name) is None:
            continue
        module = import_module(name)
        for public in module.__all__:
            thing = getattr(module, public)
            if not chains.is_wanted(thing):
                continue
            found[public] = _chained(found[public], thing, name) if public in found else thing
    return found


def _chained(lower: Any, upper: Any, name: str) -> Any:
    """Return one function for CKAN that hands over to ``upper``, which hands over to ``lower``."""
    for mark in _CHAINS:
        if getattr(lower, mark, False) and getattr(upper, mark, False):

            @functools.wraps(upper)  # which copies what CKAN wrote on it
            def both(original: Any, *args: Any, **kwargs: Any) -> Any:
                return upper(functools.partial(lower, original), *args, **kwargs)

            return both
    what = getattr(upper, "__name__", None) or getattr(upper, "name", upper)  # a blueprint's
    raise ValueError(f"{name}: {what!r} is already exported by another room")


def actions() -> dict[str, Any]:
    return exported("action")


def auth_functions() -> dict[str, Any]:
    return exported("auth")


def helpers() -> dict[str, Any]:
    return exported("helpers")


def validators() -> dict[str, Any]:
    return exported("validators")


def blueprints() -> list[Any]:
    found = list(exported("views").values())
    for blueprint in found:
        forgery.guard(blueprint)
    return found


def gates() -> list[Any]:
    return list(exported("gate").values())


def introduce() -> None:
    """Have the rooms' gates asked, and all of their tables looked for."""
    exported("model")
    gates_.use(gates())
    tables.look_at_start()


def commands() -> list[Any]:
    return list(exported("cli").values())
