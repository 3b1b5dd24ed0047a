"""Writes how a dataset stands: its score, its status, and what a day will change of them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from ckanext.opendatalab.common import status
from ckanext.opendatalab.quality import store

if TYPE_CHECKING:
    from ckanext.opendatalab.quality.assess import Assessment


def write(found: Assessment, today: date, *, indexed: bool) -> bool:
    """Write what was found; return whether others than before see something else.

    Never commits.

    :param indexed: whether whoever calls has the index brought in line, as a save does; otherwise
        the row says that this remains to be done
    """
    package_id = found.dataset["id"]
    before = store.load(package_id)
    total = found.score.total
    changed = before is None or (before["score"], before["status"]) != (total, found.status)
    waits = not indexed and (changed or (before is not None and before["to_index"]))
    organization_id = found.dataset.get("owner_org") or None
    store.save(
        package_id,
        {
            "organization_id": organization_id,
            "status": found.status,
            "score": total,
            "results": found.results(),
            "fingerprint": found.fingerprint(),
            "criteria": found.criteria,
            "scored_at": found.at,
            "turns_on": found.score.turns_on,
            "score_then": found.score.total_then,
            "to_index": waits,
        },
    )
    values: dict[str, Any] = {
        "quality_status": found.status,
        "quality_score": total,
        "quality_turns_on": found.score.turns_on,
        "quality_score_then": found.score.total_then,
        "quality_status_then": found.status_then,
    }
    status.write(package_id, values)
    store.remember(
        package_id,
        today,
        {
            "organization_id": organization_id,
            "score": total,
            "status": found.status,
            "faults": found.faults(),
            "criteria": found.criteria,
        },
    )
    return changed
