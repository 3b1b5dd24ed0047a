"""The page of an organisation's own schemas, and the address where anybody reads one."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response
from flask.views import MethodView

from ckanext.opendatalab.quality.schemas import document, index

__all__ = ["opendatalab_schemas"]

opendatalab_schemas = Blueprint("opendatalab_schemas", __name__)


class SchemasView(MethodView):
    """Lists the schemas of an organisation and takes a new one."""

    def get(self, id: str) -> Any:
        """Show the table and, to who may use it, the form."""
        return _page(_organization(id), {}, {})

    def post(self, id: str) -> Any:
        """Keep a schema, or show the form again with what is wrong."""
        organization = _organization(id)
        form = {
            name: tk.request.form.get(name, "") for name in ("name", "title", "schema", "replace")
        }
        asked = {**form, "organization": organization["id"]}
        file = tk.request.files.get("upload")
        if file is not None and file.filename:
            asked["upload"] = file.stream
        try:
            kept = tk.get_action("opendatalab_schema_upload")({}, asked)
        except tk.ValidationError as error:
            return _page(organization, form, error.error_dict), 400
        except tk.NotAuthorized as error:
            return tk.abort(403, error.message or tk._("You may not do this."))
        tk.h.flash_success(tk._("The schema “{title}” is saved.").format(title=kept["title"]))
        return tk.redirect_to("opendatalab_schemas.list", id=organization["name"])


def delete(id: str, name: str) -> Any:
    """Remove a schema of the organisation."""
    organization = _organization(id)
    try:
        tk.get_action("opendatalab_schema_delete")({}, {"id": index.OWN + name})
    except tk.ObjectNotFound:
        tk.h.flash_notice(tk._("The schema had been deleted already."))
    except tk.ValidationError as error:
        return _page(organization, {}, {"": error.error_dict["id"]}), 400
    except tk.NotAuthorized as error:
        return tk.abort(403, error.message or tk._("You may not do this."))
    else:
        tk.h.flash_success(tk._("The schema is deleted."))
    return tk.redirect_to("opendatalab_schemas.list", id=organization["name"])


def read(name: str) -> Response:
    """Give an own schema as its file."""
    try:
        found = tk.get_action("opendatalab_schema_show")({}, {"id": index.OWN + name})
    except (tk.ObjectNotFound, tk.ValidationError):
        return tk.abort(404, tk._("There is no such schema."))
    text = json.dumps(found["content"], ensure_ascii=False, indent=2) + "\n"
    response = Response(text, content_type="application/json; charset=utf-8")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _organization(id: str) -> dict[str, Any]:
    try:
        organization = tk.get_action("organization_show")(
            {}, {"id": id, "include_datasets": False, "include_users": False}
        )
        tk.check_access("opendatalab_schema_page", {}, {"organization": organization["id"]})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Organization not found"))
    except tk.NotAuthorized:
        return tk.abort(
            403, tk._("Only who works on the datasets of the organization may see this page.")
        )
    return organization


def _page(organization: dict[str, Any], form: dict[str, str], errors: dict[str, Any]) -> str:
    asked = {"organization": organization["id"]}
    listed = tk.get_action("opendatalab_schema_list")({}, asked)["results"]
    return tk.render(
        "organization/opendatalab_schemas.html",
        {
            "group_dict": organization,
            "group_type": organization["type"],
            "schemas": [one for one in listed if one["own"]],
            "may_change": tk.h.check_access("opendatalab_schema_upload", asked),
            "most_megabytes": document.MOST_BYTES // 1_000_000,
            "form": form,
            "errors": errors,
        },
    )


opendatalab_schemas.add_url_rule(
    "/organization/<id>/opendatalab/schemas", view_func=SchemasView.as_view("list")
)
opendatalab_schemas.add_url_rule(
    "/organization/<id>/opendatalab/schemas/<name>/delete",
    "delete",
    delete,
    methods=["POST"],
)
opendatalab_schemas.add_url_rule("/opendatalab/schema/<name>.json", "read", read)
