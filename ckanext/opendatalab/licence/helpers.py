"""What templates ask about licences."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import language
from ckanext.opendatalab.licence import facts, offer, register

__all__ = [
    "opendatalab_default_licence",
    "opendatalab_licence_card",
    "opendatalab_licence_groups",
    "opendatalab_licence_title",
]


def opendatalab_licence_title(licence_id: str | None) -> str:
    """Return a licence's title in the reader's language; an unknown id is its own title."""
    return offer.title(licence_id) if licence_id else ""


def opendatalab_licence_groups(current: str | None = None) -> list[dict[str, Any]]:
    """Return the groups of the licence select, the recommended ones first.

    Each has ``title``, ``hint`` and ``options`` (``value``, ``text``, ``selected``).  Only what the
    portal's list offers appears; a ``current`` value that is not in it has a group of its own.
    """
    current = current or ""
    offered = offer.ids()
    groups = []
    for group in register.load().groups:
        options = [
            _option(licence.id, current)
            for licence in register.load().licences.values()
            if licence.group == group.key and licence.id in offered
        ]
        groups.append(
            {
                "key": group.key,
                "title": language.say(group.title),
                "hint": language.say(group.hint),
                "options": options,
            }
        )
    # What the administrator added to the list and we know nothing about.
    added = [_option(name, current) for name in offered if name and register.get(name) is None]
    groups[-1]["options"] += sorted(added, key=lambda option: option["text"])
    if current and current not in offered:
        kept = {"key": "current", "title": tk._("Current value"), "hint": ""}
        groups.append({**kept, "options": [_option(current, current)]})
    return [group for group in groups if group["options"]]


def _option(licence_id: str, current: str) -> dict[str, Any]:
    return {
        "value": licence_id,
        "text": offer.title(licence_id),
        "selected": licence_id == current,
    }


def opendatalab_default_licence(data: dict[str, Any]) -> str:
    """Return the licence to propose in the form of a new dataset, empty for none.

    It is the default of the dataset's organisation: the one chosen, the one that the page was
    opened for, or the only one of the user.  A stored value or a deliberate blank stays.
    """
    new = not data.get("id") and "license_id" not in data
    unfinished = data.get("state") == "draft" and data.get("license_id") is None
    if not (new or unfinished):
        return ""
    organization = data.get("owner_org") or data.get("group_id") or _only_organization()
    if not organization:
        return ""
    try:
        policy = tk.get_action("opendatalab_licence_policy_show")({}, {"id": organization})
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
        return ""
    proposed = policy["default_license_id"] or ""
    return proposed if proposed in offer.ids() else ""


def _only_organization() -> str:
    organizations = tk.h.organizations_available("create_dataset")
    return organizations[0]["id"] if len(organizations) == 1 else ""


def opendatalab_licence_card(pkg: dict[str, Any]) -> dict[str, Any]:
    """Return what the licence of ``pkg`` allows, asks and forbids, in plain sentences.

    ``known`` is false for a licence that the register does not describe: the card then has its
    title and address only.
    """
    known_facts = facts.of(pkg, administration=True)
    licence_id = known_facts.licence_id or "notspecified"
    licence = register.get(licence_id)
    terms = register.load().terms
    card: dict[str, Any] = {
        "id": licence_id,
        "title": offer.title(licence_id),
        "url": offer.address(licence_id),
        "known": licence is not None,
        "permits": [],
        "requires": [],
        "forbids": [],
        "names_source": licence is not None and licence.attribution,
        "source": known_facts.inherited_from or (pkg.get("organization") or {}).get("title") or "",
        "updated": _last_update(pkg),
        "inherited_from": known_facts.inherited_from,
        "fee": known_facts.fee,
        "fee_basis": known_facts.fee_basis,
    }
    if licence is not None:
        for kind in ("permits", "requires", "forbids"):
            card[kind] = [language.say(terms[kind][name]) for name in getattr(licence, kind)]
    return card


def _last_update(pkg: dict[str, Any]) -> str:
    """Return when the data changed: as the publisher says, else the newest file's date."""
    if pkg.get("modified"):
        return str(pkg["modified"])
    files = [
        str(resource.get("last_modified") or resource.get("created") or "")
        for resource in pkg.get("resources") or []
    ]
    return max(files, default="") or str(pkg.get("metadata_modified") or "")
