"""The page where an organisation says who has which role."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint
from flask.views import MethodView

from ckanext.opendatalab import config
from ckanext.opendatalab.common import roles

__all__ = ["opendatalab_roles"]

opendatalab_roles = Blueprint("opendatalab_roles", __name__)

ORGANIZATION = "organization"
PORTAL = "portal"


class RolesView(MethodView):
    """Shows who has which role, and grants one."""

    def get(self, id: str) -> Any:
        """Show the table and the form."""
        return _page(_visible(id), {}, {})

    def post(self, id: str) -> Any:
        """Grant, or show the form again with what is wrong."""
        organization = _visible(id)
        form = {name: tk.request.form.get(name, "") for name in ("user", "role", "scope")}
        try:
            granted = tk.get_action("opendatalab_role_grant")({}, _asked(organization))
        except tk.ValidationError as error:
            return _page(organization, form, error.error_dict), 400
        except tk.NotAuthorized as error:
            return _page(organization, form, {"role": [_told(error)]}), 403
        words = {"person": granted["user_title"], "role": granted["role_label"]}
        if granted["changed"]:
            tk.h.flash_success(tk._("{person} now has the role: {role}.").format(**words))
        else:
            tk.h.flash_notice(tk._("{person} had this role already: {role}.").format(**words))
        return tk.redirect_to("opendatalab_roles.list", id=organization["name"])


class RevokeView(MethodView):
    """Takes one role away."""

    def post(self, id: str) -> Any:
        """Take it away and show the table."""
        organization = _visible(id)
        try:
            result = tk.get_action("opendatalab_role_revoke")({}, _asked(organization))
        except (tk.ValidationError, tk.ObjectNotFound):
            return tk.abort(400, tk._("Use the buttons of the page of roles."))
        except tk.NotAuthorized as error:
            return _page(organization, {}, {"": [_told(error)]}), 403
        if result["changed"]:
            tk.h.flash_success(tk._("The role is removed."))
        else:
            tk.h.flash_notice(tk._("The role had been removed already."))
        return tk.redirect_to("opendatalab_roles.list", id=organization["name"])


def _asked(organization: dict[str, Any]) -> dict[str, Any]:
    """Return what the form asks for; the organisation is that of the page, unless it says so."""
    form = tk.request.form
    asked = {"user": form.get("user", ""), "role": form.get("role", "")}
    if form.get("scope") != PORTAL:
        asked["organization"] = organization["id"]
    return asked


def _visible(id: str) -> dict[str, Any]:
    try:
        organization = tk.get_action("organization_show")(
            {}, {"id": id, "include_datasets": False, "include_users": False}
        )
        tk.check_access("opendatalab_role_list", {}, {"organization": organization["id"]})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Organization not found"))
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only administrators of the organization may see its roles."))
    return organization


def _page(organization: dict[str, Any], form: dict[str, str], errors: dict[str, Any]) -> str:
    shown = tk.get_action("opendatalab_role_list")({}, {"organization": organization["id"]})
    for each in shown:
        target = {"user": each["user_id"], "role": each["role"]}
        if each["organization_id"]:
            target["organization"] = each["organization_id"]
        each["removable"] = tk.h.check_access("opendatalab_role_revoke", target)
    legal_too = tk.g.userobj.sysadmin or config.delegate_legal_roles()
    return tk.render(
        "organization/opendatalab_roles.html",
        {
            "group_dict": organization,
            "group_type": organization["type"],
            "roles": shown,
            "offered": [
                {"value": role, "label": roles.label(role), "explanation": roles.explanation(role)}
                for role in roles.ROLES
                if legal_too or role not in roles.LEGAL_ROLES
            ],
            "legal_too": legal_too,
            "whole_portal_too": tk.g.userobj.sysadmin,
            "form": form,
            "errors": errors,
        },
    )


def _told(error: tk.NotAuthorized) -> str:
    return error.message or tk._("You may not do this.")


opendatalab_roles.add_url_rule(
    "/organization/<id>/opendatalab/roles", view_func=RolesView.as_view("list")
)
opendatalab_roles.add_url_rule(
    "/organization/<id>/opendatalab/roles/revoke", view_func=RevokeView.as_view("revoke")
)
