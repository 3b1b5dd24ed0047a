"""Keeps another site from sending our forms in the name of who is logged in here."""

from __future__ import annotations

from flask import Blueprint, current_app, g, request


def guard(blueprint: Blueprint) -> None:
    """Have every form of a blueprint checked for the portal's token, whatever CKAN leaves out.

    CKAN 2.11 exempts the pages of extensions unless it is told not to; CKAN 2.12 exempts a page for
    everybody, until it is restarted, once somebody asked for it without being logged in.
    """
    if check not in blueprint.before_request_funcs.get(None, []):
        blueprint.before_request(check)


def check() -> None:
    """Refuse a form without the token; who comes with an API token or as nobody needs none.

    :raises flask_wtf.csrf.CSRFError: the token is missing, or not the one of this session
    """
    if not current_app.config["WTF_CSRF_ENABLED"] or g.get("login_via_auth_header"):
        return
    if request.method in current_app.config["WTF_CSRF_METHODS"]:
        current_app.extensions["csrf"].protect()
