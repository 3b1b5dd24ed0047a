"""The pages of CKAN that tell of datasets which the reader may not read."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from flask import Blueprint

from ckanext.opendatalab import config

__all__ = ["opendatalab_closer"]

opendatalab_closer = Blueprint("opendatalab_closer", __name__)


@opendatalab_closer.before_app_request
def close_earlier_files() -> None:
    """Show a file as it was once to whom CKAN shows its dataset as it was then.

    CKAN's page asks whether the dataset may be read as it is now, and nothing of that version.
    """
    if tk.request.endpoint != "activity.resource_history" or not config.closer_than_core():
        return
    asked = {"id": (tk.request.view_args or {})["activity_id"], "include_data": True}
    try:
        tk.check_access("activity_show", {}, asked)
    except (tk.NotAuthorized, tk.ObjectNotFound):
        tk.abort(404, tk._("Dataset not found"))
