"""What content of a file its checks are about, and by which questions.  Pure.

A key is ``content-question``: another content, or another question about the same content (its
format, a schema, how many rows are read), asks for a new check; another title does not.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def key(resource: Mapping[str, Any], schema: str, most_rows: int) -> str:
    """Return the key of what a resource is now.

    :param schema: what tells the schema that it declares from others, empty without one
    """
    # The address of an upload has the portal's own and the language of who looks in it.
    url = str(resource.get("url") or "")
    uploaded = resource.get("url_type") == "upload"
    content = [
        str(resource.get("url_type") or ""),
        url.rpartition("/")[2] if uploaded else url,
        *(str(resource.get(name) or "") for name in ("last_modified", "hash", "size")),
    ]
    question = [str(resource.get("format") or "").strip().lower(), schema, most_rows]
    return f"{_hash(content)}-{_hash(question)}"


def same_question(one: str | None, other: str) -> bool:
    """Return whether two keys ask the same of a content."""
    return one is not None and one.partition("-")[2] == other.partition("-")[2]


def same_content(one: str | None, other: str) -> bool:
    """Return whether two keys are of the same content."""
    return one is not None and one.partition("-")[0] == other.partition("-")[0]


def _hash(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:20]
