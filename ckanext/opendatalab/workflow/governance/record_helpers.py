"""What templates ask about the public side of the workflow.  No query."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["opendatalab_is_record"]


def opendatalab_is_record(pkg: Mapping[str, Any]) -> bool:
    """Return whether a dataset is public as a record without files, with the reason for it."""
    shown = not pkg.get("private") and pkg.get("state") == "active"
    return shown and pkg.get("governance_state") == "not_open"
