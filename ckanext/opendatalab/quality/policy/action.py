"""What is asked of quality, what a dataset lacks, and who answers for less."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import clock, log, people
from ckanext.opendatalab.quality.policy import describe, judged, schema, store
from ckanext.opendatalab.quality.policy.purge_action import dataset_purge, organization_purge
from ckanext.opendatalab.quality.policy.waiver_action import (
    opendatalab_quality_waiver_create,
    opendatalab_quality_waiver_end,
    opendatalab_quality_waiver_list,
)
from ckanext.opendatalab.quality.running import asking

__all__ = [
    "dataset_purge",
    "opendatalab_quality_findings",
    "opendatalab_quality_policy_show",
    "opendatalab_quality_policy_update",
    "opendatalab_quality_waiver_create",
    "opendatalab_quality_waiver_end",
    "opendatalab_quality_waiver_list",
    "organization_purge",
]


@tk.side_effect_free
def opendatalab_quality_policy_show(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Return what is asked of the quality of an organisation's datasets before publication.

    :param organization: id or name; without one, what counts for those that did not decide
        (optional)
    :returns: ``organization_id``, ``mode`` (off, warn, block) with ``label`` and ``explanation``,
        ``minimum_score``, ``mandatory`` (ids of criteria), ``tolerated`` (codes of faults and names
        of checks that do not count), ``own`` (which of these it decided itself), ``mails_since``
        (since when people are written to about late datasets)
    """
    organization = _organization(data_dict)
    tk.check_access("opendatalab_quality_policy_show", context, data_dict)
    return describe.policy(store.of(organization and organization.id), organization)


def opendatalab_quality_policy_update(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Decide what is asked of quality before publication; what is absent stays as it was.

    :param organization: id or name; without one, what counts for those that did not decide; only
        sysadmins (optional)
    :param mode: off, warn or block; empty: as the whole portal (optional)
    :param minimum_score: 0 to 100; empty: as the whole portal (optional)
    :param mandatory: list of ids of criteria; null: as the whole portal (optional)
    :param tolerated: list of codes of faults and names of checks that do not count; null: as the
        whole portal (optional)
    :returns: the policy, as ``opendatalab_quality_policy_show`` does, and ``changed``
    """
    organization = _organization(data_dict)
    tk.check_access("opendatalab_quality_policy_update", context, data_dict)
    asked = schema.update(data_dict)
    organization_id = organization.id if organization else None
    actor = people.user(context.get("user"))
    store.lock(organization_id or store.WHOLE_PORTAL)
    before = store.of(organization_id)
    changed = {name: value for name, value in asked.items() if _differs(before, name, value)}
    if changed:
        store.save(organization_id, actor.id if actor else None, changed)
        log.write(
            actor,
            "quality_policy_changed",
            organization_id,
            changed={name: _kept(value) for name, value in changed.items()},
            before={name: _kept(getattr(before, name)) for name in changed},
        )
    model.Session.commit()
    after = describe.policy(store.of(organization_id), organization)
    return {**after, "changed": bool(changed)}


@tk.side_effect_free
def opendatalab_quality_findings(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Say what is to be settled of a dataset's quality, whether it holds a publication back or not.

    :param id: id or name of the dataset
    :returns: ``mode``, ``minimum_score``, ``waiver`` (the exception that counts today, as
        ``opendatalab_quality_waiver_list`` gives it, or ``None``), ``findings``: a list, what holds
        back first, of ``code``, ``key`` (the criterion or the file), ``message``, ``page``,
        ``blocks``
    """
    package = asking.package(data_dict)
    if package is None:
        raise tk.ObjectNotFound(tk._("Dataset not found"))
    tk.check_access("opendatalab_quality_findings", context, data_dict)
    found = judged.look(package)
    return {
        "mode": found.policy.mode,
        "minimum_score": found.policy.minimum_score,
        "waiver": describe.waiver(found.waiver, found.waiver.runs(clock.today()))
        if found.waiver
        else None,
        "findings": describe.findings(package, found),
    }


def _organization(data_dict: dict[str, Any]) -> model.Group | None:
    wanted = schema.organization(data_dict)
    if wanted is None:
        return None
    found = people.organization(wanted)
    if found is None:
        raise tk.ObjectNotFound(tk._("Organization not found"))
    return found


def _differs(before: store.Policy, name: str, value: Any) -> bool:
    if value is None:
        return name in before.own
    return name not in before.own or getattr(before, name) != value


def _kept(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value
