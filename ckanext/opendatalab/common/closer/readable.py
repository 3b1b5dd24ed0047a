"""Which datasets somebody may read, as a condition for the database.

By the permission labels that CKAN's search goes by: public and active ones; those of her
organisations; without an organisation, her own; those she collaborates on; and what a plugin that
gives labels of its own makes known.  Whoever reads by another label sees less here, never more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.authz as authz
import ckan.model as model
import sqlalchemy as sa
from ckan import types
from ckan.lib.plugins import get_permission_labels

# Given the table of datasets and somebody's labels: by which of them she reads, if by any.
Further = Callable[[Any, list[str]], Any]

_package = model.package_table
_further: list[Further] = []


def count_also(condition: Further) -> None:
    """Have labels counted that CKAN does not know; once, however often a plugin is loaded."""
    if condition not in _further:
        _further.append(condition)


def labels_of(context: types.Context) -> list[str] | None:
    """Return the labels of whoever asks; ``None``: she reads everything.

    The signed-in cost CKAN a few queries; the public costs none.
    """
    user = context.get("user")
    if context.get("ignore_auth") or authz.is_sysadmin(user):
        return None
    person = model.User.get(user) if user else None
    return list(get_permission_labels().get_user_dataset_labels(person))


def dataset(id_: Any, labels: list[str]) -> Any:
    """Return the condition that ``id_``, a column, is the id of a dataset that she may read."""
    package = _package.alias()
    return _exists(package, package.c.id == id_, _conditions(package, labels))


def tag(id_: Any, labels: list[str]) -> Any:
    """Return the condition that ``id_``, a column, is the id of a tag on such a dataset."""
    package, tagged = _package.alias(), model.package_tag_table.alias()
    return _exists(
        package.join(tagged, tagged.c.package_id == package.c.id),
        tagged.c.tag_id == id_,
        tagged.c.state == model.State.ACTIVE,
        _conditions(package, labels),
    )


def is_dataset(id_: Any) -> Any:
    """Return the condition that ``id_``, a column, is the id of a dataset at all."""
    package = _package.alias()
    return _exists(package, package.c.id == id_)


def resources(ids: list[str], labels: list[str]) -> set[str]:
    """Return which of these files belong to a dataset that she may read."""
    package, resource = _package.alias(), model.resource_table
    rows = model.Session.execute(
        sa.select(resource.c.id)
        .join(package, package.c.id == resource.c.package_id)
        .where(
            resource.c.id.in_(ids),
            resource.c.state == model.State.ACTIVE,
            _conditions(package, labels),
        )
    )
    return {row.id for row in rows}


def _exists(found: Any, *conditions: Any) -> Any:
    # Whatever query it is put into, these tables are its own.
    return (
        sa.select(sa.literal(1))
        .select_from(found)
        .where(*conditions)
        .correlate_except(*found._from_objects)
        .exists()
    )


def _conditions(package: Any, labels: list[str]) -> Any:
    named: dict[str, list[str]] = {"member": [], "creator": [], "collaborator": []}
    for label in labels:
        kind, _, id_ = label.partition("-")
        if id_ and kind in named:
            named[kind].append(id_)
    ways = [sa.and_(package.c.state == model.State.ACTIVE, package.c.private.isnot(True))]
    if named["member"]:
        ways.append(package.c.owner_org.in_(named["member"]))
    if named["creator"]:
        unowned = sa.func.coalesce(package.c.owner_org, "") == ""
        ways.append(sa.and_(unowned, package.c.creator_user_id.in_(named["creator"])))
    if named["collaborator"]:
        ways.append(package.c.id.in_(named["collaborator"]))
    ways += [way for way in (one(package, labels) for one in _further) if way is not None]
    return sa.or_(*ways)
