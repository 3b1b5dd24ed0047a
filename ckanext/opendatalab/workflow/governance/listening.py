"""Moves a dataset on when what it waits for was settled elsewhere: nobody clicks a second time.

CKAN tells of every action that succeeded.  Those that may settle something are listened to; what
goes wrong here is logged, and left to ``tick``: it is nothing to whoever called the action.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.workflow.engine.definition import GUARDS
from ckanext.opendatalab.workflow.governance import finding, marker, situation, step, store
from ckanext.opendatalab.workflow.governance.instance import Instance
from ckanext.opendatalab.workflow.locking.refusal import speaking

log = logging.getLogger(__name__)

# ``package_patch``, ``package_revise``, ``resource_*`` and the forms all end in ``package_update``.
ACTIONS = (
    "package_update",
    "package_owner_org_update",
    "opendatalab_information_validate",
    "opendatalab_information_withdraw",
    "opendatalab_legal_answer",
    "opendatalab_legal_attest",
    "opendatalab_legal_duplicate",
    "opendatalab_legal_give_opinion",
    "opendatalab_legal_prove",
    "opendatalab_legal_reconfirm",
    "opendatalab_legal_reopen",
    "opendatalab_legal_use_template",
    "opendatalab_legal_validate",
)


def signals() -> types.SignalMapping:
    """Return what CKAN is to tell this module, for ``ISignal``."""
    # By the function itself: CKAN would forget a nameless one.
    each = [{"sender": action, "receiver": settled} for action in ACTIONS]
    return {tk.signals.action_succeeded: each}


def settled(action: str, **told: Any) -> None:
    """Make the steps that the portal makes by itself on the datasets of an action."""
    context = told.get("context") or {}
    if context.get("defer_commit"):
        return  # a part of another action, which is told of as well
    try:
        for package_id in dict.fromkeys(_concerned(told.get("data_dict"), told.get("result"))):
            _advance(package_id)
    except Exception:  # noqa: BLE001 - whatever it is, the action has succeeded
        model.Session.rollback()
        log.exception("What follows %s by itself is left to tick", action)


def _advance(package_id: str) -> None:
    if marker.is_moving(package_id):
        return
    instance = store.load(package_id)
    if instance is None or not _may_change(instance):
        return
    try:
        with speaking():
            step.advance(package_id)
    except Exception:  # noqa: BLE001 - the other datasets go on
        model.Session.rollback()
        log.exception("What follows by itself on dataset %s is left to tick", package_id)


def _may_change(instance: Instance) -> bool:
    """Return whether it matters here that something was settled: asking everybody takes a while.

    It does where the portal makes a step by itself, and where somebody else is awaited then.
    """
    leaving = instance.definition.leaving(instance.state.code)
    if any(one.automatic and not one.timed for one in leaving):
        return True
    next_one = instance.awaited
    if next_one is None or (instance.public and not situation.is_due(instance)):
        return False
    asked = {GUARDS[code].asks for code in next_one.guards} - {""}
    return bool(asked) and asked != set(next_one.by)


def _concerned(data_dict: Any, result: Any) -> Iterator[str]:
    """Give the ids of the datasets that an action was about."""
    given = data_dict if isinstance(data_dict, dict) else {}
    several = given.get("ids")
    if isinstance(several, list):
        references = [one for one in several if isinstance(one, str)]
    else:
        answered = result if isinstance(result, dict) else {}
        references = [given.get("id") or given.get("name") or answered.get("id")]
    for reference in references:
        found = finding.find(reference)
        if found is not None:
            yield found.id
