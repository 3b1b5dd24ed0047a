"""The four computed fields of a dataset: read with one primary-key look-up, absent when unknown."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

import ckan.model as model

from ckanext.opendatalab.common.model import Status

COMPUTED = ("governance_state", "legal_eligibility", "quality_status", "quality_score")

_table = Status.__table__
_select = sa.select(*[_table.c[name] for name in COMPUTED])


def implied_state(private: bool) -> str:
    """The governance state of a dataset that no workflow governs: core's lock says it."""
    return "draft" if private else "published"


def put_into(pkg_dict: dict[str, Any]) -> None:
    """Write what is known into ``pkg_dict``; an unknown value is absent, never null.

    CKAN 2.11 and 2.12 treat nulls differently in search results, so there are none.
    """
    for name in COMPUTED:
        pkg_dict.pop(name, None)
    row = model.Session.execute(_select.where(_table.c.package_id == pkg_dict["id"])).first()
    if row is not None:
        pkg_dict.update({k: v for k, v in row._mapping.items() if v is not None})
    hidden = bool(pkg_dict.get("private")) or pkg_dict.get("state") != "active"
    pkg_dict.setdefault("governance_state", implied_state(hidden))
