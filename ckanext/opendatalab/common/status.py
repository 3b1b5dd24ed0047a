"""The computed fields of a dataset: read with one primary-key look-up, absent when unknown."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckanext.opendatalab.common import clock, tables
from ckanext.opendatalab.common.model import Status

COMPUTED = (
    "governance_state",
    "legal_eligibility",
    "legal_outcome",
    "legal_grounds",
    "legal_access_right",
    "legal_statement",
    "legal_obligation",
    "quality_status",
    "quality_score",
)

# What a day changes of them, written beforehand: freshness is right on the day it is read.
TURNING = ("quality_turns_on", "quality_score_then", "quality_status_then")

_table = Status.__table__
# Made once: it runs at every dataset shown and indexed.
_select = sa.select(*[_table.c[name] for name in COMPUTED + TURNING]).where(
    _table.c.package_id == sa.bindparam("package_id")
)


def implied_state(private: bool) -> str:
    """The governance state of a dataset that no workflow governs: core's lock says it."""
    return "draft" if private else "published"


def known(package_id: str) -> dict[str, Any]:
    """Return the computed fields of one dataset that have a value; none before the migration."""
    if not tables.ready():
        return {}
    row = model.Session.execute(_select, {"package_id": package_id}).first()
    if row is None:
        return {}
    values = dict(row._mapping)
    turns_on, *then = (values.pop(name) for name in TURNING)
    if turns_on is not None and turns_on <= clock.today():
        values["quality_score"], values["quality_status"] = then
    return {k: v for k, v in values.items() if v is not None}


def put_into(pkg_dict: dict[str, Any]) -> None:
    """Write what is known into ``pkg_dict``; an unknown value is absent, never null.

    CKAN 2.11 and 2.12 treat nulls differently in search results, so there are none.
    """
    for name in COMPUTED:
        pkg_dict.pop(name, None)
    pkg_dict.update(known(pkg_dict["id"]))
    hidden = bool(pkg_dict.get("private")) or pkg_dict.get("state") != "active"
    pkg_dict.setdefault("governance_state", implied_state(hidden))


def put_into_index(document: dict[str, Any]) -> None:
    """Give a document for the index the computed fields, where a search reads them.

    CKAN 2.12 passes only the custom schema's copy to ``after_dataset_show``: the document itself,
    and the copy that a search with ``use_default_schema`` answers with, would lack them.  No query.
    """
    custom = json.loads(document["validated_data_dict"])
    values = {name: custom[name] for name in COMPUTED if custom.get(name) is not None}
    default = json.loads(document["data_dict"])
    for each in (document, default):
        for name in COMPUTED:
            each.pop(name, None)
        each.update(values)
    document["data_dict"] = json.dumps(default)


def write(package_id: str, values: dict[str, Any]) -> None:
    """Set some of the computed fields of one dataset; ``None`` makes one unknown.  Never commits.

    Search results show it once :func:`.reindex.reindex` ran after the commit.

    :raises ValueError: a name that is not one of :data:`COMPUTED` or :data:`TURNING`
    """
    write_all([package_id], values)


def write_all(package_ids: Sequence[str], values: dict[str, Any]) -> None:
    """Set the same values for several datasets, as :func:`write` does for one.  Never commits.

    :raises ValueError: as :func:`write`
    """
    unknown = set(values) - set(COMPUTED) - set(TURNING)
    if unknown:
        raise ValueError(f"not a computed field: {', '.join(sorted(unknown))}")
    if not package_ids:
        return
    rows = [{"package_id": one, **values} for one in package_ids]
    statement = insert(_table).values(rows if len(rows) > 1 else rows[0])
    if values:
        statement = statement.on_conflict_do_update(index_elements=["package_id"], set_=values)
    else:
        statement = statement.on_conflict_do_nothing()
    model.Session.execute(statement)


def forget(package_id: str) -> None:
    """Delete what is known of one dataset, which is being purged.  Never commits."""
    if tables.ready():
        model.Session.execute(_table.delete().where(_table.c.package_id == package_id))
