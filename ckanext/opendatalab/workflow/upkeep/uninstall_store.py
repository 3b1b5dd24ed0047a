"""Counts what is left when the plugins go, and closes what would open.  Never commits."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins as p
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, array

from ckanext.opendatalab.common.model import Mail
from ckanext.opendatalab.workflow.model import Workflow

_package: Any = model.Package
_workflow = Workflow.__table__
_mail = Mail.__table__
_activity = sa.table(
    "activity",
    sa.column("id"),
    sa.column("object_id"),
    sa.column("activity_type"),
    sa.column("permission_labels", ARRAY(sa.Text)),
)


def by_state() -> list[tuple[str, int]]:
    """Return (badge, number) of the governed datasets that stay private."""
    rows = model.Session.execute(
        sa.select(_workflow.c.badge, sa.func.count().label("number"))
        .join(_package, _package.id == _workflow.c.package_id)
        .where(_package.private.is_(True))
        .group_by(_workflow.c.badge)
        .order_by(_workflow.c.badge)
    )
    return [(row.badge, row.number) for row in rows]


def public() -> int:
    """Return how many governed datasets are public."""
    return model.Session.execute(
        sa.select(sa.func.count())
        .select_from(_workflow)
        .join(_package, _package.id == _workflow.c.package_id)
        .where(_package.private.is_(False))
    ).scalar_one()


def mails() -> int:
    """Return how many mails wait to be sent."""
    waiting = sa.select(sa.func.count()).where(
        _mail.c.sent_at.is_(None), _mail.c.next_try_at.is_not(None)
    )
    return model.Session.execute(waiting).scalar_one()


def activities() -> int:
    """Return how many activities CKAN alone would show everybody of datasets that are not public.

    They keep the whole record as it was, also after the dataset was withdrawn.
    """
    if not p.plugin_loaded("activity"):
        return 0
    return model.Session.execute(
        sa.select(sa.func.count()).select_from(_activity).where(_shown())
    ).scalar_one()


def close_activities() -> int:
    """Leave these activities to the members of the dataset's organisation; return how many."""
    if not p.plugin_loaded("activity"):
        return 0
    labels = (
        sa.select(array([sa.func.concat("member-", sa.func.coalesce(_package.owner_org, ""))]))
        .where(_package.id == _activity.c.object_id)
        .correlate(_activity)
        .scalar_subquery()
    )
    changed: Any = model.Session.execute(
        _activity.update().where(_shown()).values(permission_labels=labels)
    )
    return changed.rowcount


def _shown() -> Any:
    hidden = sa.select(_package.id).where(
        sa.or_(_package.private.is_(True), _package.state != model.State.ACTIVE)
    )
    return sa.and_(
        _activity.c.activity_type.like("%package"),
        _activity.c.object_id.in_(hidden),
        _activity.c.permission_labels.any("public"),
    )
