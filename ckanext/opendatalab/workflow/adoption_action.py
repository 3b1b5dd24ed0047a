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
from ckanext.opendatalab.workflow import adoption, adoption_rules, refusal, schema, store


@tk.side_effect_free
def opendatalab_adoption_show(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say how strictly the publications of an organisation are checked.

    :param organization: id or name of the organisation; without it, what holds for those that
        decided nothing themselves (optional)
    :returns: ``mode`` (``off``, ``warn`` or ``block``), ``label`` and ``explanation`` in the
        reader's language, ``own`` (whether it was decided for this organisation), ``since``,
        ``changed_by`` (a title), ``organization_id``, ``organization_name``, ``organization_title``
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
    :param mode: ``off``, ``warn`` or ``block``
    :param limit: how many datasets to examine, at most 1000 (optional, 200)
    :returns: ``mode``, ``current``, ``refused`` (a sentence if you may not set it, else ``None``),
        ``public`` and ``private`` (how many datasets with files there are), ``examined``,
        ``public_to_settle`` (they stay public and are flagged), ``private_to_settle`` (in mode
        ``block`` they cannot be published yet), ``datasets`` (at most 200 of those to settle:
        ``id``, ``name``, ``title``, ``private``, ``blockers``, ``messages``, ``page``)
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
    return {
        "mode": asked["mode"],
        "current": current.mode,
        "refused": adoption.why_refused(refused) if refused else None,
        **dataclasses.asdict(plan),
    }


def opendatalab_adoption_update(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Set how strictly the publications of an organisation are checked.

    :param organization: id or name of the organisation; without it, what holds for those that
        decide nothing themselves, which only sysadmins set (optional)
    :param mode: ``off``, ``warn`` or ``block``.  Administrators of the organisation go from
        ``off`` to ``warn`` to ``block``; only sysadmins go back, with a reason
    :param reason: why; needed to have less checked (optional)
    :returns: as ``opendatalab_adoption_show``, and ``changed``
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
    changed = not current.own or current.mode != asked["mode"]
    if changed:
        actor = people.user(context.get("user"))
        store.save(key, asked["mode"], actor.id if actor else None)
        log.write(
            actor,
            "adoption_changed",
            key,
            reason=asked.get("reason"),
            **{"from": current.mode, "to": asked["mode"], "whole_portal": key is None},
        )
    model.Session.commit()
    return {**adoption.shown(organization, store.adopted([key])[key]), "changed": changed}


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
