"""The page where a dataset stands: who is awaited, what one may do, comments, history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from ckanext.opendatalab.common import csv_file
from ckanext.opendatalab.workflow.governance import (
    finding,
    form_fields,
    forms,
    history_csv,
    page,
    page_parts,
)

__all__ = ["opendatalab_governance"]

opendatalab_governance = Blueprint("opendatalab_governance", __name__)

ENTRIES = 20
ASSIGN = "opendatalab_workflow_assign"
STEP = "step"

# What each form of the page is read with, and the action that it calls.
OPERATIONS: Mapping[str, tuple[str, Callable[[forms.Sent], dict[str, Any]]]] = {
    STEP: ("opendatalab_workflow_transition", forms.step),
    "comment": ("opendatalab_workflow_comment", forms.comment),
    "settle": ("opendatalab_workflow_comment_settle", forms.settlement),
    "explain": ("opendatalab_workflow_explain", forms.explanation),
    "dates": ("opendatalab_workflow_dates", forms.dates),
    "assign": (ASSIGN, forms.assignment),
}


def show(id: str) -> Any:
    """Show where a dataset stands; with ``?before=`` older lines of its history."""
    shown = _shown(id)
    return _not_governed(id) if shown is None else _page(shown)


def change(id: str, operation: str) -> Any:
    """Do what one of the page's forms asks for."""
    before = _shown(id)
    if before is None:
        return _not_governed(id)
    action, read = OPERATIONS[operation]
    if operation == "assign" and not page_parts.is_there(ASSIGN):
        return tk.abort(404, tk._("Page not found"))
    sent = tk.request.form.to_dict(flat=False)
    name = before["dataset"]["name"]
    try:
        after = tk.get_action(action)({}, {"id": before["dataset"]["id"], **read(sent)})
    except tk.ValidationError as error:
        return _refused(id, operation, sent, error)
    except tk.NotAuthorized as error:
        return tk.abort(403, error.message or tk._("You may not do this."))
    except tk.ObjectNotFound as error:
        return tk.abort(404, error.message or tk._("Dataset not found"))
    tk.h.flash_success(_done(operation, before, forms.text(sent, "transition")))
    if operation == "assign" and after.get("warning"):
        tk.h.flash_notice(after["warning"])
    return tk.redirect_to("opendatalab_governance.page", id=name)


def as_csv(id: str) -> Response:
    """Give the whole history as a file."""
    shown = _shown(id)
    if shown is None:
        return tk.abort(404, tk._("This dataset follows no governance workflow."))
    try:
        rows = list(history_csv.rows(shown["dataset"]["id"]))
    except tk.NotAuthorized as error:
        return tk.abort(403, error.message or tk._("You may not do this."))
    return csv_file.response("historique", history_csv.titles(), rows)


def _shown(id: str) -> dict[str, Any] | None:
    """Return where a dataset stands; ``None``: nobody governs it, and the reader may know so."""
    try:
        return tk.get_action("opendatalab_workflow_show")({}, {"id": id})
    except tk.NotAuthorized as error:
        return _abort(id, error)
    except tk.ObjectNotFound as error:
        found = finding.find(id)
        if found is not None and found.state != "deleted" and _may(id):
            return None
        return _abort(id, error)


def _may(id: str) -> bool:
    return tk.h.check_access("opendatalab_workflow_show", {"id": id})


def _abort(id: str, error: Exception) -> Any:
    """Refuse as CKAN's own pages do: who may not see the dataset does not learn that it exists."""
    if isinstance(error, tk.NotAuthorized) and tk.h.check_access("package_show", {"id": id}):
        told = tk._(
            "You have no role on this dataset: this page is for members of its organization and"
            " those who have a role there. Ask an administrator of the organization."
        )
        return tk.abort(403, told)
    return tk.abort(404, tk._("Dataset not found"))


def _not_governed(id: str) -> Any:
    dataset = page_parts.of_package(finding.package({"id": id}))
    body = _render("opendatalab/governance/missing.html", {"dataset": dataset}, {})
    return body, 404


def _refused(id: str, operation: str, sent: forms.Sent, error: tk.ValidationError) -> Any:
    """Show the page as it is now with the form as it was typed, and what is wrong with it.

    Who pressed the button of a step twice is told that it is done.
    """
    shown = _shown(id)
    if shown is None:
        return _not_governed(id)
    errors = error.error_dict
    seen = forms.version(sent)
    changes: list[Any] = []
    if shown["rights"]["works"]:
        changes = page.since(_entries(shown, None), seen)
    transition = forms.text(sent, "transition")
    if operation == STEP and page.already_done(changes, transition, seen, tk.current_user.name):
        tk.h.flash_notice(tk._("This was done already: you pressed the button twice."))
        return tk.redirect_to("opendatalab_governance.page", id=shown["dataset"]["name"])
    conflict = "version" in errors
    body = _page(
        shown,
        {
            "operation": operation,
            "errors": errors,
            "typed": forms.typed(sent),
            "conflict": conflict,
            "changes": changes,
        },
    )
    return body, 409 if conflict else 400


def _done(operation: str, before: dict[str, Any], transition: str) -> str:
    if operation == STEP:
        return page_parts.done(before, transition)
    return {
        "comment": tk._("Your comment is written. Those who are concerned are told."),
        "settle": tk._("The comment is settled."),
        "explain": tk._("The reason of the withdrawal is written in the history."),
        "dates": tk._("The dates are saved."),
        "assign": tk._("The task is assigned."),
    }[operation]


def _page(shown: dict[str, Any], more: Mapping[str, Any] | None = None) -> str:
    works = shown["rights"]["works"]
    before = page_parts.line_number(tk.request.args.get("before", ""))
    latest = _entries(shown, None) if works else []
    entries = _entries(shown, before) if works and before else latest
    id = shown["dataset"]["id"]
    return _render(
        "opendatalab/governance/page.html",
        shown,
        {
            "steps": page.steps(shown),
            "takes_part": page.takes_part(shown),
            "arrival": page.arrival(shown, latest),
            "administrators": page_parts.administrators(shown),
            "comments": tk.get_action("opendatalab_workflow_comments")({}, {"id": id})
            if works
            else [],
            "entries": entries[:ENTRIES],
            "older": len(entries) > ENTRIES,
            "before": before,
            "fields": form_fields.of(shown["dataset"]["type"]) if works else [],
            "candidates": page_parts.candidates(shown) if page_parts.is_there(ASSIGN) else None,
            "expires": page_parts.for_control(shown["expires_at"]),
            "operation": "",
            "errors": {},
            "typed": {},
            "conflict": False,
            "changes": [],
            **(more or {}),
        },
    )


def _entries(shown: dict[str, Any], before: int | None) -> list[dict[str, Any]]:
    asked = {"id": shown["dataset"]["id"], "limit": ENTRIES + 1}
    if before:
        asked["before"] = before
    return tk.get_action("opendatalab_workflow_history")({}, asked)


def _render(template: str, shown: dict[str, Any], more: Mapping[str, Any]) -> str:
    """Give a page the tabs of the dataset's form for those who have it, else none."""
    dataset = page_parts.for_templates(shown["dataset"])
    editor = tk.h.check_access("package_update", {"id": dataset["id"]})
    return tk.render(
        template,
        {
            "editor": editor,
            "base": "package/edit_base.html" if editor else "package/base.html",
            "pkg_dict": dataset,
            "dataset_type": dataset["type"],
            "shown": shown,
            **more,
        },
    )


opendatalab_governance.add_url_rule("/dataset/<id>/governance", "page", show)
opendatalab_governance.add_url_rule("/dataset/<id>/governance/history.csv", "history_csv", as_csv)
opendatalab_governance.add_url_rule(
    f"/dataset/<id>/governance/<any({','.join(OPERATIONS)}):operation>",
    "operation",
    change,
    methods=["POST"],
)
