"""What the log keeps of the workflow: who made which step, why, and of which content."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from ckanext.opendatalab.common import log, roles
from ckanext.opendatalab.common.model import LogEntry
from ckanext.opendatalab.legal.engine import register
from ckanext.opendatalab.workflow.engine.facts import Decision
from ckanext.opendatalab.workflow.governance.instance import Instance
from ckanext.opendatalab.workflow.governance.situation import Situation

STEP = "workflow_step"
BEGINNING = "workflow_"
# What other rooms write about a dataset that belongs to its way.
OTHERS = ("quality_waived", "quality_waiver_ended")

_entries = LogEntry.__table__


def step(
    found: Situation, after: Instance, decision: Decision, actor: model.User | None, message: str
) -> None:
    """Write a step into the log.  Never commits."""
    package = found.package
    standing = found.standing
    write(
        package,
        after,
        actor,
        STEP,
        reason=decision.reason or None,
        transition=decision.transition.code,
        message=message,
        role=_role(decision, standing.roles),
        override=decision.override,
        passed_over=[one.guard for one in decision.passed_over],
        single_agent=decision.alone,
        **{"from": decision.source, "to": decision.target},
    )


def write(
    package: model.Package,
    instance: Instance,
    actor: model.User | None,
    kind: str,
    *,
    reason: str | None = None,
    **data: Any,
) -> None:
    """Write what happened to a governed dataset, with what it was then.  Never commits."""
    log.write_all([entry(package, instance, actor, kind, reason=reason, **data)])


def entry(
    package: model.Package,
    instance: Instance,
    actor: model.User | None,
    kind: str,
    *,
    reason: str | None = None,
    **data: Any,
) -> Mapping[str, Any]:
    """Return what :func:`write` would write, to be written with others."""
    return log.entry(
        actor,
        kind,
        package.owner_org,
        package.id,
        reason=reason,
        name=package.name,
        definition=f"{instance.definition.code} {instance.definition.version}",
        rules=register.load().version,
        version=instance.version,
        fingerprint=fingerprint(package),
        metadata_modified=package.metadata_modified.isoformat(),
        **{key: value for key, value in data.items() if value not in (None, "", [], False)},
    )


def read(package_id: str, before: int | None = None, limit: int = 100) -> list[log.Entry]:
    """Return what happened to a dataset on its way, the latest first.

    :param before: only what is older than the entry with this id, to read on
    """
    statement = (
        sa.select(*_entries.c)
        .where(
            _entries.c.package_id == package_id,
            sa.or_(
                _entries.c.kind.startswith(BEGINNING, autoescape=True),
                _entries.c.kind.in_(OTHERS),
            ),
        )
        .order_by(_entries.c.id.desc())
        .limit(min(limit, log.MOST_ENTRIES))
    )
    if before is not None:
        statement = statement.where(_entries.c.id < before)
    return [log.Entry(**row._mapping) for row in model.Session.execute(statement)]


def fingerprint(package: model.Package) -> str:
    """Return a digest of the dataset as it is in the session, private or not.

    Of what people wrote: neither of its visibility nor of what the portal computes.
    """
    table: Any = package.__table__  # pyright: ignore[reportAttributeAccessIssue]
    left_out = {"metadata_modified", "private", "state", "plugin_data"}
    content = {
        "dataset": {
            column.name: getattr(package, column.name)
            for column in table.columns
            if column.name not in left_out
        },
        "extras": sorted([key, value] for key, value in package.extras.items()),
        "resources": [
            [one.id, one.url, one.name, one.format, one.description, one.hash, one.extras]
            for one in package.resources
        ],
        "tags": sorted(tag.name for tag in package.get_tags()),
    }
    text = json.dumps(content, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _role(decision: Decision, held: frozenset[str]) -> str | None:
    """Return in which role a step was made; ``None``: by what CKAN itself lets somebody do."""
    return next(
        (role for role in roles.ROLES if role in held and role in decision.transition.by), None
    )
