"""The language of whoever reads."""

from __future__ import annotations

import ckan.plugins.toolkit as tk


def reader_language() -> str:
    """Return the language of the request; outside one (command line, worker) the portal's own."""
    if not tk.request:
        return tk.config.get("ckan.locale_default") or "en"
    return str(tk.h.lang() or "en")
