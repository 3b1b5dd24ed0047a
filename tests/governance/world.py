"""Governed organisations, their people and datasets, for the tests that need a portal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import ckan.model as model
from ckan.tests import factories, helpers

from ckanext.opendatalab.workflow import store
from ckanext.opendatalab.workflow.governance import start
from tests.legal import world as legal

call = legal.call
person = legal.person

# What makes a description complete.
COMPLETE: dict[str, Any] = {
    "notes": "Les équipements sportifs de la commune, leur adresse et leurs horaires. " * 4,
    "license_id": "etalab-2.0",
    "theme": ["http://publications.europa.eu/resource/authority/data-theme/EDUC"],
    "producing_service": "Service des sports",
    "contact": [{"name": "Équipe open data", "email": "opendata@valorne.example"}],
    "frequency": "http://publications.europa.eu/resource/authority/frequency/ANNUAL",
    "coverage_level": "communal",
}


@dataclass
class Commune:
    """A governed organisation; people are made when they are asked for."""

    definition: str = "simple"
    organization: dict[str, Any] = field(default_factory=factories.Organization)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        govern(self.organization["id"], definition=self.definition)

    @property
    def id(self) -> str:
        return self.organization["id"]

    def __getattr__(self, who: str) -> dict[str, Any]:
        """``editor``, ``member``, ``admin``, or one of our roles, as somebody who has only that."""
        if who.startswith("_"):
            raise AttributeError(who)
        if who not in self.people:
            capacity = (
                who.split("2")[0] if who.split("2")[0] in ("editor", "member", "admin") else ""
            )
            role = "" if capacity else who.split("2")[0]
            self.people[who] = person(self.organization, capacity=capacity, role=role)
        return self.people[who]

    def dataset(self, **values: Any) -> dict[str, Any]:
        """Return a private dataset of the editor's, which starts on the path by itself."""
        editor = {"user": self.editor["name"]}
        return legal.dataset(self.organization, context=editor, **values)


def govern(organization_id: str | None, **settings: Any) -> None:
    store.save(organization_id, "govern", None, **settings)
    model.Session.commit()


def begin(dataset_id: str, actor: dict[str, Any] | None = None, **values: Any) -> None:
    """Put a dataset that is there under governance, as adoption does."""
    package = model.Package.get(dataset_id)
    settings = store.adopted([package.owner_org])[package.owner_org]
    user = model.User.get(actor["name"]) if actor else None
    start.begin(package, settings, user, **values)
    model.Session.commit()


def show(user: dict[str, Any], dataset: dict[str, Any]) -> dict[str, Any]:
    return call(user, "opendatalab_workflow_show", id=dataset["id"])


def step(user: dict[str, Any], dataset: dict[str, Any], transition: str, **values: Any) -> Any:
    """Make a step as somebody who has just opened the page."""
    version = store_version(dataset["id"])
    given = {"id": dataset["id"], "transition": transition, "version": version, **values}
    return call(user, "opendatalab_workflow_transition", **given)


def store_version(dataset_id: str) -> int:
    from ckanext.opendatalab.workflow.governance import store as instances

    model.Session.rollback()
    return instances.load(dataset_id).version


def sysadmin() -> dict[str, Any]:
    return factories.Sysadmin()


def stored(dataset_id: str) -> tuple[Any, ...]:
    """Return (private, state in CKAN) as the database has it."""
    model.Session.expire_all()
    package = model.Package.get(dataset_id)
    return bool(package.private), package.state


def indexed(dataset_id: str) -> list[dict[str, Any]]:
    return helpers.call_action(
        "package_search", fq=f"+id:{dataset_id}", include_private=True, include_drafts=True
    )["results"]
