"""What can be asked about the quality of a dataset, of a form and of an organisation."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common.schema import validated
from ckanext.opendatalab.quality.page import live, organization, schema, show

__all__ = [
    "opendatalab_quality_organization",
    "opendatalab_quality_preview",
    "opendatalab_quality_show",
]


@tk.side_effect_free
def opendatalab_quality_show(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return how good a dataset is and what would make it better.

    ``score``, ``status``, ``criteria``, ``fixes`` (what brings most first), ``files`` with their
    verifications, ``history``.  For those who work on the dataset also ``internal``: cells and
    hints at personal data.  For those who administer its organisation ``predictions``.

    :param id: id or name of the dataset
    :raises ckan.plugins.toolkit.NotAuthorized: whoever asks may not read the dataset
    :raises ckan.plugins.toolkit.ObjectNotFound: there is none, or its type has no quality
    """
    asked = validated(data_dict, schema.one())
    return show.for_reader(context, show.checked(context, asked["id"]))


@tk.side_effect_free
def opendatalab_quality_organization(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Return how good the datasets of an organisation are, of those that whoever asks may read.

    :param id: id or name of the organisation
    :raises ckan.plugins.toolkit.NotAuthorized: whoever asks may not read the organisation
    :raises ckan.plugins.toolkit.ObjectNotFound: there is none
    """
    asked = validated(data_dict, schema.one())
    group = model.Group.get(asked["id"])
    if group is None or not group.is_organization or group.state != model.State.ACTIVE:
        raise tk.ObjectNotFound(tk._("Organization not found"))
    tk.check_access("opendatalab_quality_organization", context, {"id": group.id})
    return organization.of(context, group)


@tk.side_effect_free
def opendatalab_quality_preview(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Return the score that a dataset would have if what is typed were saved.  Saves nothing.

    :param id: the dataset; without it a new one
    :param type: its type
    :param kind: ``dataset`` or ``resource``, the form that is filled in
    :param page: the page of the form of a dataset
    :param resource_id: the file that is described; without it a new one
    :param typed: the fields of the form by the names of their controls, each a text or several
    :raises ckan.plugins.toolkit.ValidationError: what is wrong, by field
    """
    asked = validated(data_dict, schema.preview())
    tk.check_access("opendatalab_quality_preview", context, {"id": asked.get("id")})
    stored: dict[str, Any] = {}
    if asked.get("id"):
        stored = tk.get_action("package_show")(
            {"user": context.get("user", ""), "auth_user_obj": context.get("auth_user_obj")},
            {"id": asked["id"]},
        )
    return live.of_typed(
        stored.get("type") or asked["type"],
        stored,
        asked["kind"],
        asked.get("page", 1),
        asked.get("resource_id", ""),
        asked["typed"],
    )
