"""The review page: what was typed, what is missing, who sees the dataset and what comes next."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
import flask
from ckan import types
from ckan.common import current_user

from ckanext.opendatalab import config
from ckanext.opendatalab.fields import steps

__all__ = ["opendatalab_fields"]

opendatalab_fields = flask.Blueprint("opendatalab_fields", __name__)


@opendatalab_fields.route("/dataset/<id>/opendatalab/review")
def review(id: str) -> str | types.Response:
    """Show the last step of the form to those who may edit the dataset."""
    context: types.Context = {
        "user": current_user.name,
        "auth_user_obj": current_user,
        "for_view": True,
    }
    try:
        dataset = tk.get_action("package_show")(context, {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        # As on the dataset's own page: who may not see it does not learn that it exists.
        return tk.abort(404, tk._("Dataset not found"))
    try:
        tk.check_access("package_update", context, {"id": dataset["id"]})
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only editors of its organization review this dataset."))
    if dataset["type"] not in config.dataset_types():
        return tk.abort(404, tk._("Datasets of this type have no review page"))
    return tk.render(
        "opendatalab/fields/review.html",
        {
            "pkg_dict": dataset,
            "dataset_type": dataset["type"],
            "findings": _licence_findings(dataset["id"]),
            "field_url": steps.field_url,
            "resource_url": steps.resource_url,
            "resources_url": steps.resources_url,
        },
    )


def _licence_findings(id: str) -> list[dict[str, Any]]:
    try:
        check = tk.get_action("opendatalab_licence_check")
    except KeyError:
        # The licence register may be switched off.
        return []
    return check({"user": current_user.name, "auth_user_obj": current_user}, {"id": id})["findings"]
