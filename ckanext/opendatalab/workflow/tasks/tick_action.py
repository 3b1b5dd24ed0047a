"""What is due on all datasets, done when cron or somebody asks."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import types
from ckan.logic.schema import validator_args
from ckan.types import Schema, Validator

from ckanext.opendatalab.common.schema import validated
from ckanext.opendatalab.workflow.tasks import tick


@validator_args
def _schema(ignore_missing: Validator, boolean_validator: Validator) -> Schema:
    return {"dry_run": [ignore_missing, boolean_validator]}


def opendatalab_tick(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Do what is due: the portal's own steps, reminders, the weekly summary, the index.

    Only sysadmins; ``ckan opendatalab tick`` does the same.  It may be run twice, or twice at once.

    :param dry_run: only say what would be done (optional)
    :returns: ``dry_run``; how many ``steps``, ``awaited`` (people who are awaited from now on),
        ``reminders``, ``indexed``, ``digests``, ``scores``, ``checks`` (of files, asked for now),
        ``checks_given_up`` and ``failed``; ``lines``: at most 1000 of ``what``, ``dataset``,
        ``detail``
    """
    tk.check_access("opendatalab_tick", context, data_dict)
    asked = validated(data_dict, _schema())
    return tick.run(dry_run=bool(asked.get("dry_run"))).to_json()
