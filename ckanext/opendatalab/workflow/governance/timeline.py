"""What the entries of a dataset's history say, in the reader's language.

What nothing here knows any more is told as it was kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.opendatalab.common import roles
from ckanext.opendatalab.common.log import Entry
from ckanext.opendatalab.workflow.engine import register
from ckanext.opendatalab.workflow.engine.definition import ADMINISTRATOR, Definition
from ckanext.opendatalab.workflow.governance import definitions, form_fields, history, wording

Data = Mapping[str, Any]


def told(entries: Sequence[Entry], dataset_type: str) -> list[dict[str, Any]]:
    """Return entries as ``opendatalab_workflow_history`` gives them."""
    titles = _titles(entries)
    found: dict[str, Definition | None] = {}
    lines = []
    for entry in entries:
        data = entry.data
        named = str(data.get("definition") or "")
        if named not in found:
            found[named] = _definition(named)
        lines.append(
            {
                "id": entry.id,
                "at": entry.at.isoformat(),
                "kind": entry.kind,
                "label": _label(entry, found[named]),
                "transition": _text(data.get("transition")),
                "actor": entry.actor_name,
                "actor_title": titles.get(entry.actor_id or "", entry.actor_name),
                "role": _text(data.get("role")),
                "role_label": _role(data),
                "from_label": _state(data.get("from"), found[named]),
                "to_label": _state(data.get("to"), found[named]),
                "reason": entry.reason or "",
                "message": _text(data.get("message")),
                "details": [
                    [label, text] for label, text in _details(entry, dataset_type, titles) if text
                ],
                "version": data.get("version"),
                "definition": named,
                "fingerprint": _text(data.get("fingerprint")),
            }
        )
    return lines


def _label(entry: Entry, definition: Definition | None) -> str:
    if entry.kind == history.STEP:
        code = _text(entry.data.get("transition"))
        step = definition.transitions.get(code) if definition else None
        return wording.done(step) if step else code
    if entry.kind == "workflow_commented":
        settled = entry.data.get("settled")
        return tk._("Comment settled") if settled else tk._("Comment written")
    labels = {
        "workflow_started": tk._("Approval path started"),
        "workflow_adopted": tk._("Public already when the approval path began"),
        "workflow_edited": tk._("Content changed"),
        "workflow_moved": tk._("Moved to another organization"),
        "workflow_exempt": tk._("Written by a harvester or a service account"),
        "workflow_assigned": tk._("Assignment changed"),
        "workflow_dates": tk._("Dates changed"),
        "workflow_explained": tk._("Reason of the emergency withdrawal given"),
        "workflow_ended": tk._("Approval path ended"),
        "quality_waived": tk._("Exception granted for the quality"),
        "quality_waiver_ended": tk._("Exception for the quality ended"),
    }
    return labels.get(entry.kind, entry.kind)


def _details(
    entry: Entry, dataset_type: str, titles: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    data = entry.data
    if data.get("override"):
        conditions = ", ".join(_guard(one) for one in _list(data.get("passed_over")))
        said = tk._("by an administrator of the portal")
        yield tk._("Passed over the approval path"), said
        yield tk._("Not settled then"), conditions
    if data.get("single_agent"):
        yield (
            tk._("Two people"),
            tk._("not asked for: the organization has one person for everything"),
        )
    if entry.kind == "quality_waived":
        yield tk._("Last day"), _day(data.get("expires_on"))
    elif entry.kind == "workflow_commented":
        field = _text(data.get("field"))
        yield tk._("About"), form_fields.label(dataset_type, field) if field else ""
    elif entry.kind == "workflow_dates":
        end = _text(data.get("expires_at"))
        yield tk._("End of publication"), tk._("none") if end == "none" else _moment(end)
        yield tk._("To be examined again on"), _day(data.get("reexamine_on"))
    elif entry.kind == "workflow_edited":
        yield tk._("What changed"), ", ".join(_change(one) for one in _list(data.get("changes")))
        if data.get("reexamine"):
            yield tk._("What follows"), tk._("the dataset is to be examined again")
    elif entry.kind == "workflow_assigned":
        person = _text(data.get("assignee"))
        yield tk._("Assigned to"), titles.get(person, person) or tk._("nobody in particular")


def _change(code: str) -> str:
    labels = {
        "licence": tk._("licence"),
        "legal": tk._("legal analysis"),
        "structure": tk._("files or columns"),
        "same_columns": tk._("file replaced, same columns"),
        "rows": tk._("rows of a file"),
        "view": tk._("views of a file"),
        "collaborator": tk._("collaborators"),
        "other": tk._("description"),
    }
    return labels.get(code, code)


def _definition(named: str) -> Definition | None:
    """Return the definition that an entry names ("simple 1"), if it is still kept."""
    code, _, version = named.rpartition(" ")
    if not code or not version.isdigit() or len(version) > 9:
        return None
    try:
        return definitions.of(code, int(version))
    except LookupError:
        return None


def _state(code: Any, definition: Definition | None) -> str:
    state = definition.states.get(_text(code)) if definition else None
    return wording.state(state) if state else _text(code)


def _role(data: Data) -> str:
    if data.get("override"):
        return tk._("Administrator of the portal")
    role = _text(data.get("role"))
    if role == ADMINISTRATOR:
        return wording.actor(role)
    if role == "sysadmin":
        return tk._("Administrator of the portal")
    return roles.label(role) if role else ""


def _guard(code: str) -> str:
    return wording.guard(code) if code in register.words().guards else code


def _titles(entries: Iterable[Entry]) -> dict[str, str]:
    """Return how people are called, by id, in one query."""
    ids = {named for one in entries for named in (one.actor_id, one.data.get("assignee")) if named}
    ids = {one for one in ids if isinstance(one, str)}
    if not ids:
        return {}
    user = model.User
    rows = model.Session.execute(
        sa.select(user.id, user.name, user.fullname).where(user.id.in_(ids))
    )
    return {row.id: row.fullname or row.name for row in rows}


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _list(value: Any) -> list[str]:
    """Return what was kept as a list; a long one may have been cut to a text."""
    return [str(one) for one in value] if isinstance(value, list) else [_text(value)]


def _day(value: Any) -> str:
    return tk.h.opendatalab_date(_text(value)) if value else ""


def _moment(value: str) -> str:
    return tk.h.opendatalab_moment(value) if value else ""
