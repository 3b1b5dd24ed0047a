"""Opens and closes a dataset, so that it agrees with where it stands: one commit for both."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa

from ckanext.opendatalab.workflow.governance import marker, record, store
from ckanext.opendatalab.workflow.governance.instance import Instance
from ckanext.opendatalab.workflow.locking.refusal import PublicationRefused

_packages: Any = model.Package.__table__  # pyright: ignore[reportAttributeAccessIssue]


def commit(package: model.Package, after: Instance, actor: model.User | None) -> None:
    """Have a dataset agree with its state, which the caller has saved, and commit both.

    :param actor: in whose name it is published; ``None``: the portal's own
    :raises ckan.plugins.toolkit.ValidationError: CKAN cannot publish it as it is
    :raises ckan.lib.search.common.SearchIndexError: the index, which CKAN writes first, is silent
    """
    model.Session.flush()
    if record.is_one(after):
        _show_record(package, after)
        return
    if after.kept:
        record.put_back(package, after.kept)
        store.save(replace(after, kept={}))
    if after.public and (package.private or package.state != model.State.ACTIVE):
        _publish(package, actor)
    elif not after.public and not package.private:
        _close(package)
    else:
        _commit_alone()


def _show_record(package: model.Package, after: Instance) -> None:
    """Without CKAN's action: its form may ask for fields that such a record does not have."""
    kept = record.show(package, after.kept)
    store.save(replace(after, kept=kept))
    package.private, package.state = False, model.State.ACTIVE
    _commit_alone()


def _publish(package: model.Package, actor: model.User | None) -> None:
    """Through CKAN's own action, whose commit is ours: other plugins and followers are told."""
    name = (
        actor.name if actor else tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    )
    context: Any = {"user": name, "ignore_auth": True}
    package_id = package.id
    values = {"id": package_id, "private": False, "state": model.State.ACTIVE}
    try:
        with marker.moving(package_id):
            tk.get_action("package_patch")(context, values)
    except PublicationRefused:
        raise
    except tk.ValidationError as error:
        raise _not_valid(error) from error
    model.Session.commit()


def _close(package: model.Package) -> None:
    """Without CKAN's action: it must work with the index down and whatever the form would say."""
    now = datetime.now(timezone.utc).replace(tzinfo=None)  # as CKAN keeps it
    model.Session.execute(
        sa.update(_packages)
        .where(_packages.c.id == package.id)
        .values(private=True, metadata_modified=now)
    )
    _commit_alone()
    model.Session.expire_all()


def _commit_alone() -> None:
    """Commit without CKAN 2.11 asking the index before: it may be down, and is written after."""
    session: Any = model.Session()
    session.flush()
    for changed in getattr(session, "_object_cache", {}).values():
        changed.clear()
    session.commit()


def _not_valid(error: tk.ValidationError) -> tk.ValidationError:
    """Say on the page of the steps what CKAN finds wrong in the form."""
    told = [tk._("CKAN refuses the dataset as it is. Correct it in its form, then try again:")]
    told += [f"{field}: {message}" for field, message in error.error_summary.items()]
    return tk.ValidationError({"transition": told}, {"transition": " ".join(told)})
