"""The pages where it is decided what is asked of quality, and where somebody answers for less."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint
from flask.views import MethodView

from ckanext.opendatalab.quality.policy import describe, known, rules

__all__ = ["opendatalab_quality_policy", "opendatalab_quality_waiver"]

opendatalab_quality_policy = Blueprint("opendatalab_quality_policy", __name__)
opendatalab_quality_waiver = Blueprint("opendatalab_quality_waiver", __name__)

LISTS = ("mandatory", "tolerated")


class PolicyView(MethodView):
    """Shows and saves what an organisation asks for."""

    def get(self, id: str) -> Any:
        """Show the form."""
        return _policy_page(_organization(id), None, {})

    def post(self, id: str) -> Any:
        """Save, or show the form again with what is wrong."""
        organization = _organization(id)
        asked = {"organization": organization["id"], **_decided(inherits=True)}
        try:
            _save(asked)
        except tk.ValidationError as error:
            return _policy_page(organization, asked, error.error_dict), 400
        except tk.NotAuthorized as error:
            return tk.abort(403, error.message or tk._("You may not do this."))
        return tk.redirect_to("opendatalab_quality_policy.policy", id=organization["name"])


class PortalView(MethodView):
    """Shows and saves what counts for the organisations that did not decide themselves."""

    def get(self) -> Any:
        """Show the form."""
        _check_sysadmin()
        return _portal_page(None, {})

    def post(self) -> Any:
        """Save, or show the form again with what is wrong."""
        _check_sysadmin()
        asked = _decided(inherits=False)
        try:
            _save(asked)
        except tk.ValidationError as error:
            return _portal_page(asked, error.error_dict), 400
        return tk.redirect_to("opendatalab_quality_policy.portal")


def waiver(id: str) -> Any:
    """Show the form where somebody answers for a dataset as it is."""
    return _waiver_page(_dataset(id), {}, {})


def grant(id: str) -> Any:
    """Grant an exception, or show the form again with what is wrong."""
    dataset = _dataset(id)
    typed = {name: tk.request.form.get(name, "") for name in ("reason", "expires_on")}
    try:
        tk.get_action("opendatalab_quality_waiver_create")({}, {"id": dataset["id"], **typed})
    except tk.ValidationError as error:
        return _waiver_page(dataset, typed, error.error_dict), 400
    except tk.NotAuthorized as error:
        return tk.abort(403, error.message or tk._("You may not do this."))
    tk.h.flash_success(tk._("The exception is granted. It ends by itself after its last day."))
    return tk.redirect_to("opendatalab_quality_waiver.show", id=dataset["name"])


def end(id: str) -> Any:
    """End the exception that runs."""
    dataset = _dataset(id)
    try:
        result = tk.get_action("opendatalab_quality_waiver_end")({}, {"id": dataset["id"]})
    except tk.NotAuthorized as error:
        return tk.abort(403, error.message or tk._("You may not do this."))
    if result["changed"]:
        tk.h.flash_success(tk._("The exception is ended."))
    else:
        tk.h.flash_notice(tk._("Nothing changed: it was so already."))
    return tk.redirect_to("opendatalab_quality_waiver.show", id=dataset["name"])


def _decided(inherits: bool) -> dict[str, Any]:
    """Return what the form says; a list that follows the whole portal's is ``None``."""
    form = tk.request.form
    asked: dict[str, Any] = {name: form.get(name, "") for name in ("mode", "minimum_score")}
    for name in LISTS:
        codes = form.get(f"{name}_codes", "").replace(",", " ").replace(";", " ").split()
        followed = inherits and not form.get(f"{name}_own")
        asked[name] = None if followed else [*form.getlist(name), *codes]
    return asked


def _save(asked: dict[str, Any]) -> None:
    result = tk.get_action("opendatalab_quality_policy_update")({}, dict(asked))
    if result["changed"]:
        tk.h.flash_success(tk._("Saved. From now on: {mode}.").format(mode=result["label"]))
    else:
        tk.h.flash_notice(tk._("Nothing changed: it was so already."))


def _organization(id: str) -> dict[str, Any]:
    try:
        organization = tk.get_action("organization_show")(
            {}, {"id": id, "include_datasets": False, "include_users": False}
        )
        asked = {"organization": organization["id"]}
        tk.check_access("opendatalab_quality_policy_show", {}, asked)
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Organization not found"))
    except tk.NotAuthorized:
        return tk.abort(403, tk._("Only members of the organization may see this."))
    return organization


def _check_sysadmin() -> None:
    try:
        tk.check_access("opendatalab_quality_policy_update", {}, {})
    except tk.NotAuthorized as error:
        tk.abort(403, error.message or tk._("You may not do this."))


def _policy_page(
    organization: dict[str, Any], typed: Mapping[str, Any] | None, errors: dict[str, Any]
) -> str:
    asked = {"organization": organization["id"]}
    current = tk.get_action("opendatalab_quality_policy_show")({}, dict(asked))
    return tk.render(
        "organization/opendatalab_quality_policy.html",
        {
            "group_dict": organization,
            "group_type": organization["type"],
            "may_change": tk.h.check_access("opendatalab_quality_policy_update", asked),
            **_form(current, typed, errors),
        },
    )


def _portal_page(typed: Mapping[str, Any] | None, errors: dict[str, Any]) -> str:
    current = tk.get_action("opendatalab_quality_policy_show")({}, {})
    return tk.render("admin/opendatalab_quality_policy.html", _form(current, typed, errors))


def _form(
    current: dict[str, Any], typed: Mapping[str, Any] | None, errors: dict[str, Any]
) -> dict[str, Any]:
    """Return what the form shows: what was typed, else what was decided here."""
    own = set(current["own"]) if typed is None else {n for n in LISTS if typed[n] is not None}
    shown = {
        name: typed[name] if typed else current[name] if name in own else ""
        for name in ("mode", "minimum_score")
    }
    lists = {name: (typed[name] if typed else None) or current[name] for name in LISTS}
    checks = known.checks()
    names = {one.code for one in checks}
    return {
        "current": current,
        "shown": {**shown, **lists},
        "own": own,
        "modes": [
            {"value": one, "label": describe.mode(one), "help": describe.mode_explanation(one)}
            for one in rules.MODES
        ],
        "criteria": known.criteria_of_site(),
        "checks": checks,
        "codes": " ".join(one for one in lists["tolerated"] if one not in names),
        "errors": errors,
    }


def _dataset(id: str) -> dict[str, Any]:
    """Return a dataset for whoever works on it; somebody else does not learn that it exists."""
    try:
        tk.get_action("opendatalab_quality_waiver_list")({}, {"id": id})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Dataset not found"))
    except tk.NotAuthorized as error:
        if tk.h.check_access("package_show", {"id": id}):
            return tk.abort(403, error.message or tk._("You may not do this."))
        return tk.abort(404, tk._("Dataset not found"))
    return describe.dataset(id)


def _waiver_page(dataset: dict[str, Any], typed: dict[str, str], errors: dict[str, Any]) -> str:
    return tk.render(
        "opendatalab/quality/waiver_page.html",
        {"dataset": dataset, "typed": typed, "errors": errors},
    )


opendatalab_quality_policy.add_url_rule(
    "/organization/<id>/opendatalab/quality-policy", view_func=PolicyView.as_view("policy")
)
opendatalab_quality_policy.add_url_rule(
    "/ckan-admin/opendatalab/quality-policy", view_func=PortalView.as_view("portal")
)
opendatalab_quality_waiver.add_url_rule("/dataset/<id>/quality/waiver", "show", waiver)
opendatalab_quality_waiver.add_url_rule(
    "/dataset/<id>/quality/waiver", "grant", grant, methods=["POST"]
)
opendatalab_quality_waiver.add_url_rule(
    "/dataset/<id>/quality/waiver/end", "end", end, methods=["POST"]
)
