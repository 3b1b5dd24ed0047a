"""Who looks after somebody's tasks while she is away.  It gives nobody a right."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import clock, people
from ckanext.opendatalab.common.schema import validated
from ckanext.opendatalab.workflow.governance import finding
from ckanext.opendatalab.workflow.governance.people import shown
from ckanext.opendatalab.workflow.tasks import absence_store, places, schema


@tk.side_effect_free
def opendatalab_absence_show(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any] | None:
    """Say when you are away and who looks after your tasks.

    :param user: somebody else's, for the administrators of the portal (optional)
    :returns: ``user``, ``delegate``, ``from_on``, ``until_on``, ``now`` (whether it counts today);
        ``None``: no absence is known
    """
    tk.check_access("opendatalab_absence_show", context, data_dict)
    return _known(_whose(context, validated(data_dict, schema.absence_of())))


def opendatalab_absence_update(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say when you are away and who looks after your tasks, in place of what you said before.

    She sees your tasks and gets your mails; she makes only the steps that her own roles allow.

    :param delegate: name or id of somebody who has to do with one of your organisations
    :param from_on: the first day, for example 2027-01-15
    :param until_on: the last day, at most a year later
    :param user: somebody else's, for the administrators of the portal (optional)
    :returns: as ``opendatalab_absence_show``
    """
    tk.check_access("opendatalab_absence_update", context, data_dict)
    asked = validated(data_dict, schema.absence())
    who = _whose(context, asked)
    schema.check_days(asked["from_on"], asked["until_on"])
    delegate = _delegate(who, asked["delegate"])
    absence_store.save(who.id, delegate.id, asked["from_on"], asked["until_on"])
    model.Session.commit()
    return _described(who, absence_store.Away(delegate.id, asked["from_on"], asked["until_on"]))


def opendatalab_absence_end(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Forget that you are away: from now on nobody looks after your tasks but you.

    :param user: somebody else's, for the administrators of the portal (optional)
    :returns: ``ended``: whether there was anything to forget
    """
    tk.check_access("opendatalab_absence_end", context, data_dict)
    who = _whose(context, validated(data_dict, schema.absence_of()))
    ended = absence_store.delete(who.id)
    model.Session.commit()
    return {"ended": ended}


def _whose(context: types.Context, asked: dict[str, Any]) -> model.User:
    me = finding.person(context)
    if not asked.get("user"):
        return me
    found = people.user(asked["user"])
    if found is not None and found.id == me.id:
        return me
    if not authz.is_sysadmin(me.name):
        raise tk.NotAuthorized(tk._("You may only say when you are away yourself."))
    if found is None or found.state != model.State.ACTIVE:
        raise tk.ValidationError({"user": [tk._("No account in use has this name.")]})
    return found


def _delegate(who: model.User, reference: str) -> model.User:
    """Return who is to look after somebody's tasks.

    :raises ckan.plugins.toolkit.ValidationError: she cannot, and why
    """
    delegate = people.user(reference)
    if delegate is None or delegate.state != model.State.ACTIVE:
        raise _refused(tk._("No account in use has this name."))
    if delegate.id == who.id:
        raise _refused(tk._("Choose somebody else: you cannot stand in for yourself."))
    found = places.load([who.id, delegate.id])
    if who.id not in found or delegate.id not in found:  # gone at this very moment
        raise _refused(tk._("No account in use has this name."))
    if not found[who.id].shares_with(found[delegate.id]):
        raise _refused(
            tk._(
                "This person has nothing to do with your organizations and would not find your"
                " tasks. Choose somebody who is a member or has a role there."
            )
        )
    return delegate


def _refused(message: str) -> Exception:
    return tk.ValidationError({"delegate": [message]})


def _known(who: model.User) -> dict[str, Any] | None:
    row = absence_store.load(who.id)
    return _described(who, row) if row else None


def _described(who: model.User, row: absence_store.Away) -> dict[str, Any]:
    return {
        "user": shown(who.id),
        "delegate": shown(row.delegate_id),
        "from_on": row.from_on.isoformat(),
        "until_on": row.until_on.isoformat(),
        "now": row.from_on <= clock.today() <= row.until_on,
    }
