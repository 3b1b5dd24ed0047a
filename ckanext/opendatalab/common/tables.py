"""Whether the database has our tables: a portal that was not migrated yet must go on working.

Its pages ask for a status at every dataset; a query on a missing table would break each of them.
"""

from __future__ import annotations

import logging
import time
from typing import cast

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

log = logging.getLogger(__name__)

PREFIX = "opendatalab_"
SECONDS_BETWEEN_LOOKS = 10.0

_columns = sa.text(
    "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = ANY (current_schemas(false)) AND starts_with(table_name, :prefix)"
)


class _Seen:
    """What this process saw last.  Tables that were there once are not asked for again."""

    ready = False
    looked_at: float | None = None


def ours() -> list[sa.Table]:
    """Return the tables of the rooms whose models are loaded, by name."""
    tables = tk.BaseModel.metadata.tables
    return [table for name, table in sorted(tables.items()) if name.startswith(PREFIX)]


def engine() -> Engine:
    """Return CKAN's engine: a connection of its own leaves the session's transaction alone."""
    return cast(Engine, model.Session.get_bind())


def missing() -> list[str]:
    """Return what the models need and the database lacks: ``table`` or ``table.column``.

    :raises sqlalchemy.exc.SQLAlchemyError: the database does not answer
    """
    with engine().connect() as connection:
        found = {
            f"{row.table_name}.{row.column_name}"
            for row in connection.execute(_columns, {"prefix": PREFIX})
        }
    present = {name.split(".")[0] for name in found}
    absent: list[str] = []
    for table in ours():
        if table.name not in present:
            absent.append(table.name)
        else:
            columns = [f"{table.name}.{column.name}" for column in table.columns]
            absent += [column for column in columns if column not in found]
    return absent


def how_to_migrate() -> str:
    """Return the command that creates the tables, with this portal's own ini file."""
    return f"ckan -c {tk.config.get('__file__') or 'ckan.ini'} db upgrade -p opendatalab"


def look() -> list[str] | None:
    """Look now and remember; return what is missing, ``None`` when the database is silent."""
    try:
        absent = missing()
    except SQLAlchemyError as error:
        # The commands that create the database start CKAN too; CKAN says itself that it is silent.
        log.debug("The tables of opendatalab could not be looked for: %s", error)
        absent = None
    _Seen.ready = absent == []
    # Last: another thread must not take a look that is under way for one that found nothing.
    _Seen.looked_at = time.monotonic()
    return absent


def look_at_start() -> None:
    """Say once, when CKAN starts, that the migration is missing and how to run it."""
    absent = look()
    if absent:
        log.error(
            "The database lacks %s of the plugin opendatalab, whose fields stay empty until it has"
            " them. Run: %s",
            ", ".join(absent),
            how_to_migrate(),
        )


def ready() -> bool:
    """Return whether our tables can be queried; looks again from time to time until they can."""
    if not _Seen.ready and (
        _Seen.looked_at is None or time.monotonic() - _Seen.looked_at >= SECONDS_BETWEEN_LOOKS
    ):
        look()
    return _Seen.ready


def forget() -> None:
    """Have the next :func:`ready` look again: a migration has just run in this process."""
    _Seen.ready = False
    _Seen.looked_at = None
