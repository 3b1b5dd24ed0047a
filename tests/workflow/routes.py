"""Every way of CKAN to show the public a file: what is there before, and the attempt itself."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import ckan.model as model
from ckan.tests import factories, helpers
from werkzeug.datastructures import FileStorage

from tests.licence.conftest import Organisation, unique

LINK = {"name": "Budget", "url": "https://valorne.example/budget.csv", "format": "CSV"}
NEW = {"name": "Annexe", "url": "https://valorne.example/annexe.csv", "format": "CSV"}
WITH_FILE = {"resources": [LINK]}
PRIVATE = {**WITH_FILE, "private": True}


@dataclass
class Attempt:
    """One person at one dataset."""

    organisation: Organisation
    person: str
    version: str = ""
    dataset: dict[str, Any] = field(default_factory=dict)
    elsewhere: Organisation | None = None

    def call(self, action: str, **data: Any) -> Any:
        context = {"user": self.organisation.person(self.person)["name"], "ignore_auth": False}
        if "upload" not in data:  # which cannot be copied
            data = deepcopy(data)  # CKAN writes ids into what it is given
        return helpers.call_action(action, context, **data)

    @property
    def id(self) -> str:
        return self.dataset["id"]

    def show(self) -> dict[str, Any]:
        return helpers.call_action("package_show", id=self.id)


def upload(content: str, name: str = "agents.csv") -> FileStorage:
    return FileStorage(BytesIO(content.encode()), name)


def create(attempt: Attempt, **values: Any) -> Any:
    return attempt.call(
        "package_create",
        name=unique("jeu"),
        title="Budget",
        owner_org=attempt.organisation.id,
        version=attempt.version,
        **values,
    )


def update(attempt: Attempt, **values: Any) -> Any:
    return attempt.call("package_update", **{**attempt.show(), **values})


def patch(attempt: Attempt, **values: Any) -> Any:
    return attempt.call("package_patch", id=attempt.id, **values)


def change_link(attempt: Attempt) -> Any:
    resource = attempt.show()["resources"][0]
    return attempt.call("resource_update", **{**resource, "url": NEW["url"]})


def patch_link(attempt: Attempt) -> Any:
    resource = attempt.show()["resources"][0]
    return attempt.call("resource_patch", id=resource["id"], url=NEW["url"])


def undelete(attempt: Attempt) -> Any:
    return patch(attempt, state="active")


def bulk(attempt: Attempt) -> Any:
    return attempt.call("bulk_update_public", datasets=[attempt.id], org_id=attempt.organisation.id)


def revise(attempt: Attempt, **values: Any) -> Any:
    return attempt.call("package_revise", match={"id": attempt.id}, update=values)


@dataclass(frozen=True)
class Route:
    """``before``: the dataset that is there, ``None`` if the attempt makes it."""

    before: dict[str, Any] | None
    attempt: Callable[[Attempt], Any]
    person: str = "editor"


ROUTES: dict[str, Route] = {
    "create": Route(None, lambda a: create(a, private=False, **WITH_FILE)),
    "create without private": Route(None, lambda a: create(a, **WITH_FILE)),
    "create with private empty": Route(None, lambda a: create(a, private="", **WITH_FILE)),
    "create with private no": Route(None, lambda a: create(a, private="no", **WITH_FILE)),
    "create with private foo": Route(None, lambda a: create(a, private="foo", **WITH_FILE)),
    "create a draft": Route(None, lambda a: create(a, state="draft", **WITH_FILE)),
    "update": Route(PRIVATE, lambda a: update(a, private=False)),
    "patch": Route(PRIVATE, lambda a: patch(a, private=False)),
    "patch with private empty": Route(PRIVATE, lambda a: patch(a, private="")),
    "patch with private no": Route(PRIVATE, lambda a: patch(a, private="no")),
    "patch with private foo": Route(PRIVATE, lambda a: patch(a, private="foo")),
    "revise": Route(PRIVATE, lambda a: revise(a, private=False)),
    "as a sysadmin": Route(PRIVATE, lambda a: patch(a, private=False), "sysadmin"),
    "first file": Route({}, lambda a: a.call("resource_create", package_id=a.id, **NEW)),
    "first file by revise": Route({}, lambda a: revise(a, resources=[NEW])),
    "another file": Route(WITH_FILE, lambda a: a.call("resource_create", package_id=a.id, **NEW)),
    "another file by update": Route(WITH_FILE, lambda a: update(a, resources=[LINK, NEW])),
    "another address": Route(WITH_FILE, change_link),
    "another address by patch": Route(WITH_FILE, patch_link),
    "bulk": Route(PRIVATE, bulk, "admin"),
    "undelete": Route({**WITH_FILE, "deleted": True}, undelete, "sysadmin"),
}


def prepare(route: Route, attempt: Attempt) -> None:
    """Make the dataset that is there before, as it was before anybody was governed."""
    if route.before is None:
        return
    values = deepcopy(route.before)
    deleted = values.pop("deleted", False)
    attempt.dataset = factories.Dataset(
        owner_org=attempt.organisation.id, version=attempt.version, **values
    )
    if deleted:
        attempt.call("package_delete", id=attempt.id)


def stored(package_id: str) -> tuple[Any, ...]:
    """What the database has of a dataset, read afresh."""
    model.Session.expire_all()
    package = model.Package.get(package_id)
    files = sorted((one.id, one.url) for one in package.resources)
    return package.private, package.state, package.owner_org, files


def indexed(package_id: str) -> tuple[Any, ...]:
    """What a search finds of it."""
    found = helpers.call_action(
        "package_search",
        fq=f"+id:{package_id} +state:(active OR draft)",
        include_private=True,
        include_drafts=True,
    )["results"]
    return tuple((one["private"], one["owner_org"], len(one["resources"])) for one in found)
