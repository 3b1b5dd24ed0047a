"""Checks, and repairs if asked to, that everything agrees about every governed dataset."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import people, tables
from ckanext.opendatalab.common.schema import validated
from ckanext.opendatalab.workflow.adoption import schema
from ckanext.opendatalab.workflow.upkeep import check, check_rules, check_store

MOST_LISTED = 1_000


def opendatalab_workflow_check(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Check that state, visibility, status, log and index of every governed dataset agree.

    Only sysadmins.  What is repaired is closed, started or indexed again; nothing becomes public.

    :param repair: whether to repair what is found (optional)
    :returns: ``governed`` (how many datasets were compared), ``found`` and ``left`` (how many
        problems there were, and are), ``counts`` by kind, and ``problems``: at most 1000 of
        ``kind``, ``id``, ``name``, ``message``, ``repaired``
    """
    tk.check_access("opendatalab_workflow_check", context, data_dict)
    asked = validated(data_dict, schema.check())
    if not tables.ready():
        told = tk._("The database of the portal is not up to date: tell its administrators.")
        raise tk.ValidationError({"repair": [told]})
    problems = list(check.find())
    if asked.get("repair"):
        problems = list(check.repair(problems, people.user(context.get("user"))))
    problems.sort(key=lambda one: (check_rules.KINDS.index(one.kind), one.name))
    counts: dict[str, int] = {}
    for one in problems:
        counts[one.kind] = counts.get(one.kind, 0) + 1
    return {
        "governed": check_store.counts()["governed"],
        "found": len(problems),
        "left": sum(not one.repaired for one in problems),
        "counts": counts,
        "problems": [
            {
                "kind": one.kind,
                "id": one.package_id,
                "name": one.name,
                "message": check.wording(one.kind),
                "repaired": one.repaired,
            }
            for one in problems[:MOST_LISTED]
        ],
    }
