"""The page that says which circuit an organisation follows, and the file of its log."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from flask import Blueprint, Response, stream_with_context

from ckanext.opendatalab.workflow.upkeep import log_csv

__all__ = ["opendatalab_circuit", "opendatalab_journal"]

opendatalab_circuit = Blueprint("opendatalab_circuit", __name__)
opendatalab_journal = Blueprint("opendatalab_journal", __name__)


def show(id: str) -> Any:
    """Show the circuit in sentences, who makes its steps, and its settings."""
    organization = _organization(id, "opendatalab_circuit_show")
    target = {"organization": organization["id"]}
    return tk.render(
        "organization/opendatalab_circuit.html",
        {
            "group_dict": organization,
            "group_type": organization["type"],
            "circuit": tk.get_action("opendatalab_circuit_show")({}, dict(target)),
            "may_change": tk.h.check_access("opendatalab_adoption_update", target),
            "may_grant": tk.h.check_access("opendatalab_role_list", target),
            "may_read_log": tk.h.check_access("opendatalab_log_list", target),
        },
    )


def journal(id: str) -> Any:
    """Give the organisation's log as a file, the latest entry first."""
    organization = _organization(id, "opendatalab_log_list")
    lines = log_csv.lines({}, {"organization": organization["id"]})
    return Response(
        stream_with_context(lines),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="journal.csv"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


def _organization(id: str, action: str) -> dict[str, Any]:
    try:
        organization = tk.get_action("organization_show")(
            {}, {"id": id, "include_datasets": False, "include_users": False}
        )
        tk.check_access(action, {}, {"organization": organization["id"]})
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Organization not found"))
    except tk.NotAuthorized as error:
        return tk.abort(403, error.message or tk._("You may not do this."))
    return organization


opendatalab_circuit.add_url_rule("/organization/<id>/opendatalab/circuit", view_func=show)
opendatalab_journal.add_url_rule("/organization/<id>/opendatalab/journal.csv", view_func=journal)
