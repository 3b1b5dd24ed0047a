"""The pages of the register of decisions and of somebody's own queue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response
from flask.views import MethodView

from ckanext.opendatalab.common import csv_file
from ckanext.opendatalab.legal import wording
from ckanext.opendatalab.legal.organization import pages, schema

opendatalab_register = Blueprint("opendatalab_register", __name__)
opendatalab_legal_queue = Blueprint("opendatalab_legal_queue", __name__)

MOST_LINES = 10_000


class RegisterView(MethodView):
    """Shows the register; confirms what only new rules made lapse."""

    def get(self, id: str) -> Any:
        """Show one page of it, of every state or of one."""
        organization = pages.organization(id, "opendatalab_legal_register")
        wanted = tk.request.args.get("state", "")
        state = wanted if wanted in schema.STATES else ""
        page = pages.number()
        shown = tk.get_action("opendatalab_legal_register")(
            {},
            {
                "organization": organization["id"],
                "state": state,
                "limit": schema.ROWS,
                "offset": (page - 1) * schema.ROWS,
            },
        )
        address = tk.h.url_for("opendatalab_register.register", id=organization["name"])
        return tk.render(
            "organization/opendatalab_register.html",
            {
                "group_dict": organization,
                "group_type": organization["type"],
                "shown": shown,
                "state": state,
                "states": [(one, wording.state(one)) for one in schema.STATES],
                "disclaimer": wording.disclaimer(),
                "pages": pages.turned(shown["count"], page, address, state=state),
            },
        )

    def post(self, id: str) -> Any:
        """Confirm the ticked ones and show the register again."""
        organization = pages.organization(id, "opendatalab_legal_register")
        _reconfirm()
        return tk.redirect_to("opendatalab_register.register", id=organization["name"])


class QueueView(MethodView):
    """Shows what waits for whoever is logged in."""

    def get(self) -> Any:
        """Show it; whoever is not logged in is asked to."""
        if not tk.current_user.is_authenticated:
            return tk.redirect_to("user.login", came_from=tk.request.path)
        return tk.render(
            "opendatalab/legal_queue.html",
            {"shown": tk.get_action("opendatalab_legal_queue")({}, {})},
        )

    def post(self) -> Any:
        """Confirm the ticked ones and show the queue again."""
        if not tk.current_user.is_authenticated:
            return tk.abort(403, tk._("You may not do this."))
        _reconfirm()
        return tk.redirect_to("opendatalab_legal_queue.queue")


def register_csv(id: str) -> Response:
    """Give the register as a file."""
    organization = pages.organization(id, "opendatalab_legal_register")
    wanted = tk.request.args.get("state", "")
    titles = [
        tk._("Title"),
        tk._("Address"),
        tk._("Online"),
        tk._("State"),
        tk._("Verdict"),
        tk._("Verdict validated"),
        tk._("Validated on"),
        tk._("Validated by"),
        tk._("Validated as"),
        tk._("In the name of"),
        tk._("To be looked at again on"),
        tk._("Points to settle"),
        tk._("Rules"),
    ]
    rows = (_cells(line) for line in _lines(organization["id"]) if wanted in ("", line["state"]))
    return csv_file.response("registre-des-decisions", titles, rows)


def _lines(organization_id: str) -> Iterator[dict[str, Any]]:
    for offset in range(0, MOST_LINES, schema.MOST_ROWS):
        page = tk.get_action("opendatalab_legal_register")(
            {}, {"organization": organization_id, "limit": schema.MOST_ROWS, "offset": offset}
        )
        yield from page["results"]
        if offset + schema.MOST_ROWS >= page["count"]:
            return


def _cells(line: dict[str, Any]) -> list[Any]:
    signed, verdict = line["validation"], line["verdict"]
    return [
        line["title"],
        tk.h.url_for("dataset.read", id=line["name"], _external=True),
        _yes(line["published"]),
        line["state_label"],
        verdict["label"] if verdict else "",
        _yes(bool(verdict and verdict["decided"])),
        pages.day_of(signed["at"]) if signed else "",
        signed["by_name"] if signed else "",
        signed["as_role_label"] if signed else "",
        signed["authority"] if signed else "",
        line["review_on"] or "",
        line["blockers"],
        line.get("ruleset_version", ""),
    ]


def _yes(value: bool) -> str:
    return tk._("Yes") if value else tk._("No")


def _reconfirm() -> None:
    """Confirm the datasets that the form names and say how many were, and which were not."""
    ids = tk.request.form.getlist("ids")
    if not ids:
        tk.h.flash_error(tk._("Nothing was confirmed: tick at least one dataset."))
        return
    try:
        results = tk.get_action("opendatalab_legal_reconfirm")({}, {"ids": ids})
    except tk.ValidationError as error:
        tk.h.flash_error(" ".join(str(one) for one in error.error_summary.values()))
        return
    except tk.NotAuthorized as error:
        tk.h.flash_error(pages.told(error))
        return
    done = sum(one["ok"] for one in results)
    if done:
        tk.h.flash_success(
            tk.ungettext(
                "{number} validation is confirmed.", "{number} validations are confirmed.", done
            ).format(number=done)
        )
    for sentence in dict.fromkeys(one["error"] for one in results if not one["ok"]):
        tk.h.flash_error(sentence)


opendatalab_register.add_url_rule(
    "/organization/<id>/opendatalab/legal", view_func=RegisterView.as_view("register")
)
opendatalab_register.add_url_rule(
    "/organization/<id>/opendatalab/legal.csv", "register_csv", register_csv
)
opendatalab_legal_queue.add_url_rule("/opendatalab/legal", view_func=QueueView.as_view("queue"))
