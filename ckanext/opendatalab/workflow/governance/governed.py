"""Which organisations and datasets are governed, as a page asks it: at most once for each thing.

What is found is kept as long as the request lasts, for the reader whom it is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ckan.model as model
import flask
import sqlalchemy as sa
from ckan.common import current_user

from ckanext.opendatalab.common import standing, tables
from ckanext.opendatalab.common.standing import Standing
from ckanext.opendatalab.workflow import store as adoption_store
from ckanext.opendatalab.workflow.adoption import adoption_rules
from ckanext.opendatalab.workflow.governance import store
from ckanext.opendatalab.workflow.governance.instance import Instance
from ckanext.opendatalab.workflow.model import Adoption

_KEPT = "opendatalab_governed"
_GOVERN = adoption_rules.GOVERN


@dataclass(frozen=True)
class Case:
    """A dataset and what the reader is to it.

    ``instance``: where it stands; ``None``: it has no place on the path, or not yet.
    """

    package: model.Package
    instance: Instance | None
    standing: Standing


def case(reference: Any) -> Case | None:
    """Return a dataset by id or name for a reader who is signed in; nobody else causes a query."""
    if not current_user.is_authenticated or not isinstance(reference, str) or not reference:
        return None
    kept = _kept("cases")
    if reference not in kept:
        package = model.Package.get(reference)
        kept[reference] = package and Case(
            package, store.load(package.id), standing.on_dataset(current_user.name, package)
        )
    return kept[reference]


def standing_case(reference: Any) -> tuple[Case, Instance] | None:
    """Return a governed dataset to which the reader is something, and where it stands."""
    found = case(reference)
    if found is None or found.instance is None or not found.standing.any:
        return None
    return found, found.instance


def somewhere() -> bool:
    """Return whether any organisation is governed at all."""
    return _GOVERN in _modes().values()


def organization(organization_id: str | None) -> bool:
    """Return whether an organisation is governed; however many are asked for, one query."""
    modes = _modes()
    default = modes[adoption_store.WHOLE_PORTAL]
    return modes.get(organization_id or adoption_store.WHOLE_PORTAL, default) == _GOVERN


def dataset(found: Case) -> bool:
    """Return whether a dataset is on a path, or will be as soon as somebody writes it."""
    return found.instance is not None or organization(found.package.owner_org)


def _modes() -> Mapping[str, str]:
    kept = _kept("modes")
    if not kept:
        kept[adoption_store.WHOLE_PORTAL] = adoption_rules.OFF
        if tables.ready():
            table = Adoption.__table__
            rows = model.Session.execute(sa.select(table.c.organization_id, table.c.mode))
            kept.update({row.organization_id: row.mode for row in rows})
    return kept


def _kept(what: str) -> dict[Any, Any]:
    if not flask.has_app_context():
        return {}
    kept = flask.g.setdefault(_KEPT, {}).setdefault(getattr(current_user, "name", ""), {})
    return kept.setdefault(what, {})
