"""What a text that somebody sent must be, wherever it goes.  Pure."""

from __future__ import annotations


def clean(value: str) -> bool:
    """Tell whether PostgreSQL keeps a text as it is: neither NUL nor half a character."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in value
