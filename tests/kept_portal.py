"""Keeps a loaded portal from one test to the next, as long as nothing about it changes.

CKAN's fixtures load all plugins for each test and again for its app, about a second together.
Here they stay loaded while the configuration is the same and nobody else loaded any; what loading
wrote into the configuration, which CKAN's fixtures take away after each test, is put back.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

_Snapshot = tuple[tuple[str, str], ...]


class _Kept:
    """``before``: the configuration that was loaded; ``after``: what loading made of it."""

    before: _Snapshot | None = None
    after: dict[str, Any] | None = None
    app: Any = None
    updates = 0  # how often CKAN read its configuration
    updates_seen = -1


def watch() -> None:
    """Count from now on how often CKAN reads its configuration: plugins came or went."""
    from ckan.config import environment

    original = environment.update_config

    def counted() -> None:
        _Kept.updates += 1
        original()

    environment.update_config = counted


def load(config: Any) -> None:
    """Have the plugins of the configuration loaded."""
    import ckan.plugins as p

    before = _snapshot(config)
    if before == _Kept.before and _Kept.updates == _Kept.updates_seen:
        _put_back(config)
        return
    p.load_all()
    _keep(config, before, None)


def app(config: Any, make: Callable[[], Any]) -> Any:
    """Return the app for the configuration, with a client of its own.

    :param make: makes one, and loads the plugins for it
    """
    from ckan.tests.helpers import CKANTestApp

    kept = _Kept.updates == _Kept.updates_seen and _Kept.after == dict(config)
    if kept and _Kept.app is not None:
        return CKANTestApp(_Kept.app)
    before = _Kept.before if kept else None
    made = make()
    _keep(config, before, made.app)
    return made


def _keep(config: Any, before: _Snapshot | None, app: Any) -> None:
    _Kept.before, _Kept.after, _Kept.app = before, copy.copy(dict(config)), app
    _Kept.updates_seen = _Kept.updates


def _put_back(config: Any) -> None:
    config.clear()
    config.update(copy.copy(_Kept.after))


def _snapshot(config: Any) -> _Snapshot:
    return tuple(sorted((key, repr(value)) for key, value in config.items()))
