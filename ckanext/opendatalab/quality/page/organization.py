"""How good the datasets of an organisation are, of those that somebody may read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import ckan.authz as authz
import ckan.model as model
from ckan import types

from ckanext.opendatalab import config
from ckanext.opendatalab.common import clock, standing, tables
from ckanext.opendatalab.quality import criteria, status_rules
from ckanext.opendatalab.quality.page import describe, organization_store, said, wording
from ckanext.opendatalab.quality.page.organization_store import Scope

WORST = 10
MONTHS = 12


def of(context: types.Context, group: model.Group) -> dict[str, Any]:
    """Return the figures, over the public datasets and, for the staff, the private ones too."""
    user = None if authz.auth_is_anon_user(context) else context.get("user")
    her = standing.on_organization(user, group.id)
    today = clock.today()
    scope = Scope(group.id, tuple(config.dataset_types()), her.member or her.works, today)
    found = organization_store.statuses(scope) if tables.ready() else []
    scored = sum(row[3] for row in found)
    mean = round(sum(row[2] for row in found) / scored) if scored else None
    counted = {row[0]: row[1] for row in found}
    return {
        "organization": {"id": group.id, "name": group.name, "title": group.title or group.name},
        "datasets": sum(counted.values()),
        "scored": scored,
        "private_too": scope.private,
        "score": None if mean is None else describe.score(mean),
        "statuses": [
            {**describe.status(code), "count": counted.get(code, 0)}
            for code in status_rules.STATUSES
        ],
        "worst": [_dataset(row) for row in organization_store.worst(scope, WORST)]
        if scored
        else [],
        "criteria": _criteria(scope) if scored else [],
        "faults": _faults(scope) if scored else [],
        "trend": _trend(scope, today) if scored else [],
    }


def month_ends(today: date, count: int = MONTHS) -> list[date]:
    """Return the last days of the months before, oldest first, and today."""
    days = [today]
    first = today.replace(day=1)
    for _ in range(count - 1):
        last = first - timedelta(days=1)
        days.append(last)
        first = last.replace(day=1)
    return days[::-1]


def _dataset(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "title": row.title or row.name,
        "private": bool(row.private),
        "score": describe.score(row.score),
        "status": describe.status(row.status),
    }


def _criteria(scope: Scope) -> list[dict[str, Any]]:
    known = criteria.criteria().by_id
    found = organization_store.criteria(scope)
    return [
        {"id": code, "datasets": count, **criteria.words(code)}
        for code, count in found
        if code in known
    ]


def _faults(scope: Scope) -> list[dict[str, Any]]:
    return [
        {
            "code": code,
            "label": said.in_general(code),
            "level": level,
            "level_label": wording.fault_level(level),
            "datasets": datasets,
            "files": files,
        }
        for code, level, datasets, files in organization_store.faults(scope)
    ]


def _trend(scope: Scope, today: date) -> list[dict[str, Any]]:
    return [
        {"day": day.isoformat(), "datasets": count, "score": describe.score(round(mean))}
        for day, count, mean in organization_store.trend(scope, month_ends(today))
    ]
