"""Organisations with one person for each role."""

from __future__ import annotations

import uuid
from typing import Any

import ckan.model as model
import pytest
from ckan.tests import factories, helpers


class Organisation:
    """An organisation whose people are made when a test first needs them."""

    def __init__(self) -> None:
        created = factories.Organization(name=unique("valorne"), title="Ville de Valorne")
        self.id: str = created["id"]
        self.name: str = created["name"]
        self._people: dict[str, dict[str, Any]] = {}

    def person(self, role: str) -> dict[str, Any]:
        """Return the admin, editor or member, a stranger to the organisation, or a sysadmin."""
        if role not in self._people:
            self._people[role] = factories.UserWithToken(sysadmin=role == "sysadmin")
            if role in ("admin", "editor", "member"):
                helpers.call_action(
                    "organization_member_create",
                    id=self.id,
                    username=self._people[role]["name"],
                    role=role,
                )
        return self._people[role]

    def headers(self, role: str) -> dict[str, str]:
        """Return what logs that person in; nothing for "anonymous"."""
        return {} if role == "anonymous" else {"Authorization": self.person(role)["token"]}


def unique(prefix: str) -> str:
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def organisation(used_portal) -> Organisation:
    """An organisation and its people."""
    return Organisation()


@pytest.fixture
def fresh_licence_list():
    """CKAN's licence list, read again now and after the test: the process keeps it otherwise."""
    forget_licence_list()
    yield
    forget_licence_list()


def forget_licence_list() -> None:
    if hasattr(model.Package, "_license_register"):
        del model.Package._license_register
