"""The page of everybody's own tasks, and of who looks after them meanwhile."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import ckan.plugins.toolkit as tk
from flask import Blueprint
from flask.views import MethodView

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.workflow.governance import wording
from ckanext.opendatalab.workflow.tasks import places, schema
from ckanext.opendatalab.workflow.tasks.list_store import (
    OVERDUE,
    RETURNED,
    TABS,
    TO_DECIDE,
    WAITING,
)

__all__ = ["opendatalab_tasks"]

opendatalab_tasks = Blueprint("opendatalab_tasks", __name__)

MOST_COLLEAGUES = 200
FILTERS: tuple[str, ...] = ("organization", "badge", "late")


class InboxView(MethodView):
    """Shows the tasks; makes one step of several."""

    def get(self) -> Any:
        """Show one tab; whoever is not logged in is asked to."""
        if not tk.current_user.is_authenticated:
            return tk.redirect_to("user.login", came_from=tk.request.full_path)
        return _page({}, {})

    def post(self) -> Any:
        """Ask whether the step is meant for all that were ticked; once it is, make it."""
        _signed_in()
        form = tk.request.form
        asked = {
            "transition": form.get("transition", ""),
            "items": [_item(one) for one in form.getlist("item")],
            "dry_run": form.get("confirmed") != "yes",
        }
        try:
            results = tk.get_action("opendatalab_workflow_transition_bulk")({}, asked)["results"]
        except tk.ValidationError as error:
            tk.h.flash_error(_told(error))
            return tk.redirect_to(_address(form.get("tab", "")))
        for one, item in zip(results, form.getlist("item"), strict=True):
            one["item"] = item
        return tk.render(
            "opendatalab/tasks/confirm.html" if asked["dry_run"] else "opendatalab/tasks/done.html",
            {
                "results": results,
                "possible": [one for one in results if one["done"]],
                "refused": [one for one in results if not one["done"]],
                "transition": asked["transition"],
                "button": next((one["button"] for one in results if one["button"]), ""),
                "tab": form.get("tab", ""),
                "back": _address(form.get("tab", "")),
            },
        )


class AbsenceView(MethodView):
    """Says when the reader is away, and who looks after her tasks."""

    def post(self) -> Any:
        """Write it or end it, or show the page again with what is wrong."""
        _signed_in()
        form = {key: tk.request.form.get(key, "") for key in ("delegate", "from_on", "until_on")}
        if tk.request.form.get("operation") == "end":
            if tk.get_action("opendatalab_absence_end")({}, {})["ended"]:
                tk.h.flash_success(tk._("Nobody but you looks after your tasks now."))
            return tk.redirect_to("opendatalab_tasks.inbox")
        try:
            saved = tk.get_action("opendatalab_absence_update")({}, dict(form))
        except tk.ValidationError as error:
            return _page(form, error.error_dict), 400
        tk.h.flash_success(
            tk._("{person} looks after your tasks from {first} to {last}.").format(
                person=saved["delegate"]["title"],
                first=tk.h.opendatalab_date(saved["from_on"]),
                last=tk.h.opendatalab_date(saved["until_on"]),
            )
        )
        return tk.redirect_to("opendatalab_tasks.inbox")


def _page(form: dict[str, str], errors: dict[str, Any]) -> str:
    arguments = tk.request.args
    tab = arguments.get("tab", "")
    tab = tab if tab in TABS else TO_DECIDE
    filters = {name: arguments.get(name, "") for name in FILTERS}
    page = _number(arguments.get("page", "1"))
    told = ""
    try:
        shown = _list(tab, page, filters)
    except tk.ValidationError:
        told = tk._("This address asks for a filter that does not exist.")
        filters = dict.fromkeys(FILTERS, "")
        shown = _list(tab, page, filters)
    tk.g.opendatalab_task_counts = shown["counts"]
    absence = tk.get_action("opendatalab_absence_show")({}, {})
    return tk.render(
        "opendatalab/tasks/inbox.html",
        {
            "shown": shown,
            "tabs": [
                {
                    "code": code,
                    "label": label,
                    "count": shown["counts"][code],
                    "url": _address(code),
                    "current": code == tab,
                }
                for code, label in _labels().items()
            ],
            "title": _labels()[tab],
            "filters": filters,
            "filtered": any(filters.values()),
            "told": told,
            "badges": [(code, wording.badge(code)) for code in schema.BADGES],
            "steps": _steps(shown["tasks"]),
            "pages": _turned(shown["total"], page, tab, filters),
            "absence": absence,
            "colleagues": places.colleagues(tk.current_user.id, MOST_COLLEAGUES),
            "form": form or _form(absence),
            "errors": errors,
            "today": clock.today().isoformat(),
        },
    )


def _list(tab: str, page: int, filters: dict[str, str]) -> dict[str, Any]:
    offset = (page - 1) * schema.ROWS
    return tk.get_action("opendatalab_task_list")({}, {"tab": tab, "offset": offset, **filters})


def _steps(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the steps that can be made of several tasks of the page, each with their ids."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for task in tasks:
        for step in task["quick"]:
            one = found.setdefault(
                (step["code"], step["button"]),
                {"code": step["code"], "button": step["button"], "ids": []},
            )
            one["ids"].append(task["id"])
    return [one for one in found.values() if len(one["ids"]) > 1]


def _labels() -> dict[str, str]:
    return {
        TO_DECIDE: tk._("To decide"),
        RETURNED: tk._("Returned to me"),
        WAITING: tk._("Waiting on others"),
        OVERDUE: tk._("Overdue"),
    }


def _form(absence: dict[str, Any] | None) -> dict[str, str]:
    if absence is None:
        return {"delegate": "", "from_on": "", "until_on": ""}
    delegate = absence["delegate"] or {}
    return {
        "delegate": delegate.get("name", ""),
        "from_on": absence["from_on"],
        "until_on": absence["until_on"],
    }


def _item(value: str) -> dict[str, str]:
    """Return what a ticked box stands for."""
    package_id, _, version = value.rpartition(" ")
    return {"id": package_id, "version": version}


def _address(tab: str, **more: str) -> str:
    wanted = {"tab": tab if tab in TABS else TO_DECIDE, **more}
    query = urlencode({key: value for key, value in wanted.items() if value})
    return f"{tk.h.url_for('opendatalab_tasks.inbox')}?{query}"


def _number(asked: str) -> int:
    plain = asked.isascii() and asked.isdigit() and len(asked) < 5
    return max(1, int(asked)) if plain else 1


def _turned(count: int, page: int, tab: str, filters: dict[str, str]) -> dict[str, Any]:
    """Return where one is in the list."""
    last = max(1, -(-count // schema.ROWS))

    def link(wanted: int) -> str | None:
        return _address(tab, **filters, page=str(wanted)) if 1 <= wanted <= last else None

    return {
        "page": page,
        "last": last,
        "before": link(min(page - 1, last)),
        "after": link(page + 1),
    }


def _signed_in() -> None:
    if not tk.current_user.is_authenticated:
        tk.abort(403, tk._("Log in to do this."))


def _told(error: tk.ValidationError) -> str:
    errors: dict[str, Any] = error.error_dict
    return " ".join(str(one) for each in errors.values() for one in each)


opendatalab_tasks.add_url_rule("/opendatalab/tasks", view_func=InboxView.as_view("inbox"))
opendatalab_tasks.add_url_rule(
    "/opendatalab/tasks/absence", view_func=AbsenceView.as_view("absence")
)
