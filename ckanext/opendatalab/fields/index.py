"""What Solr gets of our fields.

Lists go to ``vocab_opendatalab_<field>``, which the core schema declares as multi-valued strings,
so that facets and filters need no schema of our own.  Bare keys that hold a list, groups or a
computed value are taken out: Solr refuses some and would facet on the JSON text of others.
"""

from __future__ import annotations

from typing import Any

from ckanext.opendatalab import config
from ckanext.opendatalab.common import status
from ckanext.opendatalab.fields import schema, stored_lists
from ckanext.opendatalab.fields.groups import groups_of

FILTERS = (
    "theme",
    "frequency",
    "coverage_level",
    "issues_served",
    "hvd_category",
    "access_rights",
    "producing_service",
    "governance_state",
    "legal_eligibility",
    "quality_status",
)
# Solr refuses a string of 32,766 bytes; a filter needs far less.
_LONGEST_FILTER = 300
_LONGEST_STRING = 8_000


def prepare(pkg_dict: dict[str, Any]) -> dict[str, Any]:
    """Return the index document ``pkg_dict`` with our fields as Solr can take them."""
    if pkg_dict.get("type") not in config.dataset_types():
        return pkg_dict
    for name in FILTERS:
        values = [value[:_LONGEST_FILTER] for value in stored_lists.from_stored(pkg_dict.get(name))]
        if values:
            pkg_dict[f"vocab_opendatalab_{name}"] = values
    for name, field in schema.our_fields(pkg_dict["type"]).items():
        if "repeating_subfields" in field:
            _flatten(pkg_dict, name, field)
        elif "output_validators" in field or len(str(pkg_dict.get(name))) > _LONGEST_STRING:
            pkg_dict.pop(name, None)
    for name in status.COMPUTED:
        pkg_dict.pop(name, None)
    return pkg_dict


def _flatten(pkg_dict: dict[str, Any], name: str, field: dict[str, Any]) -> None:
    """Put the words of the groups ``name`` into searchable text, one key per subfield.

    The keys are those of ckanext-dcat, which may have done it already, or finds nothing left to do.
    """
    value = pkg_dict.pop(name, None)
    stored = pkg_dict.pop(f"extras_{name}", None)
    words: dict[str, list[str]] = {}
    for group in groups_of(stored if value is None else value, field):
        for subfield, text in group.items():
            if text not in (None, ""):
                words.setdefault(f"extras_{name}__{subfield}", []).append(str(text))
    for key, texts in words.items():
        pkg_dict[key] = " ".join(texts)
