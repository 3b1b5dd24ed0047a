"""Recognises what programs write by themselves: ckanext-harvest, and accounts that are exempt."""

from __future__ import annotations

import ckan.authz as authz
import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from flask import has_request_context, request

from ckanext.opendatalab import config

_row = sa.text("SELECT EXISTS (SELECT 1 FROM harvest_object WHERE package_id = :package_id)")


def writes(package_id: str, user: str | None) -> bool:
    """Return whether a harvester is writing this dataset: it is somebody else's publication.

    By what no client can say: nobody asks over the web, somebody runs it, and the harvester's own
    table knows the dataset.  On creation too: the harvester adds its row first.
    """
    if not config.harvest_exempt() or not p.plugin_loaded("harvest") or on_the_web():
        return False
    if authz.auth_is_anon_user({"user": user or ""}):
        return False
    if model.Session.execute(sa.select(sa.func.to_regclass("harvest_object"))).scalar() is None:
        return False
    return bool(model.Session.execute(_row, {"package_id": package_id}).scalar())


def exempt(package_id: str, user: str | None) -> str:
    """Return why whoever writes follows no steps: ``account``, ``harvest``, or nothing."""
    if user and user in config.exempt_accounts():
        return "account"
    return "harvest" if writes(package_id, user) else ""


def on_the_web() -> bool:
    """Return whether this is a real request; commands make requests of their own, from nowhere."""
    if not has_request_context():
        return False
    return "REMOTE_ADDR" in request.environ or bool(tk.current_user.is_authenticated)
