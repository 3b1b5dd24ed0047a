"""A gate of the tests' own, an organisation with its people, and a way to adopt it."""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa

from ckanext.opendatalab.common import gates
from ckanext.opendatalab.workflow import store
from ckanext.opendatalab.workflow.governance import store as instances
from ckanext.opendatalab.workflow.model import Adoption
from tests.licence.conftest import Organisation, organisation
from tests.workflow.governed_world import World

__all__ = ["organisation"]

CLEARED = "cleared"
SECRET = "The jurist has not signed the secret memo."
ASK = "Ask the legal office."


def _blockers(package):
    if package.version == CLEARED:
        return []
    return [gates.Blocker("tested", "unsigned", SECRET, f"/dataset/{package.name}/legal")]


def _second(package):
    message = "The data steward has not looked at it."
    return [] if package.version else [gates.Blocker("second", "unseen", message)]


TESTED = gates.Gate("tested", _blockers, lambda package: ASK)
SECOND = gates.Gate("second", _second, lambda package: "Ask the data steward.")


@pytest.fixture
def gate(used_portal, request):
    """Only the tests' gate, which opens for datasets whose version is "cleared"; nobody adopted."""
    if "app" in request.fixturenames:  # which loads the plugins again, and with them their gates
        request.getfixturevalue("app")
    before = gates.registered()
    gates.use([TESTED])
    model.Session.execute(sa.delete(Adoption))
    model.Session.commit()
    yield TESTED
    gates.use(before)
    model.Session.rollback()
    model.Session.execute(sa.delete(Adoption))
    model.Session.commit()


@pytest.fixture
def elsewhere(used_portal) -> Organisation:
    """Another organisation."""
    return Organisation()


def adopt(organisation: Organisation | None, mode: str) -> None:
    store.save(organisation.id if organisation else None, mode, None)  # type: ignore[arg-type]
    model.Session.commit()


_worlds: dict[str, World] = {}


def _whole(found: World) -> bool:
    """Whether other tests, which adopt and let go whole portals, left its datasets governed."""
    return len(instances.load_many([found.private["id"], found.public["id"]])) == 2


@pytest.fixture
def said():
    """What the only gate of the governed world says: nothing at first."""
    return []


@pytest.fixture
def world(used_portal, said, request, monkeypatch):
    """A governed organisation and its people, made once: their names are their own."""
    if "app" in request.fixturenames:
        request.getfixturevalue("app")
    monkeypatch.setitem(tk.config, "ckan.auth.allow_dataset_collaborators", True)
    monkeypatch.setitem(tk.config, "ckan.auth.user_delete_organizations", True)
    before = gates.registered()
    gates.use([gates.Gate("open", lambda package: list(said), lambda package: "Ask.")])
    if "it" not in _worlds or not _whole(_worlds["it"]):
        _worlds["it"] = World()
    found = _worlds["it"]
    for one in (found, found.governed):  # other tests adopt nobody when they end
        store.save(one.id, "govern", None, editing="direct")
    model.Session.commit()
    yield found
    gates.use(before)
    model.Session.rollback()
    model.Session.execute(sa.delete(Adoption).where(Adoption.organization_id == ""))
    model.Session.commit()
