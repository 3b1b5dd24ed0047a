"""What waits for somebody: analyses to validate or to confirm, opinions to give."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.legal import change, wording
from ckanext.opendatalab.legal.assessment import Assessment
from ckanext.opendatalab.legal.organization import (
    find,
    information_store,
    row,
    scopes,
    standing_store,
)
from ckanext.opendatalab.legal.organization.standing_store import Scope

MOST_SHOWN = 100
# Whether a validation still holds takes a look at the files of its dataset.
MOST_LOOKED_AT = 500


@dataclass
class Queue:
    """Three lists; ``truncated``: there is more than was looked at."""

    to_validate: list[Assessment] = field(default_factory=list)
    to_reconfirm: list[Assessment] = field(default_factory=list)
    opinions: list[Assessment] = field(default_factory=list)
    truncated: bool = False


@tk.side_effect_free
def opendatalab_legal_queue(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """List what waits for the caller, over all the organisations where she has a legal role.

    Nobody's queue but her own: there is no parameter.

    :returns: ``decides`` (whether she validates or gives opinions anywhere), ``to_validate``,
        ``to_reconfirm`` (lapsed only by new rules), ``opinions``, each a list of ``id``, ``name``,
        ``title``, ``organization``, ``state_label``, ``verdict``; ``information``: entries of
        directories of public information to validate (``name``, ``title``, ``organization``);
        ``truncated``: whether there may be more.  At most 100 of each.
    """
    tk.check_access("opendatalab_legal_queue", context, data_dict)
    user = change.actor(context)
    signs, gives = scopes.signature(user), scopes.opinion(user)
    queue = _queue(signs, gives)
    information = (
        [] if signs.nothing else information_store.waiting(signs.condition(), limit=MOST_SHOWN + 1)
    )
    lists = (queue.to_validate, queue.to_reconfirm, queue.opinions, information)
    organizations = _organizations(
        [one.package for each in lists[:3] for one in each]
        + [package for _, package in information]
    )
    return {
        "decides": not (signs.nothing and gives.nothing),
        "to_validate": [_line(one, organizations) for one in queue.to_validate[:MOST_SHOWN]],
        "to_reconfirm": [_line(one, organizations) for one in queue.to_reconfirm[:MOST_SHOWN]],
        "opinions": [_line(one, organizations) for one in queue.opinions[:MOST_SHOWN]],
        "information": [
            {
                "name": package.name,
                "title": title,
                "organization": organizations.get(package.owner_org or ""),
            }
            for title, package in information[:MOST_SHOWN]
        ],
        "truncated": queue.truncated or any(len(each) > MOST_SHOWN for each in lists),
    }


def _queue(signs: Scope, gives: Scope) -> Queue:
    queue = Queue()
    store = standing_store
    first = store.oldest(signs, store.NOT_VALIDATED, store.COMPLETE, most=MOST_SHOWN + 1)
    again = store.oldest(signs, store.VALIDATED, most=MOST_LOOKED_AT)
    queue.to_validate += [one for one in first if one.state == "waiting"]
    for one in again:
        if row.reconfirmable(one):
            queue.to_reconfirm.append(one)
        elif one.state == "lapsed" and (not one.current.open_questions or not one.package.private):
            # What is public and does not hold any more concerns her even before it is answered.
            queue.to_validate.append(one)
    complete = store.oldest(gives, store.COMPLETE, most=MOST_LOOKED_AT)
    queue.opinions += [one for one in complete if _wants_opinion(one)]
    queue.truncated = MOST_LOOKED_AT in (len(again), len(complete))
    return queue


def _wants_opinion(one: Assessment) -> bool:
    """Return whether an opinion is mandatory, and missing or on other answers than today's."""
    signed, given = one.file.validation, one.file.opinion
    if not (one.current.dpo_mandatory or (signed and signed.dpo_mandatory)):
        return False
    return given is None or given.fingerprint != one.current.fingerprint


def _line(one: Assessment, organizations: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {
        "id": one.package.id,
        "name": one.package.name,
        "title": one.package.title or one.package.name,
        "organization": organizations.get(one.package.owner_org or ""),
        "state": one.state,
        "state_label": wording.state(one.state),
        "verdict": row.verdict(one),
    }


def _organizations(packages: list[model.Package]) -> dict[str, dict[str, str]]:
    ids = {package.owner_org for package in packages}
    if not ids:
        return {}
    found = model.Session.query(model.Group).filter(model.Group.id.in_(ids))
    return {one.id: find.short(one) for one in found}
