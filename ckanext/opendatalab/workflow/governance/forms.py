"""Reads the forms of the page where a dataset stands: what each says to its action.  Pure.

Nothing is checked here: the actions do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Sent = Mapping[str, Sequence[str]]


def text(sent: Sent, name: str) -> str:
    """Return what was typed in a field, without the space around it; nothing if it was not sent."""
    return next(iter(sent.get(name, ())), "").strip()


def version(sent: Sent) -> int | str:
    """Return the version that the page showed; as it came if it is no number, for the action."""
    given = text(sent, "version")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else given


def step(sent: Sent) -> dict[str, Any]:
    """Return the arguments of ``opendatalab_workflow_transition``."""
    names = ("reason", "message", "publish_at")
    return {
        "transition": text(sent, "transition"),
        "version": version(sent),
        **{name: value for name in names if (value := text(sent, name))},
    }


def comment(sent: Sent) -> dict[str, Any]:
    """Return the arguments of ``opendatalab_workflow_comment``."""
    return {"text": text(sent, "text"), "field": text(sent, "field")}


def settlement(sent: Sent) -> dict[str, Any]:
    """Return the arguments of ``opendatalab_workflow_comment_settle``."""
    return {"comment": text(sent, "comment")}


def explanation(sent: Sent) -> dict[str, Any]:
    """Return the arguments of ``opendatalab_workflow_explain``."""
    return {"reason": text(sent, "reason")}


def dates(sent: Sent) -> dict[str, Any]:
    """Return the arguments of ``opendatalab_workflow_dates``: an emptied end is no end."""
    return {
        "version": version(sent),
        "expires_at": text(sent, "expires_at"),
        "reexamine_on": text(sent, "reexamine_on"),
    }


def assignment(sent: Sent) -> dict[str, Any]:
    """Return the arguments of ``opendatalab_workflow_assign``."""
    return {"version": version(sent), "user": text(sent, "user")}


def typed(sent: Sent) -> dict[str, str]:
    """Return a form as it came, to show it again: one value by name."""
    return {name: next(iter(values), "") for name, values in sent.items()}
