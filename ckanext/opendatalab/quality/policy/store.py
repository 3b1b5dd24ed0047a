"""Loads and saves what is asked of quality, and who answers for less.  Never commits or decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.opendatalab.common import clock, tables
from ckanext.opendatalab.common.model import LogEntry
from ckanext.opendatalab.quality.model import QualityPolicy, QualityWaiver
from ckanext.opendatalab.quality.policy import rules

WHOLE_PORTAL = ""
# What an organisation takes from the whole portal as long as it has not decided itself.
INHERITED = ("mode", "minimum_score", "mandatory", "tolerated")
WAIVED = "quality_waived"
WAIVER_ENDED = "quality_waiver_ended"
MOST_WAIVERS = 50

_policies = QualityPolicy.__table__
_waivers = QualityWaiver.__table__
_log = LogEntry.__table__


@dataclass(frozen=True)
class Policy(rules.Policy):
    """What counts for an organisation; ``own``: the names of what it decided itself.

    ``mails_since``: since when people are written to about late datasets; of nobody but the
    organisation itself, which has seen whom.
    """

    organization_id: str = WHOLE_PORTAL
    mails_since: datetime | None = None
    own: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Waiver:
    """Somebody's decision that a dataset is published below what is asked for."""

    id: int
    package_id: str
    at: datetime
    actor_id: str | None
    actor_name: str
    role: str
    reason: str
    expires_on: date
    ended_at: datetime | None

    def runs(self, today: date) -> bool:
        """Return whether it still counts."""
        return rules.runs(self.expires_on, self.ended_at is not None, today)


def of(organization_id: str | None) -> Policy:
    """Return what counts for an organisation; ``None``: what the whole portal's is."""
    key = organization_id or WHOLE_PORTAL
    if not tables.ready():
        return Policy(organization_id=key)
    rows = {
        row.organization_id: row
        for row in model.Session.execute(
            sa.select(*_policies.c).where(_policies.c.organization_id.in_({key, WHOLE_PORTAL}))
        )
    }
    mine = rows.get(key)
    values: dict[str, Any] = {}
    for name in INHERITED:
        for row in (mine, rows.get(WHOLE_PORTAL)):
            value = getattr(row, name, None)
            if value is not None:
                values[name] = frozenset(value) if isinstance(value, list) else value
                break
    if values.get("mode", rules.DEFAULT_MODE) not in rules.MODES:
        del values["mode"]  # of a later version of the extension
    own = {name for name in INHERITED if getattr(mine, name, None) is not None}
    return Policy(
        organization_id=key,
        mails_since=mine.mails_since if mine is not None else None,
        own=frozenset(own),
        **values,
    )


def save(organization_id: str | None, changed_by: str | None, values: Mapping[str, Any]) -> None:
    """Write some of what an organisation decides; ``None``: as the whole portal again."""
    given = {
        name: sorted(value) if isinstance(value, (set, frozenset)) else value
        for name, value in values.items()
    }
    set_ = {**given, "changed_at": clock.now(), "changed_by": changed_by}
    model.Session.execute(
        insert(_policies)
        .values(organization_id=organization_id or WHOLE_PORTAL, **set_)
        .on_conflict_do_update(index_elements=["organization_id"], set_=set_)
    )


def lock(key: str) -> None:
    """Have whoever decides about the same thing wait for the end of this transaction."""
    name = f"opendatalab_quality_policy {key}"
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(name))))


def forget(organization_id: str) -> None:
    """Delete what an organisation decided that is no more."""
    if tables.ready():
        model.Session.execute(
            _policies.delete().where(_policies.c.organization_id == organization_id)
        )


def mailing() -> list[str]:
    """Return the organisations (ids) that write to people about late datasets."""
    if not tables.ready():
        return []
    statement = sa.select(_policies.c.organization_id).where(
        _policies.c.mails_since.isnot(None), _policies.c.organization_id != WHOLE_PORTAL
    )
    return sorted(model.Session.scalars(statement))


def waivers(package_id: str) -> list[Waiver]:
    """Return the waivers of a dataset, the latest first."""
    if not tables.ready():
        return []
    rows = model.Session.execute(
        sa.select(*_waivers.c)
        .where(_waivers.c.package_id == package_id)
        .order_by(_waivers.c.id.desc())
        .limit(MOST_WAIVERS)
    )
    return [Waiver(**row._mapping) for row in rows]


def running(package: model.Package, today: date) -> Waiver | None:
    """Return the waiver that counts for a dataset today, if there is one.

    Whoever answered for it did so for an organisation, which the log names: in another one it
    counts no longer.
    """
    for one in waivers(package.id):
        if one.runs(today) and _is_for(one, package.owner_org):
            return one
    return None


def add(package_id: str, actor: model.User, role: str, reason: str, expires_on: date) -> int:
    """Write a waiver; return its id."""
    statement = (
        _waivers.insert()
        .values(
            package_id=package_id,
            actor_id=actor.id,
            actor_name=actor.name,
            role=role,
            reason=reason,
            expires_on=expires_on,
        )
        .returning(_waivers.c.id)
    )
    return cast(int, model.Session.execute(statement).scalar())


def end(package_id: str) -> None:
    """End every waiver of a dataset."""
    model.Session.execute(
        _waivers.update()
        .where(_waivers.c.package_id == package_id, _waivers.c.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def forget_waivers(package_id: str) -> None:
    """Delete the waivers of a dataset that is being purged."""
    if tables.ready():
        model.Session.execute(_waivers.delete().where(_waivers.c.package_id == package_id))


def _is_for(waiver: Waiver, organization_id: str | None) -> bool:
    said = sa.select(_log.c.organization_id).where(
        _log.c.package_id == waiver.package_id,
        _log.c.kind == WAIVED,
        _log.c.data["waiver"].astext == str(waiver.id),
    )
    return organization_id in set(model.Session.scalars(said))
