"""What the demonstration needs of the database and no action gives."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import timedelta

import ckan.model as model
import ckan.plugins as p
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan.lib import search

from ckanext.opendatalab.demo.content import Content
from ckanext.opendatalab.legal.model import (
    LegalFileRow,
    LegalTemplate,
    OrganizationProfile,
    PublicInformation,
)
from ckanext.opendatalab.workflow.model import Workflow

CLASSES = {"package": model.Package, "group": model.Group, "user": model.User}


def states(kind: str, ids: Collection[str]) -> dict[str, str]:
    """Id → state of those of ``ids`` that exist."""
    class_ = CLASSES[kind]
    query = sa.select(class_.id, class_.state).where(class_.id.in_(ids))
    return {row[0]: row[1] for row in model.Session.execute(query)}


def other_datasets(content: Content) -> int:
    """How many datasets there are that the demonstration did not make."""
    package = model.Package
    query = (
        sa.select(sa.func.count())
        .select_from(package)
        .where(package.state != model.State.DELETED, package.id.notin_(list(content.ids)))
    )
    return model.Session.scalar(query) or 0


def taken_names(content: Content) -> list[str]:
    """The names that the content needs and that something else on the portal has."""
    found: list[str] = []
    for kind, entries in (
        ("user", content.accounts),
        ("group", content.organizations),
        ("package", content.datasets),
    ):
        class_ = CLASSES[kind]
        query = sa.select(class_.name).where(
            class_.name.in_(list(entries)), class_.id.notin_(list(content.ids))
        )
        found += [f"{kind} {name}" for name in model.Session.scalars(query)]
    return found


def datasets_of(organization: str) -> int:
    """How many datasets an organisation holds, those in the bin included."""
    package = model.Package
    query = sa.select(sa.func.count()).select_from(package).where(package.owner_org == organization)
    return model.Session.scalar(query) or 0


def uploads(dataset: str) -> list[str]:
    """The ids of a dataset's uploaded files."""
    resource = model.Resource
    query = sa.select(resource.id).where(
        resource.package_id == dataset,
        resource.url_type == "upload",
        resource.state == model.State.ACTIVE,
    )
    return list(model.Session.scalars(query))


def password_fits(id_: str, password: str | None) -> bool:
    """Whether ``password`` opens the user's account."""
    user = model.Session.get(model.User, id_)
    return bool(user and password and user.validate_password(password))


@contextmanager
def index_shown_once() -> Iterator[None]:
    """Let the index show all changes at the end, even after an error: this halves the time.

    Every dataset still reaches the index with its own transaction; only Solr's commit waits.
    """
    wanted = tk.config["ckan.search.solr_commit"]
    tk.config["ckan.search.solr_commit"] = False
    try:
        yield
    finally:
        tk.config["ckan.search.solr_commit"] = wanted
        search.commit()


def remove_user(id_: str) -> bool:
    """Remove a user for good, which no action does; tell whether there was one."""
    user = model.Session.get(model.User, id_)
    if user is None:
        return False
    for class_, column in (
        (model.ApiToken, model.ApiToken.user_id),
        (model.PackageMember, model.PackageMember.user_id),
        (model.Member, model.Member.table_id),
    ):
        model.Session.execute(sa.delete(class_).where(column == id_))
    model.Session.delete(user)
    model.Session.commit()
    return True


def forget_activity(content: Content) -> None:
    """Remove the activity that tells of what has been removed: core's purges leave it behind."""
    if not p.plugin_loaded("activity"):
        return
    from ckanext.activity.model import Activity

    ids = list(content.ids)
    model.Session.execute(
        sa.delete(Activity).where(sa.or_(Activity.object_id.in_(ids), Activity.user_id.in_(ids)))
    )
    model.Session.commit()


def with_profile() -> set[str]:
    """The ids of the organisations whose profile was filled in."""
    return set(model.Session.scalars(sa.select(OrganizationProfile.organization_id)))


def validated_templates() -> set[tuple[str, str]]:
    """The prepared analyses that were validated: organisation and template."""
    query = sa.select(LegalTemplate.organization_id, LegalTemplate.template)
    return {(row[0], row[1]) for row in model.Session.execute(query)}


def legal_versions(datasets: Collection[str]) -> dict[str, int]:
    """Dataset → version of its legal file, of those that were begun."""
    query = sa.select(LegalFileRow.package_id, LegalFileRow.version).where(
        LegalFileRow.package_id.in_(datasets)
    )
    return {row[0]: row[1] for row in model.Session.execute(query)}


def in_directory() -> set[str]:
    """The ids of the datasets that are in the directory of public information, or proposed."""
    return set(model.Session.scalars(sa.select(PublicInformation.package_id)))


def not_moved(datasets: Collection[str]) -> set[str]:
    """Those that are governed and stand where they started."""
    query = sa.select(Workflow.package_id).where(
        Workflow.package_id.in_(datasets), Workflow.version == 1
    )
    return set(model.Session.scalars(query))


def governed_version(dataset: str) -> int | None:
    """The version of where a dataset stands now."""
    query = sa.select(Workflow.version).where(Workflow.package_id == dataset)
    return model.Session.scalar(query)


def age(dataset: str, days: int) -> None:
    """Have a dataset stand where it is for so many days already."""
    table = Workflow.__table__
    passed = timedelta(days=days)
    model.Session.execute(
        sa.update(table)
        .where(table.c.package_id == dataset)
        .values(entered_at=table.c.entered_at - passed, due_on=table.c.due_on - days)
    )
    model.Session.commit()
