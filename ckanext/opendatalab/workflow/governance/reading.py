"""Who reads a dataset that is not public yet, because something there is hers to do.

A role is enough, without being a member: a legal officer may serve several organisations.  Only
what is governed, and never what is deleted.
"""

from __future__ import annotations

from typing import Any

import ckan.model as model
import sqlalchemy as sa

from ckanext.opendatalab.common import roles, standing
from ckanext.opendatalab.workflow.adoption import adoption_rules
from ckanext.opendatalab.workflow.engine import readers
from ckanext.opendatalab.workflow.governance import definitions, situation, store
from ckanext.opendatalab.workflow.governance.instance import Instance
from ckanext.opendatalab.workflow.model import Adoption, KeptDefinition, Workflow
from ckanext.opendatalab.workflow.store import WHOLE_PORTAL

_PREFIX = "opendatalab-role-"
_EVERYWHERE = "*"
_kept = KeptDefinition.__table__
_adoption = Adoption.__table__


def may(user: str, package: model.Package) -> bool:
    """Return whether a user (a name) has to read a dataset: by her role, or it is hers now."""
    instance = _governed(package) if package.state != model.State.DELETED else None
    if instance is None:
        return False
    found = standing.on_dataset(user, package)
    if found.roles & readers.roles(instance.definition, instance.state.code):
        return True
    person = model.User.get(user)
    return found.any and person is not None and person.id == instance.assignee_id


def dataset_labels(package: model.Package) -> list[str]:
    """Return the labels by which those who have to read a dataset find it: none of a public one.

    Not that of the person whom it is assigned to: the index would keep it when it no longer is.
    """
    if not package.private or package.state != model.State.ACTIVE or not package.owner_org:
        return []
    instance = _governed(package)
    if instance is None:
        return []
    return [
        _label(role, where)
        for role in sorted(readers.roles(instance.definition, instance.state.code))
        for where in (package.owner_org, None)
    ]


def user_labels(user: model.User) -> list[str]:
    """Return the labels of the roles that a user has."""
    held = roles.by_organization(user)
    return [_label(role, where) for where, names in held.items() for role in sorted(names)]


def condition(package: Any, labels: list[str]) -> Any:
    """Return what :func:`dataset_labels` says, as a condition for the database.

    :param package: the table of datasets, or an alias of it
    :returns: ``None`` where none of the labels is ours
    """
    held = _roles_in(labels)
    if not held:
        return None
    workflow = Workflow.__table__.alias()
    kept = [
        definitions.of(row.code, row.version)
        for row in model.Session.execute(sa.select(_kept.c.code, _kept.c.version))
    ]
    stands = sa.tuple_(workflow.c.definition, workflow.c.definition_version, workflow.c.state)
    ways: list[Any] = []
    for role, places in held.items():
        states = [
            (one.code, one.version, state)
            for one in kept
            for state in one.states
            if role in readers.roles(one, state)
        ]
        here = sa.true() if _EVERYWHERE in places else package.c.owner_org.in_(sorted(places))
        ways.append(sa.and_(here, stands.in_(states)))
    return sa.and_(
        package.c.private,
        package.c.state == model.State.ACTIVE,
        _mode(package.c.owner_org) == adoption_rules.GOVERN,
        sa.select(sa.literal(1))
        .select_from(workflow)
        .where(workflow.c.package_id == package.c.id, sa.or_(*ways))
        .correlate_except(workflow)
        .exists(),
    )


def _governed(package: model.Package) -> Instance | None:
    """Return where a dataset stands, if its organisation still has its datasets governed."""
    instance = store.load(package.id)
    if instance is None or not situation.settings_of(package).governed:
        return None
    return instance


def _mode(organization: Any) -> Any:
    def own(key: Any) -> Any:
        table = _adoption.alias()
        chosen = sa.select(table.c.mode).where(table.c.organization_id == key)
        return chosen.correlate_except(table).scalar_subquery()

    return sa.func.coalesce(own(organization), own(WHOLE_PORTAL))


def _label(role: str, organization_id: str | None) -> str:
    return f"{_PREFIX}{role}-{organization_id or _EVERYWHERE}"


def _roles_in(labels: list[str]) -> dict[str, set[str]]:
    """Return where each role is held that the labels name."""
    found: dict[str, set[str]] = {}
    for label in labels:
        if label.startswith(_PREFIX):
            role, _, where = label.removeprefix(_PREFIX).partition("-")
            found.setdefault(role, set()).add(where)
    return found
