"""What people wrote of a dataset and its files, read afresh, to tell two versions apart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import ckan.model as model
import sqlalchemy as sa

from ckanext.opendatalab.common.file_key import file_key
from ckanext.opendatalab.workflow.engine import editing
from ckanext.opendatalab.workflow.engine.editing import Change, File

_package: Any = model.Package.__table__  # pyright: ignore[reportAttributeAccessIssue]
_resource: Any = model.Resource.__table__  # pyright: ignore[reportAttributeAccessIssue]
# Visibility is judged for itself; the rest is the portal's own.
_NOT_WRITTEN = frozenset(
    {
        "id", "private", "state", "extras", "plugin_data", "creator_user_id",
        "metadata_created", "metadata_modified",
    }
)  # fmt: skip
_ABOUT = ("name", "description", "format", "resource_type", "cache_url")
# Notes that programs leave on a file: the datastore, and those that load data into it.
_TECHNICAL = frozenset(
    {
        "datastore_active", "datastore_contains_all_records_of_source_file", "ckan_url",
        "original_url", "resource_id", "set_url_type", "task_created", "ignore_hash",
    }
)  # fmt: skip
_EXTRAS_IN_A_COLUMN = "extras" in _package.c  # since CKAN 2.12
# Made once: they run at every write of a governed dataset.
_dataset = sa.select(_package).where(_package.c.id == sa.bindparam("id"))
_extras = sa.text(
    "SELECT key, value FROM package_extra WHERE package_id = :id AND state = 'active'"
)
_tags = sa.text(
    "SELECT tag.name FROM package_tag JOIN tag ON tag.id = package_tag.tag_id"
    " WHERE package_tag.package_id = :id AND package_tag.state = 'active' ORDER BY tag.name"
)
_files = (
    sa.select(_resource)
    .where(_resource.c.package_id == sa.bindparam("id"), _resource.c.state == model.State.ACTIVE)
    .order_by(_resource.c.position)
)


@dataclass(frozen=True)
class Snapshot:
    """``fields``: of the dataset; ``files``: by id, in their order."""

    fields: Mapping[str, Any]
    files: Mapping[str, File]


Columns = Mapping[str, "tuple[tuple[str, ...] | None, tuple[str, ...] | None]"]


def take(package_id: str) -> Snapshot:
    """Return what the database has of a dataset, with this transaction's changes."""
    wanted = {"id": package_id}
    row = model.Session.execute(_dataset, wanted).first()
    if row is None:
        return Snapshot({}, {})
    columns: Mapping[str, Any] = row._asdict()
    fields = {name: value for name, value in columns.items() if name not in _NOT_WRITTEN}
    if _EXTRAS_IN_A_COLUMN:
        extras: Mapping[str, Any] = columns["extras"] or {}
    else:
        found = model.Session.execute(_extras, wanted)
        extras = {one.key: one.value for one in found}
    for key, value in extras.items():
        # Whoever names an extra like a field of CKAN hides that field from nobody.
        fields[f"extras.{key}" if key in columns else key] = value
    fields["tags"] = ",".join(one.name for one in model.Session.execute(_tags, wanted))
    rows = model.Session.execute(_files, wanted)
    return Snapshot(fields, {one.id: _file(one) for one in rows})


def changes(before: Snapshot, after: Snapshot, replaced: Columns) -> frozenset[Change]:
    """Return what differs.

    :param replaced: by the id of a file that is sent anew, the columns that it had and has
    """
    kept = [one for one in before.files if one in after.files]
    order = [one for one in after.files if one in before.files]
    found = editing.kinds(
        before.fields,
        after.fields,
        _with(before.files, {key: old for key, (old, _) in replaced.items()}, ""),
        _with(after.files, {key: new for key, (_, new) in replaced.items()}, " anew"),
    )
    reordered: frozenset[Change] = frozenset() if kept == order else frozenset({"other"})
    return found | reordered


def _file(row: Any) -> File:
    extras = {key: one for key, one in (row.extras or {}).items() if key not in _TECHNICAL and one}
    about = {name: getattr(row, name) for name in _ABOUT if getattr(row, name)}
    return File(
        file_key(row.id, row.url_type, row.url),
        about=json.dumps([about, extras], sort_keys=True, default=str),
    )


def _with(
    files: Mapping[str, File], columns: Mapping[str, tuple[str, ...] | None], mark: str
) -> dict[str, File]:
    return {
        key: replace(one, address=one.address + mark, columns=columns[key])
        if key in columns
        else one
        for key, one in files.items()
    }
