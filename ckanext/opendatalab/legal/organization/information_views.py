"""The pages of the directory of public information: the public one, and that of one dataset."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response
from flask.views import MethodView

from ckanext.opendatalab.common import clock, csv_file
from ckanext.opendatalab.legal.organization import pages, schema
from ckanext.opendatalab.legal.organization.information import FIELDS

opendatalab_information = Blueprint("opendatalab_information", __name__)

MOST_LINES = 10_000
# In French whoever reads: the directory is a French one, and programs read its file.
TITLES = (
    "titre",
    "objet",
    "date_creation",
    "conditions_reutilisation",
    "redevance",
    "date_maj",
    "objet_maj",
    "adresse",
)


def directory(id: str) -> str:
    """Show an organisation's directory to everybody."""
    organization = pages.organization(id)
    page = pages.number()
    shown = tk.get_action("opendatalab_information_list")(
        {},
        {
            "organization": organization["id"],
            "limit": schema.ROWS,
            "offset": (page - 1) * schema.ROWS,
        },
    )
    address = tk.h.url_for("opendatalab_information.directory", id=organization["name"])
    return tk.render(
        "organization/opendatalab_directory.html",
        {
            "group_dict": organization,
            "group_type": organization["type"],
            "shown": shown,
            "today": clock.today().isoformat(),
            "pages": pages.turned(shown["count"], page, address),
        },
    )


def directory_csv(id: str) -> Response:
    """Give the directory as a file."""
    organization = pages.organization(id)
    rows = ([*(line[name] for name in FIELDS), line["url"]] for line in _lines(organization["id"]))
    return csv_file.response("repertoire-informations-publiques", TITLES, rows)


class InformationView(MethodView):
    """Shows what the directory says of a dataset; proposes, validates and withdraws it."""

    def get(self, id: str) -> Any:
        """Show the form with what waits, else with what is public."""
        return _page(_shown(id), None, {})

    def post(self, id: str) -> Any:
        """Do what the button says, or show the form again with what is wrong."""
        shown = _shown(id)
        dataset = {"id": shown["dataset"]["id"]}
        form = {name: tk.request.form.get(name, "") for name in FIELDS}
        operation = tk.request.form.get("operation", "")
        try:
            if operation == "validate":
                proposal = tk.request.form.get("proposal", "")
                tk.get_action("opendatalab_information_validate")(
                    {}, {**dataset, "proposal": proposal or "-"}
                )
                tk.h.flash_success(tk._("The directory now shows this entry to everybody."))
            elif operation == "withdraw":
                tk.get_action("opendatalab_information_withdraw")({}, dataset)
                tk.h.flash_success(tk._("The directory says nothing of this dataset."))
            else:
                tk.get_action("opendatalab_information_propose")({}, {**form, **dataset})
                tk.h.flash_success(
                    tk._("The entry is proposed. It becomes public once it is validated.")
                )
        except tk.ValidationError as error:
            typed = None if operation in ("validate", "withdraw") else form
            return _page(shown, typed, error.error_dict), 400
        except tk.NotAuthorized as error:
            return _page(shown, None, {"": [pages.told(error)]}), 403
        return tk.redirect_to("opendatalab_information.information", id=shown["dataset"]["name"])


def _lines(organization_id: str) -> Iterator[dict[str, Any]]:
    for offset in range(0, MOST_LINES, schema.MOST_ENTRIES):
        page = tk.get_action("opendatalab_information_list")(
            {}, {"organization": organization_id, "limit": schema.MOST_ENTRIES, "offset": offset}
        )
        yield from page["results"]
        if offset + schema.MOST_ENTRIES >= page["count"]:
            return


def _shown(id: str) -> dict[str, Any]:
    try:
        return tk.get_action("opendatalab_information_show")({}, {"id": id})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Dataset not found"))
    except tk.NotAuthorized as error:
        try:
            tk.get_action("package_show")({}, {"id": id})
        except (tk.ObjectNotFound, tk.NotAuthorized):
            # As on the dataset's own page: who may not see it does not learn that it exists.
            return tk.abort(404, tk._("Dataset not found"))
        return tk.abort(403, pages.told(error))


def _page(shown: dict[str, Any], form: dict[str, str] | None, errors: dict[str, Any]) -> str:
    dataset = _dataset(shown)
    editor = tk.h.check_access("package_update", {"id": dataset["id"]})
    return tk.render(
        "opendatalab/legal/information.html",
        {
            "editor": editor,
            "base": "package/edit_base.html" if editor else "package/base.html",
            "pkg_dict": dataset,
            "dataset_type": dataset["type"],
            "shown": shown,
            "form": form or shown["proposed"] or shown["validated"] or {},
            "errors": errors,
        },
    )


def _dataset(shown: dict[str, Any]) -> dict[str, Any]:
    """Return what the portal's own templates need of the dataset.

    Who validates for an organisation need not be one of its members.
    """
    try:
        return tk.get_action("package_show")({"for_view": True}, {"id": shown["dataset"]["id"]})
    except tk.NotAuthorized:
        organization = shown["organization"] and {**shown["organization"], "type": "organization"}
        return {
            **shown["dataset"],
            "private": True,
            "state": "active",
            "organization": organization,
        }


opendatalab_information.add_url_rule(
    "/organization/<id>/opendatalab/repertoire", "directory", directory
)
opendatalab_information.add_url_rule(
    "/organization/<id>/opendatalab/repertoire.csv", "directory_csv", directory_csv
)
opendatalab_information.add_url_rule(
    "/dataset/<id>/legal/information", view_func=InformationView.as_view("information")
)
