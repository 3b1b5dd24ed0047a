"""The page where an organisation says what it is, and reads what the law asks of it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint
from flask.views import MethodView

from ckanext.opendatalab.legal.organization import describe_profile, naming, pages, schema

opendatalab_profile = Blueprint("opendatalab_profile", __name__)

FIELDS = ("type", "siren", "population", "staff", "authority", "publishes_obligation")


class ProfileView(MethodView):
    """Shows the profile, and saves it for administrators."""

    def get(self, id: str) -> Any:
        """Show the profile, and the form to who may change it."""
        return _page(pages.organization(id, "opendatalab_profile_show"), None, {})

    def post(self, id: str) -> Any:
        """Save, or show the form again with what is wrong."""
        organization = pages.organization(id, "opendatalab_profile_show")
        form = {name: tk.request.form.get(name, "") for name in FIELDS}
        if "validator" in tk.request.form:
            form["validator"] = tk.request.form["validator"]
        try:
            tk.get_action("opendatalab_profile_update")(
                {}, {**form, "organization": organization["id"]}
            )
        except tk.ValidationError as error:
            return _page(organization, form, error.error_dict), 400
        except tk.NotAuthorized as error:
            return _page(organization, form, {"": [pages.told(error)]}), 403
        tk.h.flash_success(tk._("The profile of the organization is saved."))
        return tk.redirect_to("opendatalab_profile.profile", id=organization["name"])


def _page(organization: dict[str, Any], form: dict[str, str] | None, errors: dict[str, Any]) -> str:
    shown = tk.get_action("opendatalab_profile_show")({}, {"organization": organization["id"]})
    return tk.render(
        "organization/opendatalab_profile.html",
        {
            "group_dict": organization,
            "group_type": organization["type"],
            "shown": shown,
            "form": form if form is not None else _typed(shown),
            "errors": errors,
            "types": [
                {"value": one, "label": describe_profile.type_label(one)} for one in schema.TYPES
            ],
            "editable": tk.h.check_access(
                "opendatalab_profile_update", {"organization": organization["id"]}
            ),
            "may_name": naming.may_name(tk.current_user.name, organization["id"]),
        },
    )


def _typed(shown: dict[str, Any]) -> dict[str, str]:
    """Return a profile as the form would send it."""
    return {
        "type": shown["type"] or "",
        "siren": shown["siren"] or "",
        "population": pages.figure(shown["population"]),
        "staff": pages.figure(shown["staff"]),
        "authority": shown["authority"] or "",
        "validator": shown["validator"] or "",
        "publishes_obligation": "yes" if shown["publishes_obligation"] else "no",
    }


opendatalab_profile.add_url_rule(
    "/organization/<id>/opendatalab/profile", view_func=ProfileView.as_view("profile")
)
