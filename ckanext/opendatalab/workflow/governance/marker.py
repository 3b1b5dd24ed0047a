"""Tells the gate that a write is a step of the workflow, which has been decided already.

A ``contextvar`` bound to one dataset: what a client puts into CKAN's context does not matter, and
CKAN itself drops unknown keys of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_moving: ContextVar[str] = ContextVar("opendatalab_moving", default="")


@contextmanager
def moving(package_id: str) -> Iterator[None]:
    """Let the write of this dataset inside pass: the workflow makes it."""
    token = _moving.set(package_id)
    try:
        yield
    finally:
        _moving.reset(token)


def is_moving(package_id: str) -> bool:
    """Return whether the workflow itself is writing this dataset."""
    return _moving.get() == package_id
