"""What an organisation's governance would change, before anything is changed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.opendatalab.workflow.adoption import adopting, adopting_store, circuit
from ckanext.opendatalab.workflow.governance import definitions, wording
from ckanext.opendatalab.workflow.store import Adopted

MOST_NAMED = 20
_group: Any = model.Group


def plan(organization: str | None, wanted: Adopted, months: int) -> dict[str, Any]:
    """Return what would be taken in, and what stands in the way of its steps; writes nothing.

    ``problems`` are sentences; none of them keeps anybody from going on.
    """
    counts = adopting_store.counts(organization)
    first, last = adopting.dates(counts.public, months)
    chosen = definitions.named(wanted.definition)
    return {
        **asdict(counts),
        "definition": circuit.described(chosen),
        "months": months,
        "first_reexamination": first.isoformat() if first else None,
        "last_reexamination": last.isoformat() if last else None,
        "missing": _missing(organization, chosen),
        "problems": _problems(organization, wanted),
    }


def letting_go(organization: str | None) -> dict[str, int]:
    """Return how many datasets would no longer be followed; as visible as they are."""
    return adopting_store.governed_counts(organization)


def choices(organization: str | None) -> list[dict[str, Any]]:
    """Return the definitions to choose from, each with the roles that nobody has there."""
    return [
        {**circuit.described(one), "missing": _missing(organization, one)}
        for one in definitions.offered().values()
    ]


def _missing(organization: str | None, definition: Any) -> list[str]:
    return [wording.actor(code) for code in circuit.missing(definition, organization)]


def _problems(organization: str | None, wanted: Adopted) -> list[str]:
    chosen = definitions.named(wanted.definition)
    if organization:
        return _problems_of(organization, wanted)
    # For the whole portal: roles count where they are held, organisation by organisation.
    lacking: dict[str, list[str]] = {}
    for each in _following():
        for code in circuit.missing(chosen, each.id):
            lacking.setdefault(code, []).append(each.name)
    return [
        tk._("Nobody has the role “{role}” in: {list}").format(
            role=wording.actor(code), list=_some(names)
        )
        for code, names in lacking.items()
    ]


def _problems_of(organization: str, wanted: Adopted) -> list[str]:
    chosen = definitions.named(wanted.definition)
    told = [
        tk._("Nobody has the role “{role}”: datasets would wait. Grant it on the page “Roles”.")
        .format(role=label)
        for label in _missing(organization, chosen)
    ]  # fmt: skip
    if not wanted.single_agent and circuit.one_person(chosen, organization):
        told.append(
            tk._(
                "One person alone writes and approves here, and two are asked for. Name a second"
                " one, or choose that one person is enough."
            )
        )
    return told


def _following() -> list[Any]:
    return list(
        model.Session.execute(
            sa.select(_group.id, _group.name)
            .where(
                _group.is_organization.is_(True),
                _group.state == model.State.ACTIVE,
                _group.id.not_in(adopting_store.decided()),
            )
            .order_by(_group.name)
        )
    )


def _some(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" … (+{more})" if more > 0 else "")
