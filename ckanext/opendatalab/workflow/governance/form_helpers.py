"""What the form of a dataset asks for: who sees it, what is next, what was written of a field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import flask

from ckanext.opendatalab.workflow.governance import address, governed, wording

__all__ = [
    "opendatalab_field_comments",
    "opendatalab_governance_submission",
    "opendatalab_governed",
    "opendatalab_governed_organization",
    "opendatalab_visibility",
]

# Where a dataset is still being described.
_DESCRIBING = ("identified", "working")


def opendatalab_governed(reference: str | None) -> dict[str, Any] | None:
    """Return whether a dataset (id or name) of a governed organisation is ``public``, and ``url``.

    ``button``: what is next while it is being described.  ``None``: nobody governs it, and CKAN's
    own buttons do what they say.
    """
    found = governed.case(reference)
    if found is None or not governed.dataset(found):
        return None
    instance = found.instance
    step = instance.awaited if instance and instance.state.kind in _DESCRIBING else None
    return {
        "public": _public(found),
        "url": address.page(found.package.name),
        "button": wording.button(step) if step else "",
    }


def opendatalab_governed_organization(organization_id: str | None) -> bool:
    """Return whether datasets follow a path in an organisation."""
    return governed.organization(organization_id)


def opendatalab_visibility(
    data: Mapping[str, Any], errors: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return how the form of a dataset lets its visibility be chosen.

    ``select``: by CKAN's own control; ``organizations``: those where a new dataset starts private
    whatever is chosen; ``public``: whether it is now; ``url``: where that is decided; ``new``:
    whether there is none yet; ``messages``: what was refused.
    """
    found = governed.case(data.get("id"))
    shown: dict[str, Any] = {
        "select": True,
        "organizations": [],
        "public": False,
        "url": "",
        "new": found is None,
        "messages": tk.h.opendatalab_messages((errors or {}).get("private")),
    }
    if found is not None and governed.dataset(found):
        url = address.page(found.package.name)
        return {**shown, "select": False, "public": _public(found), "url": url}
    offered = tk.h.organizations_available("create_dataset") if governed.somewhere() else []
    names = [one["display_name"] for one in offered if governed.organization(one["id"])]
    if found is None and names and len(names) == len(offered) and _needs_organization():
        return {**shown, "select": False}
    return {**shown, "organizations": names}


def opendatalab_governance_submission(pkg: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what ends the form of a governed dataset: its next step and what is to settle first.

    ``shown``: what ``opendatalab_workflow_show`` gives; ``step``: the one of its options that is
    next while the dataset is being described, else nothing; ``action``: where it is made;
    ``url``: the page of the path.
    """
    found = governed.standing_case(pkg.get("id"))
    if found is None:
        return None
    shown = tk.get_action("opendatalab_workflow_show")({}, {"id": pkg["id"]})
    step = None
    if shown["state"]["kind"] in _DESCRIBING and shown["awaited"]:
        wanted = shown["awaited"]["transition"]
        step = next((one for one in shown["options"] if one["code"] == wanted), None)
    name = found[0].package.name
    return {
        "shown": shown,
        "step": step,
        "action": address.operation(name, "step"),
        "url": address.page(name),
    }


def opendatalab_field_comments(data: Mapping[str, Any], field: str) -> list[dict[str, Any]]:
    """Return what was written about a field of the form, for whoever works on the dataset.

    What is still to settle comes first.  One query for all fields of a page.
    """
    found = governed.standing_case(data.get("id"))
    if found is None or not found[0].standing.works:
        return []
    package_id = found[0].package.id
    kept = flask.g.setdefault("opendatalab_field_comments", {})
    if package_id not in kept:
        kept[package_id] = _comments(package_id)
    return kept[package_id].get(field, [])


def _comments(package_id: str) -> dict[str, list[dict[str, Any]]]:
    listed = tk.get_action("opendatalab_workflow_comments")({}, {"id": package_id})
    by_field: dict[str, list[dict[str, Any]]] = {}
    for one in sorted(listed, key=lambda comment: bool(comment["settled"])):
        if one["field"]:
            by_field.setdefault(one["field"], []).append(one)
    return by_field


def _public(found: governed.Case) -> bool:
    if found.instance is not None:
        return found.instance.public
    return not found.package.private and found.package.state == model.State.ACTIVE


def _needs_organization() -> bool:
    """Return whether a dataset of the reader's cannot be without any governed organisation."""
    unowned = tk.h.check_config_permission("create_unowned_dataset")
    return not unowned or governed.organization(None)
