"""What templates ask about schemas."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import language, standing, tables
from ckanext.opendatalab.fields import form_values
from ckanext.opendatalab.quality import store as checks
from ckanext.opendatalab.quality.schemas import index, store

__all__ = [
    "opendatalab_schema_choices",
    "opendatalab_schema_declared",
    "opendatalab_schema_suggestion",
]


def opendatalab_schema_choices(
    value: Any, package: str | None = None, resource_id: str | None = None
) -> dict[str, Any]:
    """Return what the form offers for the field: a list to choose from, and room for addresses.

    :param value: what the field holds: saved, or typed
    :param package: id or name of the dataset, whose organisation's own schemas are offered
    :returns: ``groups`` of ``title`` and ``options`` (``value``, ``text``, ``selected``), the
        schemas that the file seems to follow first; ``others``: the values that are not chosen
        in the list; ``suggestions``: titles
    """
    # A refused form gives back both controls: the one chosen, and the lines typed.
    typed = (line.strip() for one in _values(value) for line in one.splitlines())
    values = list(dict.fromkeys(line for line in typed if line))
    organization_id = _organization(package)
    suggested = _suggestions(resource_id) if not values else []
    own = store.own(organization_id) if organization_id else []
    groups: list[dict[str, Any]] = []
    offered: set[str] = set()

    def add(title: str, options: list[tuple[str, str]]) -> None:
        new = [(given, text) for given, text in options if given not in offered]
        offered.update(given for given, _ in new)
        if new:
            shown = [{"value": given, "text": text} for given, text in new]
            groups.append({"title": title, "options": shown})

    add(tk._("Suggested by the columns"), [(one["value"], one["title"]) for one in suggested])
    add(tk._("Schemas of the organization"), [(one.value, one.title) for one in own])
    entries = index.load().entries.values()
    for key, title in index.load().groups.items():
        named = [
            (one.documentation, language.say(one.title)) for one in entries if one.group == key
        ]
        add(language.say(title), sorted(named, key=lambda pair: pair[1].casefold()))
    chosen = next((one for one in values if one in offered), None)
    for group in groups:
        for option in group["options"]:
            option["selected"] = option["value"] == chosen
    return {
        "groups": groups,
        "others": [one for one in values if one != chosen],
        "suggestions": [one["title"] for one in suggested],
    }


def opendatalab_schema_declared(value: Any) -> list[dict[str, str]]:
    """Return what a page shows of the values of the field: ``title`` and ``url``, which is empty
    where the value leads nowhere.
    """
    shown: list[dict[str, str]] = []
    for one in _values(value):
        found = store.of_values([one])
        known = found[0] if found and (found[0].official or found[0].own) else None
        address = known.documentation if known else one
        linked = form_values.opendatalab_is_web_address(address)
        shown.append({"title": known.title if known else one, "url": address if linked else ""})
    return shown


def opendatalab_schema_suggestion(resource_id: str | None) -> dict[str, Any] | None:
    """Return which schema a file seems to follow by its columns, for whoever works on the dataset.

    :returns: ``id``, ``title``, ``value``, ``documentation``, and ``missing``: required columns
        that the file lacks; ``None``: no schema fits, one is declared, or the file was not checked
    """
    found = _suggestions(resource_id)
    return found[0] if found else None


def _suggestions(resource_id: str | None) -> list[dict[str, Any]]:
    resource = model.Resource.get(resource_id) if resource_id else None
    package = model.Package.get(resource.package_id) if resource else None
    if resource is None or package is None or (resource.extras or {}).get(store.FIELD):
        return []
    state = checks.file(resource.id) if tables.ready() else None
    columns = (state.report or {}).get("columns") if state else None
    user = tk.current_user.name if tk.current_user.is_authenticated else None
    if not columns or not standing.on_dataset(user, package).works:
        return []
    suggested = {one.id: one for one in store.suggestions(columns, package.owner_org)}
    return [
        {
            "id": one.id,
            "title": one.title,
            "value": one.value,
            "documentation": one.documentation,
            "missing": list(suggested[one.id].missing),
        }
        for one in store.of_values(suggested)
    ]


def _values(value: Any) -> list[str]:
    return form_values.opendatalab_list(value)


def _organization(package: str | None) -> str | None:
    found = model.Package.get(package) if package else None
    return found.owner_org if found is not None else None
