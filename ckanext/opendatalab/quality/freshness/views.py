"""The page of an organisation's late datasets, and of the mails about them."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint
from flask.views import MethodView

__all__ = ["opendatalab_late"]

opendatalab_late = Blueprint("opendatalab_late", __name__)

ROWS = 100


class LateView(MethodView):
    """Shows what is late; switches the mails on and off."""

    def get(self, id: str) -> Any:
        """Show the list; with ``?offset=`` what comes later."""
        return _page(_organization(id), {})

    def post(self, id: str) -> Any:
        """Switch the mails on, as the list has them, or off."""
        organization = _organization(id)
        form = tk.request.form
        asked = {"organization": organization["id"], "on": form.get("on", "")}
        asked["seen"] = form.get("seen", "")
        try:
            result = tk.get_action("opendatalab_quality_late_switch")({}, asked)
        except tk.ValidationError as error:
            return _page(organization, error.error_dict), 400
        except tk.NotAuthorized as error:
            return tk.abort(403, error.message or tk._("You may not do this."))
        if not result["changed"]:
            tk.h.flash_notice(tk._("Nothing changed: it was so already."))
        elif result["since"]:
            tk.h.flash_success(tk._("Mails about late datasets are sent from now on."))
        else:
            tk.h.flash_success(tk._("No mails about late datasets are sent any more."))
        return tk.redirect_to("opendatalab_late.late", id=organization["name"])


def _organization(id: str) -> dict[str, Any]:
    try:
        organization = tk.get_action("organization_show")(
            {}, {"id": id, "include_datasets": False, "include_users": False}
        )
        asked = {"organization": organization["id"]}
        tk.check_access("opendatalab_quality_late_list", {}, asked)
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Organization not found"))
    except tk.NotAuthorized as error:
        return tk.abort(403, error.message or tk._("You may not do this."))
    return organization


def _page(organization: dict[str, Any], errors: dict[str, Any]) -> str:
    given = tk.request.args.get("offset", "")
    offset = int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 0
    asked = {"organization": organization["id"]}
    shown = tk.get_action("opendatalab_quality_late_list")(
        {}, {**asked, "limit": ROWS, "offset": offset}
    )
    decides = tk.h.check_access("opendatalab_quality_late_switch", asked)
    return tk.render(
        "organization/opendatalab_late.html",
        {
            "group_dict": organization,
            "group_type": organization["type"],
            "shown": shown,
            "offset": offset,
            "rows": ROWS,
            "mails": tk.get_action("opendatalab_quality_late_preview")({}, dict(asked))
            if decides
            else None,
            "errors": errors,
        },
    )


opendatalab_late.add_url_rule(
    "/organization/<id>/opendatalab/late", view_func=LateView.as_view("late")
)
