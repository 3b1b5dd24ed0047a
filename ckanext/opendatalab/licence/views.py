"""The page where an organisation sets its licence policy."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint
from flask.views import MethodView

__all__ = ["opendatalab_licence"]

opendatalab_licence = Blueprint("opendatalab_licence", __name__)


class PolicyView(MethodView):
    """Shows and saves the policy of one organisation."""

    def get(self, id: str) -> Any:
        """Show the form."""
        organization = _editable(id)
        policy = tk.get_action("opendatalab_licence_policy_show")({}, {"id": organization["id"]})
        return _page(organization, policy, {})

    def post(self, id: str) -> Any:
        """Save, or show the form again with what is wrong."""
        organization = _editable(id)
        asked = {
            "id": organization["id"],
            "default_license_id": tk.request.form.get("default_license_id", ""),
            "administration": tk.request.form.get("administration", ""),
        }
        try:
            tk.get_action("opendatalab_licence_policy_update")({}, asked)
        except tk.ValidationError as error:
            return _page(organization, asked, error.error_dict), 400
        tk.h.flash_success(tk._("The licence policy of the organization is saved."))
        return tk.redirect_to("opendatalab_licence.policy", id=organization["name"])


def _editable(id: str) -> dict[str, Any]:
    try:
        tk.check_access("opendatalab_licence_policy_update", {}, {"id": id})
        return tk.get_action("organization_show")({}, {"id": id, "include_datasets": False})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Organization not found"))
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only administrators of the organization may change this."))


def _page(organization: dict[str, Any], policy: dict[str, Any], errors: dict[str, Any]) -> str:
    return tk.render(
        "organization/opendatalab_licence.html",
        {
            "group_dict": organization,
            "group_type": organization["type"],
            "policy": policy,
            "errors": errors,
        },
    )


opendatalab_licence.add_url_rule(
    "/organization/<id>/opendatalab/licence", view_func=PolicyView.as_view("policy")
)
