"""The definitions of this portal, and those that datasets keep since they started."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.opendatalab import config
from ckanext.opendatalab.workflow.engine import parse_definition, register
from ckanext.opendatalab.workflow.engine.definition import Definition
from ckanext.opendatalab.workflow.model import KeptDefinition

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


def keep(definition: Definition) -> None:
    """Have this version kept for the datasets that start with it.  Never commits.

    :raises ValueError: another one was kept under this code and version
    """
    values = {"fingerprint": definition.fingerprint, "data": dict(definition.data)}
    model.Session.execute(
        insert(_table)
        .values(code=definition.code, version=definition.version, **values)
        .on_conflict_do_nothing()
    )
    if _kept_fingerprint(definition) != definition.fingerprint:
        raise ValueError(
            f"{definition.code}: definition_version {definition.version} was used with other"
            " content: raise definition_version"
        )


def of(code: str, version: int) -> Definition:
    """Return the definition that a dataset started with.

    Its words are those of the file if that has the same version: they may be corrected any time.

    :raises LookupError: it was never kept
    """
    current = offered().get(code)
    if current is not None and current.version == version:
        return current
    return _kept(code, version)


@functools.lru_cache(maxsize=100)
def _kept(code: str, version: int) -> Definition:
    row = model.Session.execute(
        sa.select(_table.c.data).where(_table.c.code == code, _table.c.version == version)
    ).first()
    if row is None:
        raise LookupError(f"the definition {code}, version {version}, is not kept in the database")
    return parse_definition.kept(f"{_table.name} {code} {version}", row.data, register.words())


def _kept_fingerprint(definition: Definition) -> str | None:
    return model.Session.execute(
        sa.select(_table.c.fingerprint).where(
            _table.c.code == definition.code, _table.c.version == definition.version
        )
    ).scalar()
