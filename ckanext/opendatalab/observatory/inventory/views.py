"""The import of an inventory as web pages: upload, report of a dry run, confirmation, report."""

from __future__ import annotations

import io
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response
from flask.views import MethodView

from ckanext.opendatalab.observatory.inventory import kept, report, template, wording
from ckanext.opendatalab.observatory.inventory.action import MEGABYTE, WEB_BYTES, WEB_ROWS

__all__ = ["opendatalab_inventory"]

ENDPOINT = "opendatalab_inventory"
opendatalab_inventory = Blueprint(
    ENDPOINT, __name__, url_prefix="/organization/<id>/opendatalab/inventory"
)


class UploadView(MethodView):
    """The form, and what is done with what it sends."""

    def get(self, id: str) -> Any:
        """Show the form."""
        return _form(_organization(id), {})

    def post(self, id: str) -> Any:
        """Check or import the file, then show the report at an address that may be reloaded."""
        organization = _organization(id)
        upload = tk.request.files.get("upload")
        if upload is None or not upload.filename:
            return _form(organization, {"upload": [tk._("Choose a file.")]}), 400
        mode = tk.request.form.get("mode", "check")
        if mode not in ("check", "import"):
            return _form(organization, {"mode": [tk._("Choose one of the two.")]}), 400
        content = upload.stream.read(WEB_BYTES + 1)
        return _import(organization, content, upload.filename, mode == "check")


class ReportView(MethodView):
    """The report of an import or of a dry run, and the confirmation of the latter."""

    def get(self, id: str, token: str) -> Any:
        """Show the report; a dry run can be confirmed while its file is kept."""
        organization = _organization(id)
        told, content = _kept(organization, token)
        return tk.render(
            "opendatalab/inventory/report.html",
            {
                **_common(organization),
                "report": told,
                "token": token,
                "confirmable": told["dry_run"]
                and content is not None
                and bool(told["totals"]["created"] + told["totals"]["updated"]),
                "labels": _labels(told),
                "place": wording.place,
            },
        )

    def post(self, id: str, token: str) -> Any:
        """Import the file of the dry run."""
        organization = _organization(id)
        told, _ = _kept(organization, token)
        content = kept.forget_file(token, _user(), organization["name"])
        if content is None:
            tk.h.flash_error(tk._("This file was already imported, or is no longer kept."))
            return tk.redirect_to(f"{ENDPOINT}.upload", id=organization["name"])
        return _import(organization, content, told["file"], dry_run=False)


def report_csv(id: str, token: str) -> Response:
    """Give the report as a CSV file."""
    told, _ = _kept(_organization(id), token)
    text = report.as_csv(told, wording.columns_of_report(), _labels(told))
    return _file(text.encode("utf-8"), template.MEDIA_TYPES["csv"], "inventaire-rapport.csv")


def template_file(id: str, extension: str) -> Response:
    """Give the empty inventory as CSV, XLSX or ODS."""
    _organization(id)
    if extension not in template.MEDIA_TYPES:
        return tk.abort(404, tk._("The template exists as csv, xlsx and ods."))
    content = template.file(extension, tk.h.lang())
    return _file(content, template.MEDIA_TYPES[extension], f"inventaire-modele.{extension}")


def _import(organization: dict[str, Any], content: bytes, name: str, dry_run: bool) -> Any:
    data = {
        "organization": organization["id"],
        "upload": io.BytesIO(content),
        "filename": name,
        "dry_run": dry_run,
    }
    try:
        told = tk.get_action("opendatalab_inventory_import")({"user": _user()}, data)
    except tk.ValidationError as error:
        return _form(organization, error.error_dict), 400
    token = kept.keep(_user(), told, content if dry_run else None)
    return tk.redirect_to(f"{ENDPOINT}.report", id=organization["name"], token=token)


def _organization(id: str) -> dict[str, Any]:
    try:
        organization = tk.get_action("organization_show")(
            {"user": _user()}, {"id": id, "include_datasets": False}
        )
        tk.check_access(
            "opendatalab_inventory_import", {"user": _user()}, {"organization": organization["id"]}
        )
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Organization not found"))
    except tk.NotAuthorized:
        return tk.abort(
            403,
            tk._("Only editors and administrators of the organisation may import an inventory."),
        )
    return organization


def _kept(organization: dict[str, Any], token: str) -> tuple[dict[str, Any], bytes | None]:
    found = kept.find(token, _user(), organization["name"])
    if found is None:
        return tk.abort(404, tk._("This report is no longer kept. Choose the file again."))
    return found


def _labels(told: dict[str, Any]) -> dict[str, str]:
    # A report kept since before the portal knew of it says nothing of governance.
    return wording.statuses(told["dry_run"], told.get("governed", False))


def _user() -> str:
    return tk.current_user.name if tk.current_user.is_authenticated else ""


def _common(organization: dict[str, Any]) -> dict[str, Any]:
    return {"group_dict": organization, "group_type": organization["type"]}


def _form(organization: dict[str, Any], errors: dict[str, Any]) -> str:
    return tk.render(
        "opendatalab/inventory/upload.html",
        {
            **_common(organization),
            "errors": errors,
            "mode": tk.request.form.get("mode", "check"),
            "explained": template.explained(tk.h.lang()),
            "extensions": tuple(template.MEDIA_TYPES),
            "max_rows": WEB_ROWS,
            "max_megabytes": WEB_BYTES // MEGABYTE,
        },
    )


def _file(content: bytes, media_type: str, name: str) -> Response:
    response = Response(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


opendatalab_inventory.add_url_rule("", view_func=UploadView.as_view("upload"))
opendatalab_inventory.add_url_rule("/report/<token>", view_func=ReportView.as_view("report"))
opendatalab_inventory.add_url_rule("/report/<token>.csv", "report_csv", report_csv)
opendatalab_inventory.add_url_rule("/template.<extension>", "template", template_file)
