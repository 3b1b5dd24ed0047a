"""Shows the legal file of a dataset and what happened to it."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import schema as common_schema
from ckanext.opendatalab.legal import (
    assessment,
    change,
    describe,
    describe_reasons,
    said,
    schema,
    store,
    wording,
)
from ckanext.opendatalab.legal.engine import register


@tk.side_effect_free
def opendatalab_legal_show(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return where the legal analysis of a dataset stands, as far as the caller may know.

    :param id: id or name of the dataset
    :returns: for everybody with a role on the dataset: ``dataset``, ``state``, ``state_label``,
        ``verdict`` (``decided``: validated, else proposed), ``validation`` (or ``None``),
        ``blockers``, ``published``, ``lapsed``, ``rights``, ``disclaimer``; for who works on the
        analysis also ``version``, ``answers``, ``notes``, ``themes`` with the questions that are
        asked now, ``open_questions``, ``proposal``, ``reasons``, ``treatments``, ``conditions``,
        ``obligation``, ``review_on``, ``dpo_mandatory``, ``opinion``, ``files``, ``templates``,
        ``template``, ``copied_from``, ``verdicts``, ``ruleset_version``
    """
    package = change.package(context, data_dict)
    tk.check_access("opendatalab_legal_show", context, data_dict)
    return describe.shown(assessment.of(package), change.rights(context, package))


@tk.side_effect_free
def opendatalab_legal_history(
    context: types.Context, data_dict: dict[str, Any]
) -> list[dict[str, Any]]:
    """List what happened to the legal file of a dataset, the latest first.

    :param id: id or name of the dataset
    :param before: only entries older than the one with this ``id``, to read on (optional)
    :param limit: at most 500; 100 unless you say otherwise (optional)
    :returns: a list of ``id``, ``at``, ``actor_id``, ``actor_name`` (empty: the portal itself),
        ``actor_title``, ``kind``, ``kind_label``, ``version``, ``ruleset_version``, ``data`` as it
        was kept, ``changes`` (for answers: ``question``, ``text``, ``before``, ``after``, in
        words) and ``notes`` (questions whose note changed)
    """
    package = change.package(context, data_dict)
    tk.check_access("opendatalab_legal_history", context, data_dict)
    asked = common_schema.validated(data_dict, schema.history())
    entries = store.history(package.id, before=asked.get("before"), limit=asked.get("limit") or 100)
    return [_entry(one) for one in entries]


def _entry(row: Any) -> dict[str, Any]:
    ruleset = register.load()
    order = {code: place for place, code in enumerate(ruleset.questions)}
    changed = row.data.get("answers", {}).items()
    return {
        "id": row.id,
        "at": row.at.isoformat(),
        "actor_id": row.actor_id,
        "actor_name": row.actor_name,
        "actor_title": describe_reasons.person(row.actor_id or "") or row.actor_name,
        "kind": row.kind,
        "kind_label": wording.happened(row.kind),
        "version": row.version,
        "ruleset_version": row.ruleset_version,
        "data": row.data,
        "changes": [
            {
                "question": code,
                "text": said.text(ruleset, code),
                "before": said.stored(ruleset, code, each.get("before")),
                "after": said.stored(ruleset, code, each.get("after")),
            }
            for code, each in sorted(changed, key=lambda one: order.get(one[0], len(order)))
        ],
        "notes": [said.text(ruleset, code) for code in row.data.get("notes", ())],
    }
