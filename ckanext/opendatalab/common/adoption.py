"""Whether an organisation asked for anything: the rooms below the workflow are told, they look not.

An existing portal changes nothing until somebody asks, organisation by organisation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

Asker = Callable[[Iterable["str | None"]], "set[str | None]"]


def _nobody(organizations: Iterable[str | None]) -> set[str | None]:
    return set()


class _Registered:
    asker: Asker = staticmethod(_nobody)


def use(asker: Asker) -> None:
    """Ask this from now on."""
    _Registered.asker = staticmethod(asker)


def adopted(organizations: Iterable[str | None]) -> set[str | None]:
    """Return which of these organisations (ids) were adopted, in whatever mode but "off"."""
    return _Registered.asker(organizations)
