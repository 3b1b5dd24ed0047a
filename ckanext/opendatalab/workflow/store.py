"""Loads and saves what the gate needs: exposures and modes.  Never commits, never decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.opendatalab.common import clock, tables
from ckanext.opendatalab.workflow.adoption import adoption_rules
from ckanext.opendatalab.workflow.adoption.adoption_rules import Mode
from ckanext.opendatalab.workflow.engine import editing, register
from ckanext.opendatalab.workflow.locking import exposure
from ckanext.opendatalab.workflow.model import Adoption

WHOLE_PORTAL = ""

_table = Adoption.__table__
# The columns that the table had at first.
_FIRST = ("organization_id", "mode", "since", "changed_by")
_package = model.Package
_resource = model.Resource
# Made once: it runs before every update of a dataset.
_stored = (
    sa.select(
        _package.id,
        _package.private,
        _package.state,
        _package.owner_org,
        _resource.id.label("file"),
        _resource.url_type,
        _resource.url,
    )
    .outerjoin(
        _resource,
        sa.and_(_resource.package_id == _package.id, _resource.state == model.State.ACTIVE),
    )
    .where(_package.id == sa.bindparam("package_id"))
)


@dataclass(frozen=True)
class Adopted:
    """The mode that counts for an organisation; ``own``: it decided so itself.

    The rest counts where it is governed: ``definition`` is the code of the one for new datasets;
    ``objection_days``: its own number, ``None``: what the definition says.
    """

    mode: Mode = adoption_rules.OFF
    own: bool = False
    since: datetime | None = None
    changed_by: str | None = None
    definition: str = register.DEFAULT
    editing: editing.Mode = editing.DIRECT
    single_agent: bool = False
    objection_days: int | None = None

    @property
    def governed(self) -> bool:
        """Whether datasets follow a path of states there."""
        return self.mode == adoption_rules.GOVERN


def stored_exposure(package_id: str) -> exposure.Exposure:
    """Return the exposure of a dataset as the database has it, in one query."""
    rows = model.Session.execute(_stored, {"package_id": package_id}).all()
    if not rows:
        return exposure.NOWHERE
    first = rows[0]
    files = [(row.file, row.url_type, row.url) for row in rows if row.file]
    return exposure.of(first.private, first.state, first.owner_org, files)


def settled_exposure(package_id: str) -> exposure.Exposure:
    """Return the exposure with this transaction's changes, which nobody changes before its end.

    Somebody who adds a file and somebody who publishes at the same time must see one another.
    """
    model.Session.flush()
    # No stricter lock than an update of the row takes: who adds a file holds its key already, and
    # the two would wait for one another.
    row = sa.select(_package.id).where(_package.id == package_id)
    model.Session.execute(row.with_for_update(key_share=True)).first()
    return stored_exposure(package_id)


def adopted(organizations: Iterable[str | None]) -> dict[str | None, Adopted]:
    """Return what counts for each organisation, in one query; ``None``: the whole portal's.

    On a portal not quite migrated only the mode is known.
    """
    wanted = set(organizations)
    keys = [key or WHOLE_PORTAL for key in {*wanted, None}]
    columns = list(_table.c) if tables.ready() else [_table.c[name] for name in _FIRST]
    rows = {
        row.organization_id: row
        for row in model.Session.execute(
            sa.select(*columns).where(_table.c.organization_id.in_(keys))
        )
    }
    found: dict[str | None, Adopted] = {}
    for organization in wanted:
        row = rows.get(organization or WHOLE_PORTAL) or rows.get(WHOLE_PORTAL)
        found[organization] = (
            Adopted()
            if row is None
            else Adopted(
                adoption_rules.mode(row.mode),
                row.organization_id == (organization or WHOLE_PORTAL),
                row.since,
                row.changed_by,
                **(_settings(row) if len(columns) > len(_FIRST) else {}),
            )
        )
    return found


def _settings(row: Any) -> dict[str, Any]:
    return {
        "definition": row.definition or register.DEFAULT,
        "editing": editing.mode(row.editing) if row.editing else editing.DIRECT,
        "single_agent": row.single_agent,
        "objection_days": row.objection_days,
    }


def asked_for(organizations: Iterable[str | None]) -> set[str | None]:
    """Return which organisations are in another mode than "off"; none before the migration."""
    if not has_table():
        return set()
    return {
        one for one, found in adopted(organizations).items() if found.mode != adoption_rules.OFF
    }


def has_table() -> bool:
    """Return whether at least the table of modes is there, on a portal not quite migrated."""
    found = model.Session.execute(sa.select(sa.func.to_regclass(_table.name))).scalar()
    return found is not None


def locked(organization: str | None) -> Adopted:
    """Return what counts for an organisation, whose row nobody else changes before the commit."""
    key = organization or WHOLE_PORTAL
    # A row that is not there cannot be locked: two first decisions wait for one another here.
    model.Session.execute(
        sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(f"opendatalab_adoption {key}")))
    )
    return adopted([organization])[organization]


def save(organization: str | None, mode: Mode, changed_by: str | None, **settings: object) -> None:
    """Write an organisation's own mode; ``None``: the whole portal's.

    :param settings: ``definition``, ``editing``, ``single_agent``, ``objection_days``; what is not
        given stays as it is
    """
    values = {"mode": mode, "since": clock.now(), "changed_by": changed_by, **settings}
    model.Session.execute(
        insert(_table)
        .values(organization_id=organization or WHOLE_PORTAL, **values)
        .on_conflict_do_update(index_elements=["organization_id"], set_=values)
    )


def forget(organization_id: str) -> str | None:
    """Delete the row of an organisation that is no more; return its mode if there was one."""
    if not tables.ready():
        return None
    return model.Session.execute(
        _table.delete().where(_table.c.organization_id == organization_id).returning(_table.c.mode)
    ).scalar()


def no_dataset_at_all() -> bool:
    """Return whether the portal has no dataset, deleted ones included."""
    return model.Session.execute(sa.select(_package.id).limit(1)).first() is None


def with_files(organization: str | None) -> list[tuple[str, bool]]:
    """Return (id, private) of the datasets of an organisation, or of all, that have files.

    The public ones first, then by name; neither drafts nor what is deleted.
    """
    has_file = sa.exists().where(
        _resource.package_id == _package.id, _resource.state == model.State.ACTIVE
    )
    statement = (
        sa.select(_package.id, _package.private)
        .where(_package.state == model.State.ACTIVE, has_file)
        .order_by(_package.private, _package.name)
    )
    if organization:
        statement = statement.where(_package.owner_org == organization)
    return [(row.id, bool(row.private)) for row in model.Session.execute(statement)]
