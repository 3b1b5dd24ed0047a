"""Reads how the datasets of an organisation stand: a fixed number of queries, however many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from ckanext.opendatalab.common.model import Status
from ckanext.opendatalab.quality.checks import report
from ckanext.opendatalab.quality.model import QualityRow

_package = model.package_table
_status = Status.__table__
_quality = QualityRow.__table__

MOST_FAULTS = 10


@dataclass(frozen=True)
class Scope:
    """Which datasets count: those of an organisation, the private ones only for its staff."""

    organization_id: str
    types: tuple[str, ...]
    private: bool
    today: date

    def conditions(self) -> list[Any]:
        found = [
            _package.c.owner_org == self.organization_id,
            _package.c.state == model.State.ACTIVE,
            _package.c.type.in_(self.types),
        ]
        return found if self.private else [*found, _package.c.private.is_(False)]

    def score(self) -> Any:
        """The score of today: a day may have changed it."""
        turned = _status.c.quality_turns_on <= self.today
        return sa.case((turned, _status.c.quality_score_then), else_=_status.c.quality_score)

    def status(self) -> Any:
        turned = _status.c.quality_turns_on <= self.today
        found = sa.case((turned, _status.c.quality_status_then), else_=_status.c.quality_status)
        return sa.func.coalesce(found, "not_assessed")


def statuses(scope: Scope) -> list[tuple[str, int, int, int]]:
    """Return each status with its datasets, the sum of their scores and how many have one."""
    code, score = scope.status().label("code"), scope.score()
    query = (
        sa.select(
            code,
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(score), 0),
            sa.func.count(score),
        )
        .select_from(_package.outerjoin(_status, _status.c.package_id == _package.c.id))
        .where(*scope.conditions())
        .group_by(code)
    )
    return [(row[0], row[1], int(row[2]), row[3]) for row in model.Session.execute(query)]


def worst(scope: Scope, most: int) -> list[Any]:
    """Return the datasets with the lowest scores."""
    score = scope.score().label("score")
    query = (
        sa.select(
            _package.c.id,
            _package.c.name,
            _package.c.title,
            _package.c.private,
            score,
            scope.status().label("status"),
        )
        .select_from(_package.join(_status, _status.c.package_id == _package.c.id))
        .where(*scope.conditions(), scope.score().isnot(None))
        .order_by(score, _package.c.name)
        .limit(most)
    )
    return list(model.Session.execute(query))


def criteria(scope: Scope) -> list[tuple[str, int]]:
    """Return the criteria that most datasets lack, and how many lack each."""
    each = sa.func.jsonb_each(_quality.c.results).table_valued("key", "value")
    query = (
        sa.select(each.c.key, sa.func.count())
        .select_from(_quality.join(_package, _package.c.id == _quality.c.package_id))
        .join(each, sa.true())
        .where(
            *scope.conditions(),
            sa.cast(each.c.value, JSONB)["outcome"].astext == "fail",
        )
        .group_by(each.c.key)
        .order_by(sa.func.count().desc(), each.c.key)
        .limit(MOST_FAULTS)
    )
    return [(row[0], row[1]) for row in model.Session.execute(query)]


def faults(scope: Scope) -> list[tuple[Any, ...]]:
    """Return the most frequent faults of the files: code, level, in how many datasets and files."""
    # Only results of the present content, made by the present checks: older ones never count.
    statement = sa.text(
        """
        SELECT fault->>'code', max(fault->>'level'),
               count(DISTINCT f.package_id), count(DISTINCT f.resource_id)
        FROM opendatalab_file_check f
        JOIN package ON package.id = f.package_id
        JOIN resource r ON r.id = f.resource_id AND r.state = 'active'
        CROSS JOIN LATERAL jsonb_array_elements(f.report->'checks') AS made
        CROSS JOIN LATERAL jsonb_array_elements(made->'faults') AS fault
        WHERE package.owner_org = :organization AND package.state = 'active'
          AND package.type = ANY(:types) AND (:private OR NOT package.private)
          AND f.checked = f.wanted AND f.checker = :checker
          AND made->>'check' <> ALL(:internal)
        GROUP BY fault->>'code'
        ORDER BY 3 DESC, 4 DESC, 1
        LIMIT :most
        """
    )
    rows = model.Session.execute(
        statement,
        {
            **_of(scope),
            "checker": report.CHECKER,
            "internal": sorted(report.INTERNAL),
            "most": MOST_FAULTS,
        },
    )
    return [tuple(row) for row in rows]


def trend(scope: Scope, days: Sequence[date]) -> list[tuple[date, int, float]]:
    """Return for each day how many datasets had a score then, and the mean of those scores."""
    statement = sa.text(
        """
        SELECT asked.day, count(*), avg(latest.score)
        FROM unnest(CAST(:days AS date[])) AS asked(day)
        CROSS JOIN LATERAL (
            SELECT DISTINCT ON (h.package_id) h.score
            FROM opendatalab_quality_history h
            JOIN package ON package.id = h.package_id
            WHERE h.organization_id = :organization AND h.day <= asked.day
              AND package.owner_org = :organization AND package.state = 'active'
              AND package.type = ANY(:types) AND (:private OR NOT package.private)
            ORDER BY h.package_id, h.day DESC
        ) AS latest
        GROUP BY asked.day
        ORDER BY asked.day
        """
    )
    rows = model.Session.execute(statement, {**_of(scope), "days": list(days)})
    return [(row[0], row[1], float(row[2])) for row in rows]


def _of(scope: Scope) -> dict[str, Any]:
    return {
        "organization": scope.organization_id,
        "types": list(scope.types),
        "private": scope.private,
    }
