"""A governed organisation with everybody who might try something, and two others."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.tests import factories, helpers

from ckanext.opendatalab.common import log
from ckanext.opendatalab.workflow import store
from ckanext.opendatalab.workflow.governance import marker, start
from ckanext.opendatalab.workflow.governance import store as instances
from tests.licence.conftest import Organisation, unique
from tests.workflow.routes import LINK, Attempt

PERSONAS = (
    "anonymous",
    "stranger",
    "member",
    "editor",
    "collaborator",
    "admin",
    "project_lead",
    "lead_and_author",
    "admin_of_governed",
    "admin_of_ungoverned",
)
# What CKAN lets somebody do in the organisation of the datasets.
_CAPACITY = {
    "lead_and_author": "editor",
    "admin_of_governed": "editor",
    "admin_of_ungoverned": "editor",
}
REFUSALS = (tk.NotAuthorized, tk.ValidationError, tk.ObjectNotFound)


class World(Organisation):
    """A governed organisation with every persona; ``governed``, ``ungoverned``: two others."""

    def __init__(self) -> None:
        super().__init__()
        self.governed, self.ungoverned = Organisation(), Organisation()
        for one in (self, self.governed):
            store.save(one.id, "govern", None)
        model.Session.commit()
        for person in PERSONAS:
            self.person(person)
        self.grant("project_lead")
        self.grant("lead_and_author")
        for person, where in (
            ("admin_of_governed", self.governed),
            ("admin_of_ungoverned", self.ungoverned),
        ):
            self._join(where.id, person, "admin")
        author = Attempt(self, "lead_and_author")
        self.private = author.call(
            "package_create", name=unique("prive"), owner_org=self.id, resources=[dict(LINK)]
        )
        self.public = adopted(self)
        for dataset in (self.private, self.public):
            self.collaborator(dataset["id"])

    def person(self, role: str) -> dict[str, Any]:
        if role == "anonymous":
            return {"name": "", "id": ""}
        known = role in self._people
        found = super().person(role)
        if not known and role in _CAPACITY:
            self._join(self.id, role, _CAPACITY[role])
        return found

    def grant(self, person: str, role: str = "project_lead") -> None:
        user = self.person(person)["name"]
        helpers.call_action("opendatalab_role_grant", user=user, role=role, organization=self.id)

    def collaborator(self, package_id: str) -> None:
        helpers.call_action(
            "package_collaborator_create",
            id=package_id,
            user_id=self.person("collaborator")["id"],
            capacity="editor",
        )

    def roles(self) -> list[Any]:
        query = sa.text(
            "SELECT user_id, organization_id, role FROM opendatalab_role"
            " WHERE user_id = ANY(:ids) ORDER BY 1, 2, 3"
        )
        ids = [self.person(one)["id"] for one in PERSONAS]
        return [tuple(row) for row in model.Session.execute(query, {"ids": ids})]

    def _join(self, organization: str, person: str, role: str) -> None:
        helpers.call_action(
            "organization_member_create",
            id=organization,
            username=self.person(person)["name"],
            role=role,
        )


def adopted(organisation: Organisation, **values: Any) -> dict[str, Any]:
    """Return a dataset that was public when its organisation was put under governance."""
    package_id = str(uuid.uuid4())
    with marker.moving(package_id):
        found = factories.Dataset(
            id=package_id,
            owner_org=organisation.id,
            private=False,
            **{"resources": [dict(LINK)], **values},
        )
    settings = store.adopted([organisation.id])[organisation.id]
    start.begin(model.Package.get(package_id), settings, None, public=True)
    model.Session.commit()
    return found


def row(package_id: str) -> Any:
    """Return where a dataset stands, as the database has it."""
    model.Session.rollback()
    return instances.load(package_id)


@contextmanager
def refused() -> Iterator[None]:
    """Go on after a refusal that somebody could understand; anything else is a breakdown."""
    try:
        yield
    except REFUSALS:
        model.Session.rollback()


def draft(world: World, person: str = "editor", **values: Any) -> Attempt:
    attempt = Attempt(world, person)
    given = {"owner_org": world.id, "resources": [dict(LINK)], **values}
    attempt.dataset = attempt.call("package_create", name=unique("jeu"), **given)
    return attempt


def public(world: World, person: str = "editor", **values: Any) -> Attempt:
    return Attempt(world, person, dataset=adopted(world, **values))


def kinds(package_id: str) -> list[str]:
    return [one.kind for one in log.read(package_id=package_id)]


def told(field: str, action: Any, *arguments: Any, **values: Any) -> str:
    with pytest.raises(tk.ValidationError) as found:
        action(*arguments, **values)
    return " ".join(found.value.error_dict[field])
