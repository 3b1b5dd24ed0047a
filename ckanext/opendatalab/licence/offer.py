"""Which licences the portal offers: CKAN's own list, which the administrator may have replaced."""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import language
from ckanext.opendatalab.licence import register


def ids() -> list[str]:
    """Return the id of every licence that this portal offers."""
    return model.Package.get_license_register().keys()


def title(licence_id: str) -> str:
    """Return a licence's title in the reader's language; an unknown id is its own title."""
    known = register.get(licence_id)
    if known is not None:
        return language.say(known.title)
    offered = model.Package.get_license_register().get(licence_id)
    # An empty msgid would give the catalogue's header.
    return tk._(offered.title) if offered is not None and offered.title else licence_id


def address(licence_id: str) -> str:
    """Return where a licence's text is, empty when nobody knows."""
    known = register.get(licence_id)
    if known is not None:
        return known.text_url or known.url
    offered = model.Package.get_license_register().get(licence_id)
    return getattr(offered, "url", None) or ""
