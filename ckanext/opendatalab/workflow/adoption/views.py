"""The page where an organisation says how strictly it is checked, and what a refusal looks like."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint
from flask.views import MethodView

from ckanext.opendatalab.workflow.adoption import adopting, adoption, circuit
from ckanext.opendatalab.workflow.adoption.adoption_rules import GOVERN, MODES
from ckanext.opendatalab.workflow.adoption.circuit_views import (
    opendatalab_circuit,
    opendatalab_journal,
)
from ckanext.opendatalab.workflow.engine import editing
from ckanext.opendatalab.workflow.locking.refusal import PublicationRefused

__all__ = ["opendatalab_adoption", "opendatalab_circuit", "opendatalab_journal"]

opendatalab_adoption = Blueprint("opendatalab_adoption", __name__)

_SETTINGS = ("definition", "editing", "objection_days", "months")


class AdoptionView(MethodView):
    """Shows what counts, tries a mode out, sets it."""

    def get(self, id: str) -> Any:
        """Show what counts; with ``?mode=`` also what that mode would change."""
        return _page(_visible(id), {"mode": tk.request.args.get("mode", "")}, {})

    def post(self, id: str) -> Any:
        """Set a mode, or show the page again with what is wrong."""
        organization = _visible(id)
        form = _form()
        asked = {"organization": organization["id"], **form}
        try:
            result = tk.get_action("opendatalab_adoption_update")({}, asked)
        except tk.ValidationError as error:
            return _page(organization, form, error.error_dict), 400
        except tk.NotAuthorized as error:
            return tk.abort(403, error.message or tk._("You may not do this."))
        if result["changed"]:
            told = tk._("From now on: {mode}.").format(mode=result["label"])
            tk.h.flash_success(told)
        else:
            tk.h.flash_notice(tk._("Nothing changed: it was so already."))
        if result["governed"]:
            return tk.redirect_to("opendatalab_circuit.show", id=organization["name"])
        return tk.redirect_to("opendatalab_adoption.policy", id=organization["name"])


def _form() -> dict[str, str]:
    """Return what the form says; the settings only where it has them."""
    sent = tk.request.form
    form = {name: sent.get(name, "") for name in ("mode", "reason")}
    if form["mode"] == GOVERN:
        form |= {name: sent[name] for name in _SETTINGS if name in sent}
        if "settings" in sent:
            # A box that is not ticked is not sent.
            form["single_agent"] = "true" if "single_agent" in sent else "false"
    return form


def _visible(id: str) -> dict[str, Any]:
    try:
        organization = tk.get_action("organization_show")(
            {}, {"id": id, "include_datasets": False, "include_users": False}
        )
        tk.check_access("opendatalab_adoption_show", {}, {"organization": organization["id"]})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Organization not found"))
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only members of the organization may see this."))
    return organization


def _page(organization: dict[str, Any], form: dict[str, str], errors: dict[str, Any]) -> str:
    mode = form["mode"]
    target = {"organization": organization["id"]}
    current = tk.get_action("opendatalab_adoption_show")({}, dict(target))
    may_try = tk.h.check_access("opendatalab_adoption_plan", target)
    plan = None
    if may_try and mode in MODES:
        plan = tk.get_action("opendatalab_adoption_plan")({}, {**target, "mode": mode})
    return tk.render(
        "organization/opendatalab_adoption.html",
        {
            "group_dict": organization,
            "group_type": organization["type"],
            "current": current,
            "modes": [
                {
                    "value": each,
                    "label": adoption.label(each),
                    "explanation": adoption.explanation(each),
                }
                for each in MODES
            ],
            "may_try": may_try,
            "may_change": tk.h.check_access("opendatalab_adoption_update", target),
            "chosen": mode if mode in MODES else current["mode"],
            "plan": plan,
            "planned": adoption.label(plan["mode"]) if plan else "",
            "loosening": plan and MODES.index(plan["mode"]) < MODES.index(plan["current"]),
            "reason": form.get("reason", ""),
            "settings": _settings(current, form),
            "ways": [
                {
                    "value": each,
                    "label": circuit.editing_label(each),
                    "explanation": circuit.editing_explanation(each),
                }
                for each in editing.MODES
            ],
            "errors": errors,
        },
    )


def _settings(current: dict[str, Any], form: dict[str, str]) -> dict[str, Any]:
    """Return what the form of the settings shows: what was typed, else what counts now."""
    days = current["objection_days"]
    shown = {
        "definition": current["definition"],
        "editing": current["editing"],
        "single_agent": "true" if current["single_agent"] else "false",
        "objection_days": "" if days is None else days,
        "months": adopting.MONTHS,
    }
    return {**shown, **{name: form[name] for name in shown if name in form}}


@opendatalab_adoption.app_errorhandler(PublicationRefused)
def refused(error: PublicationRefused) -> Any:
    """Show what is missing where a page of CKAN expects no refusal, instead of a breakdown."""
    body = tk.render("opendatalab/workflow/refused.html", {"refusals": error.refusals})
    return body, 409


opendatalab_adoption.add_url_rule(
    "/organization/<id>/opendatalab/adoption", view_func=AdoptionView.as_view("policy")
)
