"""Reads the log.  No action changes it."""

from __future__ import annotations

import dataclasses
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import log, people, schema


@tk.side_effect_free
def opendatalab_log_list(context: types.Context, data_dict: dict[str, Any]) -> list[dict[str, Any]]:
    """List what was done, the latest first.

    :param organization: id or name of an organisation; only sysadmins may leave it out, and they
        may give the id of one that is gone (optional)
    :param package_id: id of a dataset, which may be gone, or name of one that is not (optional)
    :param kind: what was done, for example ``role_granted`` (optional)
    :param before: only entries older than the one with this ``id``, to read on (optional)
    :param limit: at most 1000; 100 unless you say otherwise (optional)
    :returns: a list of ``id``, ``at``, ``actor_id``, ``actor_name`` (empty: the portal itself),
        ``organization_id``, ``package_id``, ``kind``, ``reason``, ``data``
    """
    tk.check_access("opendatalab_log_list", context, data_dict)
    asked = schema.validated(data_dict, schema.log_list())
    organization = people.organization(asked.get("organization"))
    package = model.Package.get(asked.get("package_id"))
    entries = log.read(
        organization_id=organization.id if organization else asked.get("organization"),
        package_id=package.id if package else asked.get("package_id"),
        kind=asked.get("kind"),
        before=asked.get("before"),
        limit=asked.get("limit") or 100,
    )
    return [{**dataclasses.asdict(entry), "at": entry.at.isoformat()} for entry in entries]
