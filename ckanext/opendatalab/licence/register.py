"""The licence register: its two data files loaded once, and what CKAN gets of them."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ckan.config.declaration import Declaration

from ckanext.opendatalab.licence import parse, rules

FOLDER = Path(__file__).parent
CKAN_LIST = FOLDER / "licences.json"

LICENCES_ADDRESS = "licenses_group_url"
DCAT_INHERITANCE = "ckanext.dcat.resource.inherit.license"


@functools.cache
def load() -> parse.Licences:
    """Return what ``licences.yaml`` says.

    :raises ValueError: the file is malformed; the message names file, key and what is expected
    """
    return parse.licences(FOLDER / "licences.yaml")


@functools.cache
def notices() -> Mapping[str, rules.Notice]:
    """Return the wordings of ``findings.yaml``.

    :raises ValueError: as :func:`load`
    """
    return parse.findings(FOLDER / "findings.yaml")


def get(licence_id: str | None) -> rules.Licence | None:
    """Return a licence of the register, ``None`` for an id that is not in it."""
    return load().licences.get(licence_id or "")


def match(wording: str) -> str | None:
    """Return the id of the licence that a free ``wording`` names, ``None`` if unclear."""
    return rules.find(wording, load().wordings)


def check(facts: rules.Facts) -> list[rules.Finding]:
    """Return what the rules say about ``facts``, the most serious first."""
    return rules.check(facts, load().licences, notices())


def ckan_list() -> str:
    """Return the text of ``licences.json``: the register as CKAN reads licence lists."""
    entries = [_ckan_entry(licence) for licence in load().licences.values()]
    # ASCII: core opens the file with whatever encoding the server's locale has.
    return json.dumps(entries, indent=2, ensure_ascii=True) + "\n"


def _ckan_entry(licence: rules.Licence) -> dict[str, Any]:
    return {
        "id": licence.id,
        "title": licence.name,
        "url": licence.url,
        "family": "",
        "maintainer": "",
        "status": "active",
        "is_generic": licence.generic,
        "domain_content": licence.domain_content,
        "domain_data": licence.domain_data,
        "domain_software": False,
        "od_conformance": "approved" if licence.open else "not reviewed",
        "osd_conformance": "not reviewed",
    }


def declare_defaults(declaration: Declaration) -> None:
    """Make our list CKAN's default licence list, and let DCAT put the licence on every file.

    Only defaults change: whatever the administrator writes in the ini file wins.  An empty
    ``licenses_group_url`` brings core's own list back.

    :raises ValueError: a data file is malformed
    """
    load()
    notices()
    option = declaration.get(LICENCES_ADDRESS)
    if option is not None:
        option.set_default(f"file://{CKAN_LIST}")
    # Known here when ckanext-dcat comes after us in ckan.plugins: declarations run reversed.
    option = declaration.get(DCAT_INHERITANCE)
    if option is not None:
        option.set_default(True)
