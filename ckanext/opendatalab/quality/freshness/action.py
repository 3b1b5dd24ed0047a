"""Lists late datasets, and has whoever answers for them written to."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types
from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator

from ckanext.opendatalab.common import adoption, clock, language, log, outbox, people, tables
from ckanext.opendatalab.common.schema import name, up_to, validated
from ckanext.opendatalab.fields import vocabulary
from ckanext.opendatalab.quality.freshness import late, notify
from ckanext.opendatalab.quality.freshness.notify import Pile
from ckanext.opendatalab.quality.freshness.rules import Late
from ckanext.opendatalab.quality.policy import store

__all__ = [
    "opendatalab_quality_late_list",
    "opendatalab_quality_late_mail",
    "opendatalab_quality_late_preview",
    "opendatalab_quality_late_switch",
]

MOST_LISTED = 500
LISTED = 100
# The last day on which everybody was written to.
_DONE = "ckanext.opendatalab.late_mails_done"


@validator_args
def _list(ignore_empty: Validator, natural_number_validator: Validator) -> Schema:
    return {
        "organization": [ignore_empty, name],
        "limit": [ignore_empty, up_to(MOST_LISTED)],
        "offset": [ignore_empty, natural_number_validator],
    }


@validator_args
def _one(not_empty: Validator) -> Schema:
    return {"organization": [not_empty, name]}


@validator_args
def _switch(not_empty: Validator, ignore_empty: Validator, boolean_validator: Validator) -> Schema:
    return {
        "organization": [not_empty, name],
        "on": [not_empty, boolean_validator],
        "seen": [ignore_empty, name],
    }


@validator_args
def _mail(ignore_missing: Validator, boolean_validator: Validator) -> Schema:
    return {"dry_run": [ignore_missing, boolean_validator]}


@tk.side_effect_free
def opendatalab_quality_late_list(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """List the public datasets whose update is expected or late, the longest late first.

    :param organization: id or name; without one, of the whole portal (optional)
    :param limit: at most 500; 100 unless you say otherwise (optional)
    :param offset: how many to leave out (optional)
    :returns: ``count``; ``examined`` of ``total`` datasets that announce a frequency; ``datasets``:
        a list of ``id``, ``name``, ``title``, ``frequency_label``, ``updated``, ``expected``,
        ``days`` (since then), ``late`` (well past it), ``harvested``
    """
    asked = validated(data_dict, _list())
    organization = _organization(asked.get("organization")) if asked.get("organization") else None
    tk.check_access("opendatalab_quality_late_list", context, data_dict)
    found = late.find(organization.id if organization else None)
    offset = asked.get("offset") or 0
    shown = found.late[offset : offset + (asked.get("limit") or LISTED)]
    return {
        "count": len(found.late),
        "examined": found.examined,
        "total": found.total,
        "datasets": [_line(one) for one in shown],
    }


@tk.side_effect_free
def opendatalab_quality_late_preview(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Say who would be written to about late datasets of an organisation; nothing is sent.

    :param organization: id or name
    :returns: ``since`` (when the mails were switched on, or ``None``), ``adopted`` (whether mails
        are sent at all for this organisation), ``mails``: a list of ``person`` and
        ``datasets``; ``seen``: what switches the mails on for this very list
    """
    organization = _organization(data_dict.get("organization"))
    tk.check_access("opendatalab_quality_late_preview", context, data_dict)
    validated(data_dict, _one())
    since = store.of(organization.id).mails_since
    mails = notify.piles(organization)
    return {
        "since": since.isoformat() if since else None,
        "adopted": bool(adoption.adopted([organization.id])),
        "mails": [
            {
                "person": pile.person.fullname or pile.person.name,
                "datasets": [_line(one) for one in pile.late],
            }
            for pile in mails
        ],
        "seen": _seen(mails),
    }


def opendatalab_quality_late_switch(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Have people written to about late datasets from now on, or no longer.

    :param organization: id or name
    :param on: true or false
    :param seen: what ``opendatalab_quality_late_preview`` gave: nobody is written to whom nobody
        has seen in the list; not needed to switch the mails off
    :returns: ``since``, and ``changed``
    """
    organization = _organization(data_dict.get("organization"))
    tk.check_access("opendatalab_quality_late_switch", context, data_dict)
    asked = validated(data_dict, _switch())
    store.lock(organization.id)
    before = store.of(organization.id).mails_since
    if asked["on"] and before is None:
        _check_seen(organization, asked.get("seen"))
    after = (before or clock.now()) if asked["on"] else None
    changed = after != before
    if changed:
        actor = people.user(context.get("user"))
        store.save(organization.id, actor.id if actor else None, {"mails_since": after})
        log.write(actor, "quality_policy_changed", organization.id, changed={"mails": asked["on"]})
    model.Session.commit()
    if changed and asked["on"]:
        model.set_system_info(_DONE, "")  # for whoever comes next, today still
    return {"since": after.isoformat() if after else None, "changed": changed}


def opendatalab_quality_late_mail(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Write to whoever answers for late datasets, once a day; only sysadmins.

    Only for organisations that were adopted and switched the mails on, once for each dataset and
    each date, never about harvested datasets, never to an address of a record.  ``ckan opendatalab
    tick`` does it.  It may be run twice, or twice at once.

    :param dry_run: only say who would be written to (optional)
    :returns: ``mails``: a list of ``organization`` (its name), ``person`` (her name), ``datasets``
        (their names)
    """
    tk.check_access("opendatalab_quality_late_mail", context, data_dict)
    dry_run = bool(validated(data_dict, _mail()).get("dry_run"))
    today = clock.today().isoformat()
    if not tables.ready() or (not dry_run and model.get_system_info(_DONE) == today):
        return {"mails": []}
    switched_on = store.mailing()
    adopted = adoption.adopted(switched_on) if switched_on else set()
    mails: list[dict[str, Any]] = []
    complete = True
    for organization_id in switched_on:
        organization = model.Group.get(organization_id)
        if organization_id not in adopted or organization is None:
            continue
        if organization.state != model.State.ACTIVE:
            continue
        found = notify.piles(organization) if dry_run else notify.write(organization)
        if not dry_run:
            model.Session.commit()
        complete = complete and sum(len(one.late) for one in found) < notify.MOST_AT_ONCE
        mails += [
            {
                "organization": organization.name,
                "person": pile.person.name,
                "datasets": [one.name for one in pile.late],
            }
            for pile in found
        ]
    if not dry_run:
        if complete:
            model.set_system_info(_DONE, today)
        if mails:
            outbox.kick()
    return {"mails": mails}


def _organization(wanted: Any) -> model.Group:
    found = people.organization(wanted)
    if found is None:
        raise tk.ObjectNotFound(tk._("Organization not found"))
    return found


def _check_seen(organization: model.Group, seen: str | None) -> None:
    if not adoption.adopted([organization.id]):
        told = tk._(
            "Mails are sent only where something is checked before publication: choose that on the"
            " page “Checks before publication” first."
        )
        raise tk.ValidationError({"on": [told]})
    if seen != _seen(notify.piles(organization)):
        told = tk._("Look at the list of those who would be written to first: it has changed.")
        raise tk.ValidationError({"seen": [told]})


def _seen(mails: list[Pile]) -> str:
    listed = sorted((pile.person.id, one.event) for pile in mails for one in pile.late)
    return hashlib.sha256(repr(listed).encode()).hexdigest()[:16]


def _line(one: Late) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "title": one.title,
        "frequency_label": vocabulary.get("frequency").label(one.frequency, language.reader()),
        "updated": _text(one.updated),
        "expected": _text(one.expected),
        "days": one.days,
        "late": one.late,
        "harvested": one.harvested,
    }


def _text(day: date) -> str:
    return day.isoformat()
