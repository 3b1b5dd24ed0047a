"""What happened to a dataset on its way, in words."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common.schema import validated
from ckanext.opendatalab.workflow.governance import finding, history, schema, timeline
from ckanext.opendatalab.workflow.locking.refusal import speaking

ENTRIES = 100


@tk.side_effect_free
def opendatalab_workflow_history(
    context: types.Context, data_dict: dict[str, Any]
) -> list[dict[str, Any]]:
    """List what happened to a dataset on its way, the latest first.

    :param id: id or name of the dataset
    :param before: only what is older than the entry with this ``id``, to read on (optional)
    :param limit: at most 1000; 100 unless you say otherwise (optional)
    :returns: a list of ``id``, ``at``, ``kind``, ``label``, ``transition``, ``actor`` (name; empty:
        the portal itself), ``actor_title``, ``role``, ``role_label``, ``from_label``,
        ``to_label``, ``reason``, ``message``, ``details`` (pairs of a label and a text),
        ``version``, ``definition``, ``fingerprint``
    :raises ckan.plugins.toolkit.ObjectNotFound: no such dataset, or it follows no workflow
    """
    package = finding.package(data_dict)
    tk.check_access("opendatalab_workflow_history", context, data_dict)
    finding.instance(package.id)
    asked = validated(data_dict, schema.history())
    entries = history.read(package.id, asked.get("before"), asked.get("limit") or ENTRIES)
    with speaking():
        return timeline.told(entries, package.type)
