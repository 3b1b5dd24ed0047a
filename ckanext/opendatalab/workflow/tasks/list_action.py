"""Everybody's own tasks: to decide, returned to her, waiting on others, overdue."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import clock, people, tables
from ckanext.opendatalab.common.schema import validated
from ckanext.opendatalab.workflow.engine.definition import Definition, Transition
from ckanext.opendatalab.workflow.governance import definitions, describe, wording
from ckanext.opendatalab.workflow.tasks import bulk_rules, list_store, places, schema
from ckanext.opendatalab.workflow.tasks.list_store import TABS, Found, Wanted
from ckanext.opendatalab.workflow.tasks.places import Person


@tk.side_effect_free
def opendatalab_task_list(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List your tasks, those of whoever you stand in for included; the most urgent first.

    :param tab: ``to_decide`` (the default), ``returned`` (to you, to correct), ``waiting`` (yours,
        and others are awaited) or ``overdue`` (yours; and those of the organisations that you lead
        or administer)
    :param organization: only those of an organisation (optional)
    :param badge: only those with this badge, for example ``in_review`` (optional)
    :param late: only those that are overdue (optional)
    :param offset: how many to leave out (optional)
    :param limit: how many at most, up to 100 (optional; 25)
    :returns: ``tab``, ``total``, ``counts`` (of each tab, without filters), ``organizations``
        (those of your tasks: ``id``, ``name``, ``title``), ``tasks``: each ``id``, ``name``,
        ``title``, ``organization``, ``badge``, ``badge_label``, ``state_label``, ``awaited``,
        ``actors``, ``assignee``, ``absent`` (whom you stand in for, or ``None``), ``since``,
        ``due_on``, ``overdue``, ``version``, ``quick`` (steps that you may make for many at once:
        ``code``, ``button``, ``target_label``) and ``url``
    """
    tk.check_access("opendatalab_task_list", context, data_dict)
    asked = validated(data_dict, schema.task_list())
    wanted = Wanted(
        tab=asked.get("tab") or list_store.TO_DECIDE,
        organization=_organization(asked.get("organization")),
        badge=asked.get("badge"),
        late=bool(asked.get("late")),
        offset=asked.get("offset") or 0,
        limit=asked.get("limit") or schema.ROWS,
    )
    me, absent, found = _found(context, wanted)
    organizations = {
        one["id"]: {"id": one["id"], "name": one["name"], "title": one["title"] or one["name"]}
        for one in found.organizations
    }
    return {
        "tab": wanted.tab,
        "total": found.total,
        "counts": _counts(found),
        "organizations": sorted(
            (one for one in organizations.values() if one["name"]),
            key=lambda one: (one["title"].casefold(), one["id"]),
        ),
        "tasks": [_task(row, me, absent, organizations) for row in found.rows] if me else [],
    }


@tk.side_effect_free
def opendatalab_task_counts(context: types.Context, data_dict: dict[str, Any]) -> dict[str, int]:
    """Say how many tasks are on each of your tabs.

    :returns: ``to_decide``, ``returned``, ``waiting`` and ``overdue``
    """
    tk.check_access("opendatalab_task_counts", context, data_dict)
    return _counts(_found(context, Wanted(limit=0))[2])


def _found(context: types.Context, wanted: Wanted) -> tuple[Person | None, list[Person], Found]:
    if not tables.ready():
        return None, [], Found((), 0, ())
    today = clock.today()
    # Not finding.person(): it would ask once more for what this finds as well.
    me, absent = places.with_absent(context.get("user") or "", today)
    if me is None:
        raise tk.NotAuthorized(tk._("Log in to do this."))
    if me.nothing:
        return me, [], Found((), 0, ())
    return me, absent, list_store.find(me, absent, wanted, today)


def _counts(found: Found) -> dict[str, int]:
    return {tab: found.count(tab) for tab in TABS}


def _organization(reference: str | None) -> str | None:
    if not reference:
        return None
    found = people.organization(reference)
    if found is None:
        raise tk.ValidationError({"organization": [tk._("Organization not found")]})
    return found.id


def _task(
    row: Any, me: Person, absent: list[Person], organizations: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    definition = definitions.of(row.definition, row.definition_version)
    state = definition.states[row.state]
    awaited = definition.awaited(row.state)
    due_on = row.due_on
    return {
        "id": row.package_id,
        "name": row.name,
        "title": row.title,
        "organization": organizations.get(row.owner_org),
        "badge": row.badge,
        "badge_label": wording.badge(row.badge),
        "state_label": wording.state(state),
        "awaited": wording.awaited(awaited) if awaited else "",
        "actors": [one["label"] for one in describe.actors(row.awaits)],
        "assignee": _person(row),
        "absent": next(
            (
                {"id": one.id, "name": one.name, "title": one.title}
                for one in absent
                if one.id == row.behalf
            ),
            None,
        ),
        "since": row.entered_at.isoformat(),
        "due_on": due_on.isoformat() if due_on else None,
        "overdue": due_on is not None and due_on < clock.today(),
        "version": row.version,
        "quick": [_quick(step, definition) for step in _offered(row, definition, me)],
        "url": tk.h.url_for("dataset.read", id=row.name) + "/governance",
    }


def _offered(row: Any, definition: Definition, me: Person) -> list[Transition]:
    held = me.on(row.owner_org, row.package_id)
    alone = me.id in row.authors and not row.single_agent
    return list(bulk_rules.offered(definition, row.state, held, alone))


def _quick(step: Transition, definition: Definition) -> dict[str, str]:
    return {
        "code": step.code,
        "button": wording.button(step),
        "target_label": wording.state(definition.states[step.target]),
    }


def _person(row: Any) -> dict[str, Any] | None:
    if not row.assignee_name:
        return None
    return {
        "id": row.assignee_id,
        "name": row.assignee_name,
        "title": row.assignee_fullname or row.assignee_name,
        "active": row.assignee_state == model.State.ACTIVE,
    }
