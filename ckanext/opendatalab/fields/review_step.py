"""Puts the review page after the last file of a new dataset.

Core activates the dataset there and goes to its public page; scheming's pages all come before the
files, so the only place for a last page of ours is that redirect.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk
import flask

from ckanext.opendatalab import config

# What core's "finish" buttons send: "go-metadata" on both versions, the other one on 2.12 only.
_FINISHING = ("go-metadata", "go-metadata-publish")


def after_resources(package_type: str, blueprint: Any) -> Any:
    """Return ``blueprint``, whose "finish" button leads to the review page of the dataset."""

    def lead_to_review(response: flask.Response) -> flask.Response:
        if _finishes(package_type, response):
            dataset = (tk.request.view_args or {})["id"]
            response.headers["Location"] = tk.h.url_for("opendatalab_fields.review", id=dataset)
        return response

    if package_type in config.dataset_types():
        blueprint.after_request(lead_to_review)
    return blueprint


def _finishes(package_type: str, response: flask.Response) -> bool:
    if tk.request.method != "POST" or response.status_code != 302:
        return False
    if tk.request.endpoint != f"{package_type}_resource.new":
        return False
    if tk.request.form.get("save") not in _FINISHING:
        return False
    dataset = (tk.request.view_args or {})["id"]
    public_page = tk.h.url_for(f"{package_type}.read", id=dataset)
    return urlsplit(response.headers["Location"]).path == urlsplit(public_page).path
