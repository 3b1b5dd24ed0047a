"""The reader's language."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.licence import rules


def language() -> str:
    """Return the language of the request; outside of one, the portal's."""
    try:
        return tk.h.lang() or "en"
    except (RuntimeError, TypeError, AttributeError):
        # On the command line and in a worker CKAN knows no language.
        return tk.config.get("ckan.locale_default") or "en"


def say(text: rules.Text) -> str:
    """Return ``text`` in the reader's language, else in English."""
    return rules.in_language(text, language())
