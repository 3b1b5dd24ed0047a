"""The pages about the analyses prepared beforehand."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint
from flask.views import MethodView

from ckanext.opendatalab.legal import wording
from ckanext.opendatalab.legal.organization import pages

opendatalab_analyses = Blueprint("opendatalab_analyses", __name__)


def analyses(id: str) -> str:
    """Show all of them and which are validated for the organisation."""
    organization = pages.organization(id, "opendatalab_legal_template_list")
    shown = tk.get_action("opendatalab_legal_template_list")(
        {}, {"organization": organization["id"]}
    )
    return tk.render(
        "organization/opendatalab_analyses.html", {**_common(organization), "shown": shown}
    )


class AnalysisView(MethodView):
    """Shows one with its answers; validates it for one organisation or several."""

    def get(self, id: str, template: str) -> Any:
        """Show it, with the form to who validates."""
        organization = pages.organization(id, "opendatalab_legal_template_list")
        return _page(organization, template, {"organizations": [organization["id"]]}, {})

    def post(self, id: str, template: str) -> Any:
        """Validate it, or show the form again with what is wrong."""
        organization = pages.organization(id, "opendatalab_legal_template_list")
        form = {
            "organizations": tk.request.form.getlist("organizations"),
            "authority": tk.request.form.get("authority", ""),
            "delegation": tk.request.form.get("delegation", ""),
        }
        try:
            done = tk.get_action("opendatalab_legal_validate_template")(
                {}, {**form, "template": template}
            )
        except tk.ValidationError as error:
            return _page(organization, template, form, error.error_dict), 400
        except tk.NotAuthorized as error:
            return _page(organization, template, form, {"": [pages.told(error)]}), 403
        number = len(done["organizations"])
        tk.h.flash_success(
            tk.ungettext(
                "The model analysis is validated for {number} organization.",
                "The model analysis is validated for {number} organizations.",
                number,
            ).format(number=number)
        )
        return tk.redirect_to("opendatalab_analyses.analyses", id=organization["name"])


def _page(
    organization: dict[str, Any], template: str, form: dict[str, Any], errors: dict[str, Any]
) -> str:
    shown = tk.get_action("opendatalab_legal_template_list")(
        {}, {"organization": organization["id"]}
    )
    if not shown["rights"]["work"]:
        return tk.abort(403, tk._("Only who works on legal analyses may read the answers."))
    one = next((each for each in shown["results"] if each["code"] == template), None)
    if one is None:
        return tk.abort(404, tk._("There is no such model analysis."))
    return tk.render(
        "organization/opendatalab_analysis.html",
        {
            **_common(organization),
            "shown": shown,
            "template": one,
            "form": form,
            "errors": errors,
        },
    )


def _common(organization: dict[str, Any]) -> dict[str, Any]:
    return {
        "group_dict": organization,
        "group_type": organization["type"],
        "disclaimer": wording.disclaimer(),
    }


opendatalab_analyses.add_url_rule("/organization/<id>/opendatalab/analyses", "analyses", analyses)
opendatalab_analyses.add_url_rule(
    "/organization/<id>/opendatalab/analyses/<template>",
    view_func=AnalysisView.as_view("analysis"),
)
