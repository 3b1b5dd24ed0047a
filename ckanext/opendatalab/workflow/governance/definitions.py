"""The definitions of this portal, and those that datasets keep since they started."""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterator, Mapping
from pathlib import Path

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.opendatalab import config
from ckanext.opendatalab.common import tables
from ckanext.opendatalab.workflow.engine import parse_definition, register
from ckanext.opendatalab.workflow.engine.definition import Definition
from ckanext.opendatalab.workflow.model import KeptDefinition

log = logging.getLogger(__name__)

_table = KeptDefinition.__table__


def offered() -> Mapping[str, Definition]:
    """Return the definitions that an organisation may choose, by code.

    :raises ValueError: a file is malformed; the message names file, key and what is expected
    """
    return register.definitions(*(Path(one) for one in config.workflow_definitions()))


def named(code: str) -> Definition:
    """Return the definition for new datasets; where its file is gone, the shipped default."""
    found = offered()
    return found.get(code) or found[register.DEFAULT]


def keep(definition: Definition) -> Definition:
    """Have a version kept for the datasets that start with it, and return it.  Never commits.

    Where another one was kept under this code and version, return that: what a version lets
    happen does not change under the datasets that follow it.  ``look_at_start`` and the doctor say
    what to correct.
    """
    values = {"fingerprint": definition.fingerprint, "data": dict(definition.data)}
    model.Session.execute(
        insert(_table)
        .values(code=definition.code, version=definition.version, **values)
        .on_conflict_do_nothing()
    )
    return of(definition.code, definition.version)


def of(code: str, version: int) -> Definition:
    """Return the definition that a dataset started with.

    Its words are those of the file if that has the same version: they may be corrected any time.

    :raises LookupError: it was never kept
    :raises ValueError: what was kept cannot be read any more
    """
    current = offered().get(code)
    if current is None or current.version != version:
        return _kept(code, version)
    fingerprint = _kept_fingerprint(code, version)
    return current if fingerprint in (None, current.fingerprint) else _kept(code, version)


def changed() -> Iterator[str]:
    """Give, for each file whose content changed under the same version, what to do about it."""
    columns = sa.select(_table.c.code, _table.c.version, _table.c.fingerprint)
    with tables.engine().connect() as connection:
        known = {(row.code, row.version): row.fingerprint for row in connection.execute(columns)}
    for definition in offered().values():
        kept = known.get((definition.code, definition.version))
        if kept not in (None, definition.fingerprint):
            yield (
                f"{definition.code}: definition_version {definition.version} was used with other"
                " content, which still counts: raise definition_version"
            )


def look_at_start() -> None:
    """Say once, when CKAN starts, which files changed without a new version.

    :raises ValueError: a file is malformed
    """
    offered()
    if tables.ready():
        for told in changed():
            log.error("Workflow %s", told)


def forget() -> None:
    """Have what was kept looked up again: the database is another one."""
    _kept.cache_clear()
    _fingerprints.clear()


@functools.lru_cache(maxsize=100)
def _kept(code: str, version: int) -> Definition:
    row = model.Session.execute(
        sa.select(_table.c.data).where(_table.c.code == code, _table.c.version == version)
    ).first()
    if row is None:
        raise LookupError(f"the definition {code}, version {version}, is not kept in the database")
    return parse_definition.kept(f"{_table.name} {code} {version}", row.data, register.words())


# What was kept never changes: each process asks once.
_fingerprints: dict[tuple[str, int], str] = {}


def _kept_fingerprint(code: str, version: int) -> str | None:
    found = _fingerprints.get((code, version))
    if found is None:
        found = model.Session.execute(
            sa.select(_table.c.fingerprint).where(
                _table.c.code == code, _table.c.version == version
            )
        ).scalar()
        if found is not None:
            _fingerprints[code, version] = found
    return found
