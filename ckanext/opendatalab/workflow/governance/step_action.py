"""Where a dataset stands, and the steps that people make."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common.schema import validated
from ckanext.opendatalab.workflow.engine import machine
from ckanext.opendatalab.workflow.engine.facts import Refusal
from ckanext.opendatalab.workflow.governance import (
    describe,
    finding,
    schema,
    situation,
    step,
    store,
    wording,
)
from ckanext.opendatalab.workflow.governance.situation import Situation
from ckanext.opendatalab.workflow.locking.refusal import speaking


@tk.side_effect_free
def opendatalab_workflow_show(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say where a dataset stands, who is awaited and what you may do now.

    :param id: id or name of the dataset
    :returns: ``dataset``, ``definition``, ``state`` (``code``, ``kind``, ``label``, ``badge``,
        ``badge_label``, ``public``), ``version`` (to give back with a step), ``entered_at``,
        ``due_on``, ``overdue``, ``publish_at``, ``expires_at``, ``reexamine_on``,
        ``reason_due_on``, ``adopted_at``; ``awaited`` (``None`` or ``transition``, ``text``,
        ``actors``, ``people``, ``since``, ``unmet``), ``assignee``, ``submitted_by``; ``options``:
        each step from here with ``allowed``, ``override`` (a sysadmin may, with a reason),
        ``reason`` (none, optional, required, afterwards), ``date`` (none, optional, required),
        ``roles`` (who may instead) and ``unmet``; ``checklist`` (``guard``, ``label``, ``met``,
        ``messages``, ``asks``); ``path`` (``code``, ``label``, ``place``: done, current, ahead);
        ``rights`` (``works``, ``assign``, ``dates``, ``explain``)
    :raises ckan.plugins.toolkit.ObjectNotFound: no such dataset, or it follows no workflow
    """
    package = finding.package(data_dict)
    tk.check_access("opendatalab_workflow_show", context, data_dict)
    with speaking():
        found = situation.of(package, finding.instance(package.id), context.get("user"))
        return describe.shown(found)


def opendatalab_workflow_transition(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Make a step: submit, approve, return, publish, withdraw …

    Nobody makes it for the portal: ``ignore_auth`` changes nothing of who may.

    :param id: id or name of the dataset
    :param transition: its code, one of the ``options`` of ``opendatalab_workflow_show``
    :param version: the one that you have seen; not needed in an emergency
    :param reason: why; it is logged (required by some steps, and for a sysadmin's override)
    :param message: what you write to the others (optional)
    :param publish_at: date and time of publication, where the step takes one
    :returns: as ``opendatalab_workflow_show``, after it
    :raises ckan.plugins.toolkit.ValidationError: under ``version`` it changed since you opened it;
        under ``transition``, ``reason`` or ``publish_at`` what is missing
    """
    package = finding.package(data_dict)
    tk.check_access("opendatalab_workflow_transition", context, data_dict)
    asked = validated(data_dict, schema.transition())
    actor = finding.person(context)
    package_id = package.id
    with speaking():
        try:
            instance = finding.governed(store.lock(package_id, whole=True))
            model.Session.refresh(package)
            if package.state == model.State.DELETED:
                raise tk.ObjectNotFound(tk._("Dataset not found"))
            found = situation.of(package, instance, actor.name)
            decision = machine.decide(
                instance.definition,
                found.facts,
                asked["transition"],
                asked.get("reason") or "",
                asked.get("version"),
                with_date=bool(asked.get("publish_at")),
            )
            if isinstance(decision, Refusal):
                raise _refused(decision, found)
        except Exception:
            model.Session.rollback()
            raise
        step.make(found, decision, actor, asked.get("message") or "", asked.get("publish_at"))
        return _after(package_id, actor.name)


def _after(package_id: str, user: str) -> dict[str, Any]:
    package = model.Package.get(package_id)
    instance = store.load(package_id)
    if package is None or instance is None:  # purged at this very moment
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    return describe.shown(situation.of(package, instance, user))


def _refused(refusal: Refusal, found: Situation) -> Exception:
    told = wording.refusal(refusal.code, refusal.roles)
    if refusal.code == "role":
        return tk.NotAuthorized(told)
    field = {
        "stale": "version",
        "reason_missing": "reason",
        "date_missing": "publish_at",
        "date_not_asked": "publish_at",
    }.get(refusal.code, "transition")
    details = [
        one["message"] for each in describe.unmet(refusal.unmet, found) for one in each["messages"]
    ]
    said = [told, *details] if refusal.code == "unmet" else [told]
    return tk.ValidationError({field: said}, {field: " ".join(said)})
