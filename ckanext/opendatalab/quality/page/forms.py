"""Reads what the script beside a form sends."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

LARGEST = 1_000_000  # bytes: a form with its texts, never a file
MOST_PARTS = 2_000
# What the panel says of itself; everything else is the form.
OURS = "opendatalab-quality-"


def too_large() -> bool:
    """Return whether more was sent than any form has."""
    length = tk.request.content_length
    return length is None or length > LARGEST


def asked() -> dict[str, Any]:
    """Return what the action of the preview takes."""
    sent = tk.request.form.to_dict(flat=False)

    def own(name: str) -> str:
        return (sent.get(OURS + name) or [""])[0]

    return {
        "id": own("id"),
        "type": own("type"),
        "kind": own("kind"),
        "page": own("page"),
        "resource_id": (sent.get("id") or [""])[0] if own("kind") == "resource" else "",
        "typed": {name: texts for name, texts in sent.items() if not name.startswith(OURS)},
    }
