"""The language of whoever reads, and what data files say in it."""

from __future__ import annotations

from collections.abc import Mapping

import ckan.plugins.toolkit as tk

Text = Mapping[str, str]


def reader() -> str:
    """Return the language of the request; outside one (command line, worker) the portal's own."""
    return str(tk.h.lang() or "en") if tk.request else of_portal()


def of_portal() -> str:
    """Return the language that the portal speaks to whoever asks for none."""
    return tk.config.get("ckan.locale_default") or "en"


def say(text: Text, language: str | None = None) -> str:
    """Return a wording in ``language``, else in the reader's; in English where it lacks there."""
    wanted = language or reader()
    return text.get(wanted) or text.get(wanted.split("_")[0]) or text["en"]
