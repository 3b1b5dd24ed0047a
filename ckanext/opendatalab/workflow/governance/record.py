"""A public record without files: its words are those validated for the public, no others.

Title and sentence are those of the directory of public information.  Of what people wrote while
they worked, only theme and contact are shown, which the form asks for as public ones; the rest is
kept aside, its address and keywords included, and comes back when the record is taken offline.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timezone
from typing import Any

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.lib.munge import munge_title_to_name

from ckanext.opendatalab.legal.organization import information_store
from ckanext.opendatalab.legal.organization.information import Entry
from ckanext.opendatalab.workflow.governance.instance import Instance

# Beside title and notes, which have words of their own, and the address, made of that title.
_HIDDEN = (
    "version", "url", "author", "author_email", "maintainer", "maintainer_email", "license_id",
)  # fmt: skip
_SHOWN_EXTRAS = frozenset({"theme", "contact"})
_LONGEST_NAME = 90


def is_one(instance: Instance) -> bool:
    """Return whether a dataset is public as a record without files."""
    return instance.public and not instance.state.files


def show(package: model.Package, kept: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give a dataset the public words; return the words of the work, to keep.  Never commits.

    :param kept: those kept already, where it is such a record since: only the public words change
    :raises ckan.plugins.toolkit.ValidationError: nobody validated any
    """
    entry = _entry(package)
    aside = kept or _aside(package)
    if not kept:
        _close_versions(package)
        _hide(package)
    name = munge_title_to_name(entry.title)
    if not re.fullmatch(rf"{re.escape(name)}(-\d+)?", package.name):
        package.name = _free_name(package, name)
    package.title, package.notes = entry.title, entry.subject
    _changed(package)
    return aside


def put_back(package: model.Package, kept: Mapping[str, Any]) -> None:
    """Give a dataset the words of the work again; what was added since stays.  Never commits."""
    if not kept:
        return
    for name, value in kept["columns"].items():
        setattr(package, name, value)
    package.name = _free_name(package, kept["name"])
    package.extras = {**package.extras, **kept["extras"]}
    for name, vocabulary in kept["tags"]:
        package.add_tag_by_name(name, model.Vocabulary.get(vocabulary) if vocabulary else None)
    _set_groups(package, kept["groups"], model.State.DELETED, model.State.ACTIVE)
    _changed(package)


def _entry(package: model.Package) -> Entry:
    entry = information_store.load(package.id).validated
    if entry is None or entry.organization_id != package.owner_org:
        told = tk._("The public title and the public sentence are not validated.")
        raise tk.ValidationError({"transition": [told]}, {"transition": told})
    return entry


def _aside(package: model.Package) -> dict[str, Any]:
    columns = {name: getattr(package, name) for name in ("title", "notes", *_HIDDEN)}
    return {
        "name": package.name,
        "columns": columns,
        "extras": {k: v for k, v in package.extras.items() if k not in _SHOWN_EXTRAS},
        "tags": [[tag.name, tag.vocabulary_id] for tag in _tags(package)],
        "groups": [one.group_id for one in _groups(package, model.State.ACTIVE)],
    }


def _hide(package: model.Package) -> None:
    for name in _HIDDEN:
        setattr(package, name, None)
    shown = {k: v for k, v in package.extras.items() if k in _SHOWN_EXTRAS}
    groups = [one.group_id for one in _groups(package, model.State.ACTIVE)]
    package.extras = shown
    _set_groups(package, groups, model.State.ACTIVE, model.State.DELETED)
    tagged = model.PackageTag
    model.Session.query(tagged).filter(tagged.package_id == package.id).delete()


def _tags(package: model.Package) -> list[model.Tag]:
    tag, tagged = model.Tag, model.PackageTag
    statement = (
        sa.select(tag)
        .join(tagged, tagged.tag_id == tag.id)
        .where(tagged.package_id == package.id, tagged.state == model.State.ACTIVE)
    )
    return list(model.Session.scalars(statement).unique())


def _groups(package: model.Package, state: str) -> list[model.Member]:
    """Return its memberships of thematic groups, never that of its organisation."""
    member = model.Member
    statement = sa.select(member).where(
        member.table_id == package.id,
        member.table_name == "package",
        member.capacity != "organization",
        member.state == state,
    )
    return list(model.Session.scalars(statement).unique())


def _set_groups(
    package: model.Package, ids: Collection[str | None], before: str, after: str
) -> None:
    for one in _groups(package, before):
        if one.group_id in ids:
            one.state = after


def _free_name(package: model.Package, wanted: str) -> str:
    """Return an address that no other dataset has."""
    base = wanted[:_LONGEST_NAME]
    other = model.Package
    taken = set(
        model.Session.scalars(
            sa.select(other.name).where(
                sa.or_(other.name == wanted, other.name.startswith(base)), other.id != package.id
            )
        )
    )
    name, number = wanted, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    return name


def _close_versions(package: model.Package) -> None:
    """Have only its organisation read what the activity stream keeps of a dataset so far.

    Its lists go by who could read each version at the time, whoever may read the dataset now.
    """
    if not p.plugin_loaded("activity"):
        return
    from ckanext.activity.model import Activity  # importing it makes its table known

    activity: Any = Activity.__table__
    model.Session.execute(
        activity.update()
        .where(
            activity.c.object_id == package.id,
            activity.c.permission_labels.op("&&")(["public"]),
        )
        .values(permission_labels=[f"member-{package.owner_org}"])
    )


def _changed(package: model.Package) -> None:
    """Have CKAN know that the index holds another one."""
    package.metadata_modified = datetime.now(timezone.utc).replace(tzinfo=None)  # as CKAN keeps it
    model.Session.flush()
