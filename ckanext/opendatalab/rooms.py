"""Finds the furniture of each room, so that a room is wired by existing.

A room that has an ``action.py`` gives actions, an ``auth.py`` gives auth functions and so on:
whatever the module names in ``__all__`` and nothing else.
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

ROOMS = ("common", "fields", "licence", "observatory", "observatory.inventory", "demo")


def exported(furniture: str) -> dict[str, Any]:
    """Return every name that the rooms' modules called ``furniture`` export.

    :raises ValueError: two rooms export the same name
    """
    found: dict[str, Any] = {}
    for room in ROOMS:
        name = f"{__package__}.{room}.{furniture}"
        if find_spec(name) is None:
            continue
        module = import_module(name)
        for public in module.__all__:
            if public in found:
                raise ValueError(f"{name}: {public!r} is already exported by another room")
            found[public] = getattr(module, public)
    return found


def actions() -> dict[str, Any]:
    return exported("action")


def auth_functions() -> dict[str, Any]:
    return exported("auth")


def helpers() -> dict[str, Any]:
    return exported("helpers")


def validators() -> dict[str, Any]:
    return exported("validators")


def blueprints() -> list[Any]:
    return list(exported("views").values())


def commands() -> list[Any]:
    return list(exported("cli").values())
