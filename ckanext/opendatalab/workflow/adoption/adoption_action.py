"""Shows, tries out and changes how strictly an organisation's publications are checked."""

from __future__ import annotations

import dataclasses
from typing import Any

import ckan.authz as authz
import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import log, people, tables
from ckanext.opendatalab.common.schema import validated
from ckanext.opendatalab.workflow import store
from ckanext.opendatalab.workflow.adoption import (
    adopting,
    adoption,
    adoption_rules,
    governing_plan,
    schema,
)
from ckanext.opendatalab.workflow.locking import refusal

_SETTINGS = ("definition", "editing", "single_agent", "objection_days")


@tk.side_effect_free
def opendatalab_adoption_show(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say how strictly the publications of an organisation are checked.

    :param organization: id or name of the organisation; without it, what holds for those that
        decided nothing themselves (optional)
    :returns: ``mode`` (``off``, ``warn``, ``block`` or ``govern``), ``label`` and ``explanation``
        in the reader's language, ``own`` (whether it was decided for this organisation), ``since``,
        ``changed_by`` (a title), ``organization_id``, ``organization_name``,
        ``organization_title``; ``governed``, and how: ``definition``, ``editing``,
        ``single_agent``, ``objection_days``
    """
    tk.check_access("opendatalab_adoption_show", context, data_dict)
    asked = validated(data_dict, schema.adoption_show())
    organization = _organization(asked)
    key = organization.id if organization else None
    found = store.adopted([key])[key] if tables.ready() else store.Adopted()
    return adoption.shown(organization, found)


@tk.side_effect_free
def opendatalab_adoption_plan(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say what a mode would change; a dry run, which writes nothing.

    :param organization: id or name of the organisation; without it, the whole portal (optional)
    :param mode: ``off``, ``warn``, ``block`` or ``govern``
    :param limit: how many datasets to examine, at most 1000 (optional, 200)
    :param definition: and the other settings, as for ``opendatalab_adoption_update`` (optional)
    :returns: ``mode``, ``current``, ``refused`` (a sentence if you may not set it, else ``None``),
        ``public`` and ``private`` (how many datasets with files there are), ``examined``,
        ``public_to_settle`` (they stay public and are flagged), ``private_to_settle`` (in mode
        ``block`` they cannot be published yet), ``datasets`` (at most 200 of those to settle:
        ``id``, ``name``, ``title``, ``private``, ``blockers``, ``messages``, ``page``); for
        ``govern`` also ``governance``: how many datasets are ``public`` (they stay so), ``private``
        (they start), ``harvested`` and ``exempt`` (left out), ``governed`` already;
        ``first_reexamination`` and ``last_reexamination``, ``definition``, ``months``, ``missing``
        (roles that nobody has) and ``problems`` (sentences); and ``choices``, the definitions to
        choose from.  Where governance would end: ``let_go``, how many are ``public`` and
        ``private``; they stay so
    """
    tk.check_access("opendatalab_adoption_plan", context, data_dict)
    asked = validated(data_dict, schema.adoption_plan())
    organization = _organization(asked)
    key = organization.id if organization else None
    current = store.adopted([key])[key] if tables.ready() else store.Adopted()
    # A reason can still be written: that is no obstacle for a plan.
    refused = _refusal(context, key, current, {**asked, "reason": "-"})
    with refusal.speaking():
        plan = adoption.plan(key, asked.get("limit") or adoption.MOST_LISTED)
        found = {
            "mode": asked["mode"],
            "current": current.mode,
            "refused": adoption.why_refused(refused) if refused else None,
            **dataclasses.asdict(plan),
        }
        if not tables.ready():
            return found
        if asked["mode"] == adoption_rules.GOVERN:
            wanted = _wanted(current, asked)
            months = asked.get("months") or adopting.MONTHS
            found["governance"] = governing_plan.plan(key, wanted, months)
            found["choices"] = governing_plan.choices(key)
        elif current.governed:
            found["let_go"] = governing_plan.letting_go(key)
    return found


def opendatalab_adoption_update(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Set how strictly the publications of an organisation are checked.

    :param organization: id or name of the organisation; without it, what holds for those that
        decide nothing themselves, which only sysadmins set (optional)
    :param mode: ``off``, ``warn``, ``block`` or ``govern``.  Administrators of the organisation
        go from ``off`` to ``warn`` to ``block``, and to ``govern`` from any; only sysadmins go
        back, with a reason
    :param reason: why; needed to have less checked (optional)
    :param definition: code of the circuit that new datasets follow, for ``govern`` (optional)
    :param editing: how what is published is edited: ``direct`` or ``locked`` (optional)
    :param single_agent: whether one person may write and approve, for the smallest organisations;
        where two are asked for already, only sysadmins allow it, with a reason (optional)
    :param objection_days: days for objections, 0 to 60; ``""``: as the circuit has it (optional)
    :param months: over how many months what is public already is examined again (optional, 12)
    :returns: as ``opendatalab_adoption_show``, and ``changed``, ``taken`` (how many datasets now
        follow the circuit: ``public``, ``private``, ``first`` and ``last`` re-examination) and
        ``released`` (how many do no longer).  What a setting was for datasets on their way stays
    """
    tk.check_access("opendatalab_adoption_update", context, data_dict)
    asked = validated(data_dict, schema.adoption_update())
    organization = _organization(asked)
    key = organization.id if organization else None
    if not tables.ready():
        raise tk.ValidationError({"mode": [_not_migrated()]})
    current = store.locked(key)
    refused = _refusal(context, key, current, asked)
    if refused:
        model.Session.rollback()
        field = adoption.mode_field(refused)
        raise tk.ValidationError({field: [adoption.why_refused(refused)]})
    actor = people.user(context.get("user"))
    taken, released = adopting.Taken(), 0
    try:
        changed = _save(key, current, asked, actor)
        if asked["mode"] == adoption_rules.GOVERN:
            months = asked.get("months") or adopting.MONTHS
            taken = adopting.take(key, _wanted(current, asked), actor, months)
        elif current.governed:
            released = adopting.release(key, actor, f"mode_{asked['mode']}")
        model.Session.commit()
    except Exception:
        model.Session.rollback()
        raise
    adopting.show(taken.number)
    return {
        **adoption.shown(organization, store.adopted([key])[key]),
        "changed": changed,
        "taken": _told(taken),
        "released": released,
    }


def _save(
    organization_id: str | None,
    current: store.Adopted,
    asked: dict[str, Any],
    actor: model.User | None,
) -> bool:
    """Write and log what was decided; return whether it is anything new."""
    wanted = _wanted(current, asked)
    before, after = _settings(current), _settings(wanted)
    if current.own and current.mode == asked["mode"] and before == after:
        return False
    governs = asked["mode"] == adoption_rules.GOVERN
    by = actor.id if actor else None
    store.save(organization_id, asked["mode"], by, **(after if governs else {}))
    told = {"from": current.mode, "to": asked["mode"], "whole_portal": organization_id is None}
    if governs:
        told["settings"] = after
    log.write(actor, "adoption_changed", organization_id, reason=asked.get("reason"), **told)
    return True


def _wanted(current: store.Adopted, asked: dict[str, Any]) -> store.Adopted:
    """Return how an organisation would be governed; what nobody asked for stays as it is."""
    if asked["mode"] != adoption_rules.GOVERN:
        return dataclasses.replace(current, mode=asked["mode"])
    given = {name: asked[name] for name in _SETTINGS if name in asked}
    return dataclasses.replace(current, mode=asked["mode"], **given)


def _settings(adopted: store.Adopted) -> dict[str, Any]:
    return {name: getattr(adopted, name) for name in _SETTINGS}


def _told(taken: adopting.Taken) -> dict[str, Any]:
    return {
        "public": taken.public,
        "private": taken.private,
        "first": taken.first.isoformat() if taken.first else None,
        "last": taken.last.isoformat() if taken.last else None,
    }


def _refusal(
    context: types.Context, organization_id: str | None, current: store.Adopted, asked: Any
) -> adoption_rules.Refusal | None:
    user = context.get("user")
    portal_itself = bool(context.get("ignore_auth"))
    return adoption_rules.refusal(
        adoption_rules.Change(
            current=current.mode,
            wanted=asked["mode"],
            by_sysadmin=portal_itself or authz.is_sysadmin(user),
            by_administrator=bool(organization_id) and people.administers(user, organization_id),
            whole_portal=organization_id is None,
            has_reason=bool(asked.get("reason")),
            empty_portal=store.no_dataset_at_all(),
            alone=current.governed
            and _wanted(current, asked).single_agent
            and not current.single_agent,
        )
    )


def _organization(asked: dict[str, Any]) -> model.Group | None:
    if not asked.get("organization"):
        return None
    found = people.organization(asked["organization"])
    if found is None:
        raise tk.ObjectNotFound(tk._("Organization not found"))
    return found


def _not_migrated() -> str:
    return tk._("The database of the portal is not up to date: tell its administrators.")
