"""The dates of a public dataset, and the reason of an emergency, given afterwards."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.common.schema import validated
from ckanext.opendatalab.workflow.governance import (
    changing,
    describe,
    finding,
    history,
    schema,
    situation,
    step,
    wording,
)
from ckanext.opendatalab.workflow.locking.refusal import speaking


def opendatalab_workflow_explain(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Say why a dataset was withdrawn in an emergency, where nobody did yet.

    :param id: id or name of the dataset
    :param reason: why; it is logged
    :returns: as ``opendatalab_workflow_show``, after it
    :raises ckan.plugins.toolkit.ValidationError: under ``reason`` it is missing, or none is awaited
    """
    package = finding.package(data_dict)
    tk.check_access("opendatalab_workflow_explain", context, data_dict)
    asked = validated(data_dict, schema.explain())
    person = finding.person(context)
    with speaking():
        if not asked["reason"]:
            raise tk.ValidationError({"reason": [wording.refusal("reason_missing")]})
        with changing.locked(package) as instance:
            if instance.reason_due_on is None:
                told = tk._("No emergency withdrawal of this dataset waits for its reason.")
                raise tk.ValidationError({"reason": [told]})
            found = situation.of(package, instance, person.name)
            after = changing.save(found, replace(instance, reason_due_on=None))
            history.write(package, after, person, "workflow_explained", reason=asked["reason"])
        return _now(package, person)


def opendatalab_workflow_dates(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Say when a public dataset is examined again, and when its publication ends.

    :param id: id or name of the dataset
    :param version: the one that you have seen
    :param expires_at: date and time of the end of publication; empty: it has no end (optional)
    :param reexamine_on: day of the next examination (optional)
    :returns: as ``opendatalab_workflow_show``, after it
    :raises ckan.plugins.toolkit.ValidationError: under ``version`` it changed since you opened it;
        a date is over or too far; the dataset is not public
    """
    package = finding.package(data_dict)
    tk.check_access("opendatalab_workflow_dates", context, data_dict)
    asked = validated(data_dict, schema.dates())
    person = finding.person(context)
    # "" is an answer here: the validators leave it out as if nothing was said.
    wanted = dict(asked)
    if "expires_at" in data_dict and not data_dict["expires_at"]:
        wanted["expires_at"] = None
    with speaking():
        with changing.locked(package) as instance:
            changing.compare(instance, asked.get("version"))
            if not instance.public:
                told = tk._("Only a public dataset has these dates.")
                raise tk.ValidationError({"expires_at": [told]})
            after = replace(
                instance,
                expires_at=wanted.get("expires_at", instance.expires_at),
                reexamine_on=wanted.get("reexamine_on") or instance.reexamine_on,
            )
            if after != instance:
                after = replace(after, due_on=step.due_on(after, clock.today()))
                found = situation.of(package, instance, person.name)
                after = changing.save(found, after)
                history.write(
                    package,
                    after,
                    person,
                    "workflow_dates",
                    expires_at=after.expires_at.isoformat() if after.expires_at else "none",
                    reexamine_on=after.reexamine_on,
                )
        return _now(package, person)


def _now(package: model.Package, person: model.User) -> dict[str, Any]:
    """Return where a dataset stands after the commit."""
    return describe.shown(situation.of(package, finding.instance(package.id), person.name))
