"""The pages about the quality of a dataset and of an organisation, and the score beside a form."""

from __future__ import annotations

from datetime import date
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, jsonify

from ckanext.opendatalab.common import csv_file
from ckanext.opendatalab.fields import steps
from ckanext.opendatalab.quality.page import chart, forms, places, show, tables_csv
from ckanext.opendatalab.quality.schemas import store as schemas

__all__ = ["opendatalab_quality"]

opendatalab_quality = Blueprint("opendatalab_quality", __name__)

CHECK = "opendatalab_quality_check"


def of_dataset(id: str) -> Any:
    """Show how good a dataset is and what would make it better."""
    try:
        shown = tk.get_action("opendatalab_quality_show")({}, {"id": id})
        dataset = tk.get_action("package_show")({}, {"id": shown["dataset"]["id"]})
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
        # As on the dataset's own page: who may not see it does not learn that it exists.
        return tk.abort(404, tk._("Dataset not found"))
    editor = tk.h.check_access("package_update", {"id": dataset["id"]})
    scores = [(date.fromisoformat(one["day"]), one["score"]) for one in shown["history"]]
    return tk.render(
        "opendatalab/quality/page.html",
        {
            "pkg_dict": dataset,
            "dataset_type": dataset["type"],
            "shown": shown,
            "editor": editor,
            "chart": chart.draw(scores),
            "resources": {one["id"]: one for one in dataset["resources"]},
            "may_check": _may_check(dataset["id"]) and bool(dataset["resources"]),
            "validators": _validators(shown, dataset),
            "suggestions": _suggestions(dataset) if editor else {},
            "place": places.of_fix,
            "resource_url": steps.resource_url,
        },
    )


def check_now(id: str) -> Any:
    """Ask for the verification of a dataset's files."""
    try:
        asked = tk.get_action(CHECK)({}, {"id": id})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Dataset not found"))
    except tk.NotAuthorized as error:
        if not tk.h.check_access("package_show", {"id": id}):
            return tk.abort(404, tk._("Dataset not found"))
        return tk.abort(403, error.message or tk._("You may not do this."))
    except tk.ValidationError as error:
        tk.h.flash_error(" ".join(str(one) for one in error.error_summary.values()))
    else:
        tk.h.flash_success(
            tk._("The verification of the files is asked for. Look at this page in a few minutes.")
        )
        if isinstance(asked, dict) and asked.get("warning"):
            tk.h.flash_notice(asked["warning"])
    return tk.redirect_to("opendatalab_quality.show", id=id)


def as_csv(id: str) -> Response:
    """Give what anybody may read of it as a table."""
    return csv_file.response("qualite", tables_csv.titles(), tables_csv.rows(_public(id)))


def as_json(id: str) -> Response:
    """Give what anybody may read of it for programs."""
    response = jsonify(_public(id))
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def preview() -> Any:
    """Give the score of what is typed in a form, as a piece of its page.  Saves nothing."""
    if forms.too_large():
        return Response(status=413)
    try:
        found = tk.get_action("opendatalab_quality_preview")({}, forms.asked())
    except tk.ValidationError:
        return Response(status=400)
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return Response(status=403)
    body = tk.render(
        "opendatalab/quality/snippets/live_content.html", {"live": found, "typed": True}
    )
    return Response(body, headers={"Cache-Control": "no-store"})


def of_organization(id: str) -> Any:
    """Show how good the datasets of an organisation are."""
    try:
        shown = tk.get_action("opendatalab_quality_organization")({}, {"id": id})
        organization = tk.get_action("organization_show")(
            {},
            {"id": shown["organization"]["id"], "include_datasets": False, "include_users": False},
        )
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
        return tk.abort(404, tk._("Organization not found"))
    scores = [(date.fromisoformat(one["day"]), one["score"]["total"]) for one in shown["trend"]]
    return tk.render(
        "opendatalab/quality/organization.html",
        {
            "group_dict": organization,
            "group_type": organization["type"],
            "shown": shown,
            "chart": chart.draw(scores, steps=False),
        },
    )


def _public(id: str) -> dict[str, Any]:
    try:
        return show.public(show.checked({"user": tk.current_user.name}, id))
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return tk.abort(404, tk._("Dataset not found"))


def _may_check(id: str) -> bool:
    try:
        return bool(tk.h.check_access(CHECK, {"id": id}))
    except ValueError:  # there is no such function
        return False


def _validators(shown: dict[str, Any], dataset: dict[str, Any]) -> dict[str, str]:
    """Return where files whose schema is verified elsewhere are to be verified, by file."""
    skipped = {
        one["id"]
        for one in shown["files"]
        if any(
            check["check"] == "schema" and check["outcome"] == "skipped" for check in one["checks"]
        )
    }
    found = {
        one["id"]: schemas.of_resource(one) for one in dataset["resources"] if one["id"] in skipped
    }
    return {id: schema.validator for id, schema in found.items() if schema and schema.validator}


def _suggestions(dataset: dict[str, Any]) -> dict[str, Any]:
    """Return the schemas that files seem to follow and do not declare, by file."""
    suggest = tk.h.get("opendatalab_schema_suggestion")
    if suggest is None:
        return {}
    return {one["id"]: found for one in dataset["resources"] if (found := suggest(one["id"]))}


opendatalab_quality.add_url_rule("/dataset/<id>/quality", "show", of_dataset)
opendatalab_quality.add_url_rule("/dataset/<id>/quality.csv", "show_csv", as_csv)
opendatalab_quality.add_url_rule("/dataset/<id>/quality.json", "show_json", as_json)
opendatalab_quality.add_url_rule(
    "/dataset/<id>/quality/check", "check", check_now, methods=["POST"]
)
opendatalab_quality.add_url_rule(
    "/opendatalab/quality/preview", "preview", preview, methods=["POST"]
)
opendatalab_quality.add_url_rule(
    "/organization/<id>/opendatalab/quality", "organization", of_organization
)
