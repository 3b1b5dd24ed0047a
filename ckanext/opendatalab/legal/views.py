"""The page of a dataset's legal file: questions, proposal, validation, history, print-out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint
from flask.views import MethodView

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.legal import forms, page, timeline, wording
from ckanext.opendatalab.legal.engine import register
from ckanext.opendatalab.legal.engine.ruleset import EXTENTS

__all__ = ["opendatalab_legal"]

opendatalab_legal = Blueprint("opendatalab_legal", __name__)

ENTRIES = 50
# Where the reader lands after a form was saved.
WORK = "opendatalab-legal-work"

# What each form of the page is read with, and the action that it calls.
OPERATIONS: Mapping[str, tuple[str, Callable[[forms.Sent], dict[str, Any]]]] = {
    "template": ("opendatalab_legal_use_template", forms.template),
    "duplicate": ("opendatalab_legal_duplicate", forms.duplicate),
    "validate": ("opendatalab_legal_validate", forms.validation),
    "reopen": ("opendatalab_legal_reopen", forms.reopening),
    "attest": ("opendatalab_legal_attest", forms.attestation),
    "prove": ("opendatalab_legal_prove", forms.evidence),
    "opinion": ("opendatalab_legal_give_opinion", forms.opinion),
}


class FileView(MethodView):
    """Shows one theme at a time beside the proposal, and saves its answers."""

    def get(self, id: str) -> Any:
        """Show the theme that the address asks for, else the first that is not done."""
        return _page(_shown(id), tk.request.args.get("theme", ""))

    def post(self, id: str) -> Any:
        """Save the answers of a theme and go on, or show them again with what is wrong."""
        sent = _sent()
        theme = forms.text(sent, "theme")
        asked = forms.saved(sent, register.load())
        try:
            _call("opendatalab_legal_answer", id, asked)
        except tk.ValidationError as error:
            return _refused(id, "answer", sent, error, theme)
        shown = _shown(id)
        if tk.request.headers.get("X-Requested-With") == "fetch":
            return _page(shown, theme)  # the script takes from it what changed
        if forms.text(sent, "go") != "next":
            tk.h.flash_success(tk._("Your answers are saved."))
            return _redirect(shown, theme)
        themes = page.themes(shown)
        following = page.following(themes, theme, forms.asked(sent))
        if following == theme:
            tk.h.flash_notice(tk._("Your answers are saved. They call for one more question here."))
        elif any(one["code"] == theme and one["progress"] != "done" for one in themes):
            tk.h.flash_notice(
                tk._("Saved. Questions that you left without an answer are still to be answered.")
            )
        elif following:
            tk.h.flash_success(tk._("Your answers are saved. Here is what comes next."))
        else:
            tk.h.flash_success(tk._("Your answers are saved. Every question is answered."))
        return _redirect(shown, following)


@opendatalab_legal.route("/dataset/<id>/legal/history")
def history(id: str) -> Any:
    """Show what happened to the file, the latest first."""
    shown = _for_staff(id)
    before = tk.request.args.get("before", "")
    asked = {"id": id, "limit": ENTRIES}
    # An address that somebody typed: what is no line of a history shows the latest.
    if before.isascii() and before.isdigit() and len(before) < 19 and int(before):
        asked["before"] = int(before)
    entries = tk.get_action("opendatalab_legal_history")({}, asked)
    return _render("opendatalab/legal/history.html", shown, {"entries": entries, "most": ENTRIES})


@opendatalab_legal.route("/dataset/<id>/legal/print")
def printed(id: str) -> Any:
    """Show the whole file on one page, to be printed or kept."""
    shown = _for_staff(id)
    entries = tk.get_action("opendatalab_legal_history")({}, {"id": id, "limit": 500})
    return _render(
        "opendatalab/legal/print.html",
        shown,
        {
            "themes": page.themes(shown),
            "reasons": page.reasons(shown),
            "entries": entries,
            "printed_on": clock.now(),
        },
    )


@opendatalab_legal.route(
    f"/dataset/<id>/legal/<any({','.join(OPERATIONS)}):operation>", methods=["POST"]
)
def change(id: str, operation: str) -> Any:
    """Do what one of the page's other forms asks for."""
    action, read = OPERATIONS[operation]
    sent = _sent()
    theme = forms.text(sent, "theme")
    try:
        shown = _call(action, id, read(sent))
    except tk.ValidationError as error:
        return _refused(id, operation, sent, error, theme)
    tk.h.flash_success(_done(operation))
    if shown.get("inherited"):
        tk.h.flash_success(tk._("The validation is taken over too."))
    elif shown.get("why_not_inherited"):
        tk.h.flash_notice(shown["why_not_inherited"])
    # Who is told to check what was taken over sees all the answers, not the questions again.
    return _redirect(shown, "" if operation in ("template", "duplicate") else theme)


def _done(operation: str) -> str:
    return {
        "template": tk._("The answers of the model analysis are taken over. Check them."),
        "duplicate": tk._("The answers of the other dataset are taken over. Check them."),
        "validate": tk._("The analysis is validated."),
        "reopen": tk._("The analysis is open again."),
        "attest": tk._("The treatment is attested."),
        "prove": tk._("The evidence is recorded."),
        "opinion": tk._("The opinion is recorded."),
    }[operation]


def _sent() -> forms.Sent:
    return tk.request.form.to_dict(flat=False)


def _call(action: str, id: str, asked: dict[str, Any]) -> Any:
    try:
        return tk.get_action(action)({}, {"id": id, **asked})
    except (tk.ObjectNotFound, tk.NotAuthorized) as error:
        return _abort(id, error)


def _shown(id: str) -> dict[str, Any]:
    return _call("opendatalab_legal_show", id, {})


def _for_staff(id: str) -> dict[str, Any]:
    shown = _shown(id)
    if not shown["rights"]["work"]:
        return tk.abort(403, tk._("Only those who work on the analysis may see this."))
    return shown


def _abort(id: str, error: Exception) -> Any:
    """Refuse as CKAN's own pages do: who may not see the dataset does not learn that it exists."""
    known = ("package_show", "opendatalab_legal_show")
    if isinstance(error, tk.NotAuthorized) and any(
        tk.h.check_access(action, {"id": id}) for action in known
    ):
        return tk.abort(403, tk._("You have no role in the legal analysis of this dataset."))
    return tk.abort(404, tk._("Dataset not found"))


def _redirect(shown: dict[str, Any], theme: str) -> Any:
    asked = {"theme": theme} if theme else {}
    return tk.redirect_to(
        "opendatalab_legal.file", id=shown["dataset"]["name"], _anchor=WORK, **asked
    )


def _refused(
    id: str, operation: str, sent: forms.Sent, error: tk.ValidationError, theme: str
) -> Any:
    """Show the page as it is now with the form as it was typed, and what is wrong with it."""
    shown = _shown(id)
    conflict = "version" in error.error_dict
    body = _page(
        shown,
        theme,
        {
            "operation": operation,
            "errors": error.error_dict,
            "typed": forms.typed(sent),
            "conflict": conflict,
            "changes": _changes(id, forms.version(sent)) if conflict else [],
        },
        sent if operation == "answer" else None,
    )
    return body, 409 if conflict else 400


def _changes(id: str, seen: int | str) -> list[dict[str, Any]]:
    """Return what others did since the version that somebody saw, the latest first."""
    entries = tk.get_action("opendatalab_legal_history")({}, {"id": id, "limit": ENTRIES})
    return [entry for entry in entries if isinstance(seen, int) and entry["version"] > seen]


def _page(
    shown: dict[str, Any],
    wanted: str,
    more: Mapping[str, Any] | None = None,
    typed: forms.Sent | None = None,
) -> str:
    if not shown["rights"]["work"]:
        return _render("opendatalab/legal/verdict.html", shown, {})
    themes = page.themes(shown)
    theme = page.current(themes, wanted)
    if typed is not None:
        typed_here = forms.answers(typed, register.load()), forms.notes(typed)
        page.with_typed(theme, *page.changed_here(*typed_here, (more or {}).get("changes", ())))
    asked = tk.request.form.get("template") or tk.request.args.get("template")
    return _render(
        "opendatalab/legal/file.html",
        shown,
        {
            "themes": themes,
            "reasons": page.reasons(shown),
            "theme": theme,
            "template": next((one for one in shown["templates"] if one["code"] == asked), None),
            "operation": "",
            "errors": {},
            "typed": {},
            "conflict": False,
            "changes": [],
            **(more or {}),
        },
    )


def _render(template: str, shown: dict[str, Any], more: Mapping[str, Any]) -> str:
    """Give a page the tabs of the dataset's form for those who have it, else none."""
    dataset = _dataset(shown)
    editor = tk.h.check_access("package_update", {"id": dataset["id"]})
    return tk.render(
        template,
        {
            "editor": editor,
            "base": "package/edit_base.html" if editor else "package/base.html",
            "pkg_dict": dataset,
            "dataset_type": dataset["type"],
            "shown": shown,
            "chosen": page.chosen,
            "words": _words,
            "details": timeline.details,
            "test_label": timeline.test_label,
            "test_result": timeline.test_result,
            **more,
        },
    )


def _dataset(shown: dict[str, Any]) -> dict[str, Any]:
    """Return what the portal's own templates need of the dataset.

    Whoever reads no more than the verdict may have no access to the dataset itself.
    """
    known = shown["dataset"]
    try:
        return tk.get_action("package_show")({"for_view": True}, {"id": known["id"]})
    except tk.NotAuthorized:
        organization = known["organization"] and {**known["organization"], "type": "organization"}
        return {"type": "dataset", **known, "organization": organization}


def _words(question: Mapping[str, Any], value: object) -> list[str]:
    extents = {extent: wording.extent(extent) for extent in EXTENTS}
    return page.words(question, value, extents)


opendatalab_legal.add_url_rule("/dataset/<id>/legal", view_func=FileView.as_view("file"))
