"""Our facets: which ones the search page offers, and their labels in the reader's language."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendatalab import config
from ckanext.opendatalab.common import language
from ckanext.opendatalab.fields import vocabulary

# Field of the index: the vocabulary that names its values.
VOCABULARIES = {
    "vocab_opendatalab_theme": "data_theme",
    "vocab_opendatalab_frequency": "frequency",
    "vocab_opendatalab_coverage_level": "coverage_level",
    "vocab_opendatalab_issues_served": "issues_served",
    "vocab_opendatalab_hvd_category": "hvd_category",
    "vocab_opendatalab_access_rights": "access_right",
    "vocab_opendatalab_governance_state": "governance_state",
}
# Field of the index: the helper of another room that names its values.
LABELS = {
    "license_id": "opendatalab_licence_title",
    "vocab_opendatalab_legal_eligibility": "opendatalab_legal_label",
    "vocab_opendatalab_quality_status": "opendatalab_quality_label",
}
_LICENCE = "license_id"


def add(facets_dict: dict[str, Any], package_type: str | None) -> dict[str, Any]:
    """Return ``facets_dict`` with ours after the licence or at the end; no other one moves."""
    if package_type is not None and package_type not in config.dataset_types():
        return facets_dict
    ours = {
        "vocab_opendatalab_theme": tk._("Themes"),
        "vocab_opendatalab_frequency": tk._("Update frequency"),
        "vocab_opendatalab_coverage_level": tk._("Territory level"),
    }
    if config.quality_badges():
        ours["vocab_opendatalab_quality_status"] = tk._("Quality")
    ours = {name: title for name, title in ours.items() if name not in facets_dict}
    if _LICENCE in facets_dict:
        # CKAN's French catalogue has no word for it.
        facets_dict[_LICENCE] = tk._("Licences")
    items = list(facets_dict.items())
    names = list(facets_dict)
    place = names.index(_LICENCE) + 1 if _LICENCE in names else len(names)
    items[place:place] = ours.items()
    # CKAN goes on with the dict that it gave.
    facets_dict.clear()
    facets_dict.update(items)
    return facets_dict


def label(search_results: dict[str, Any]) -> dict[str, Any]:
    """Give the items of our facets, and licences, labels in the reader's language; no query."""
    facets = search_results.get("search_facets") or {}
    reader = language.reader()
    for name, source in VOCABULARIES.items():
        for item in facets.get(name, {}).get("items", ()):
            item["display_name"] = vocabulary.get(source).label(item["name"], reader)
    for name, helper in LABELS.items():
        title = tk.h.get(helper)
        if title is not None:
            for item in facets.get(name, {}).get("items", ()):
                item["display_name"] = title(item["name"]) or item["display_name"]
    return search_results
