"""Reads what is compared to prove that state, visibility, log and index agree.  Writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.lib.search.common import make_connection

from ckanext.opendatalab import config
from ckanext.opendatalab.common.model import LogEntry, Status
from ckanext.opendatalab.workflow.adoption import adopting_store
from ckanext.opendatalab.workflow.adoption.adoption_rules import GOVERN
from ckanext.opendatalab.workflow.model import Adoption, Workflow
from ckanext.opendatalab.workflow.store import WHOLE_PORTAL
from ckanext.opendatalab.workflow.upkeep.check_rules import Row

PORTION = 500
_BADGE = "vocab_opendatalab_governance_state"

_package: Any = model.Package
_workflow = Workflow.__table__
_status = Status.__table__
_log = LogEntry.__table__
_adoption = Adoption.__table__

_logged = (
    sa.select(_log.c.data["to"].astext)
    .where(
        _log.c.package_id == _workflow.c.package_id,
        _log.c.kind.like("workflow\\_%"),
        _log.c.data.has_key("to"),
    )
    .order_by(_log.c.id.desc())
    .limit(1)
    .correlate(_workflow)
    .scalar_subquery()
)
_rows = (
    sa.select(
        _workflow.c.package_id,
        _workflow.c.definition,
        _workflow.c.definition_version,
        _workflow.c.state,
        _workflow.c.kind,
        _workflow.c.badge,
        _package.id.is_not(None).label("exists"),
        _package.name,
        _package.type,
        _package.private,
        _package.state.label("core"),
        _status.c.governance_state.label("status"),
        _logged.label("logged"),
    )
    .select_from(_workflow)
    .outerjoin(_package, _package.id == _workflow.c.package_id)
    .outerjoin(_status, _status.c.package_id == _workflow.c.package_id)
)

Definition = tuple[str, int]


def rows() -> Iterator[list[tuple[Row, Definition]]]:
    """Give every governed dataset with its definition, in portions."""
    last = ""
    while True:
        statement = (
            _rows.where(_workflow.c.package_id > last)
            .order_by(_workflow.c.package_id)
            .limit(PORTION)
        )
        found = [_of(row) for row in model.Session.execute(statement)]
        if not found:
            return
        yield found
        last = found[-1][0].package_id


def one(package_id: str) -> tuple[Row, Definition] | None:
    """Return one governed dataset as it is now."""
    row = model.Session.execute(_rows.where(_workflow.c.package_id == package_id)).first()
    return None if row is None else _of(row)


def lock(package_id: str) -> None:
    """Keep others from changing a dataset and where it stands, in the order of every write."""
    for column in (_package.id, _workflow.c.package_id):
        row = sa.select(column).where(column == package_id)
        model.Session.execute(row.with_for_update(key_share=column is _package.id))


def without_row() -> list[tuple[str, str]]:
    """Return (id, name) of the datasets that their organisation's governance does not follow."""
    rows = model.Session.execute(
        sa.select(_package.id, _package.name).where(_missed()).order_by(_package.name)
    )
    return [(row.id, row.name) for row in rows]


def indexed(package_ids: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    """Return (capacity, badge) of datasets as the index has them, by id; one question.

    :raises pysolr.SolrError: the index does not answer
    """
    if not package_ids:
        return {}
    found = make_connection().search(
        q="*:*",
        fq=[
            f'site_id:"{tk.config["ckan.site_id"]}"',
            "entity_type:package",
            "{!terms f=id}" + ",".join(package_ids),
        ],
        fl=f"id,capacity,{_BADGE}",
        rows=len(package_ids),
        method="POST",
    )
    return {doc["id"]: (doc.get("capacity", ""), _first(doc.get(_BADGE))) for doc in found.docs}


def counts() -> Mapping[str, int]:
    """Return what a quick look finds, in two queries: how many are ``governed``, and the faults.

    By what the rows themselves say of their states; the index and the log are not asked.
    """
    public = _workflow.c.kind == "public"
    exists = _package.id.is_not(None)
    faults = {
        "governed": sa.true(),
        "gone": ~exists,
        "open": sa.and_(exists, ~public, _package.private.is_(False)),
        "closed": sa.and_(
            exists, public, sa.or_(_package.private.is_(True), _package.state != "active")
        ),
        "status": sa.and_(exists, _status.c.governance_state.is_distinct_from(_workflow.c.badge)),
        "index": _workflow.c.to_index,
    }
    found = model.Session.execute(
        sa.select(*[sa.func.count().filter(what).label(name) for name, what in faults.items()])
        .select_from(_workflow)
        .outerjoin(_package, _package.id == _workflow.c.package_id)
        .outerjoin(_status, _status.c.package_id == _workflow.c.package_id)
    ).one()
    missed = model.Session.scalar(sa.select(sa.func.count()).where(_missed()))
    return {**found._mapping, "no_row": missed or 0}


def definitions_in_use() -> list[Definition]:
    """Return (code, version) of the definitions that datasets follow."""
    found = sa.select(_workflow.c.definition, _workflow.c.definition_version).distinct()
    return [(row.definition, row.definition_version) for row in model.Session.execute(found)]


def governing() -> list[tuple[str, str]]:
    """Return (organisation's id, code of its definition) where it decided to govern."""
    found = sa.select(_adoption.c.organization_id, _adoption.c.definition).where(
        _adoption.c.mode == GOVERN
    )
    return [(row.organization_id, row.definition or "") for row in model.Session.execute(found)]


def _missed() -> Any:
    """Return the condition for datasets in use that should have a row."""
    govern = sa.select(_adoption.c.organization_id).where(_adoption.c.mode == GOVERN)
    whole = sa.exists().where(
        _adoption.c.organization_id == WHOLE_PORTAL, _adoption.c.mode == GOVERN
    )
    return sa.and_(
        sa.or_(_package.owner_org.in_(govern), sa.and_(adopting_store.belongs(None), whole)),
        adopting_store.without_row(),
        adopting_store.to_follow(),
    )


def _of(row: Any) -> tuple[Row, Definition]:
    return (
        Row(
            package_id=row.package_id,
            name=row.name or row.package_id,
            state=row.state,
            kind=row.kind,
            badge=row.badge,
            exists=row.exists,
            private=bool(row.private),
            core=row.core or "",
            status=row.status,
            logged=row.logged,
            badged=row.type in config.dataset_types(),
        ),
        (row.definition, row.definition_version),
    )


def _first(value: Any) -> str:
    return str(value[0] if isinstance(value, list) and value else value or "")
