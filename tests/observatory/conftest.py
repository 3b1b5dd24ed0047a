"""An organisation with one person for each role."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from ckan.tests import factories, helpers

from tests.observatory.inventory_cases import unique


@dataclass
class Organisation:
    """An organisation; its people are made when first asked for, as that takes time.

    Roles: admin, editor, member, stranger, sysadmin; anonymous is nobody.
    """

    id: str
    name: str
    people: dict[str, dict[str, Any]] = field(default_factory=dict)

    def user(self, role: str) -> str:
        """Return the name of somebody with this role."""
        return self._person(role)["name"] if role != "anonymous" else ""

    def headers(self, role: str) -> dict[str, str]:
        """Return the headers of a request by somebody with this role."""
        return {"Authorization": self._person(role)["token"]} if role != "anonymous" else {}

    def _person(self, role: str) -> dict[str, Any]:
        if role not in self.people:
            person = factories.UserWithToken(sysadmin=role == "sysadmin")
            if role in ("admin", "editor", "member"):
                helpers.call_action(
                    "organization_member_create", id=self.id, username=person["name"], role=role
                )
            self.people[role] = person
        return self.people[role]


@pytest.fixture
def organisation(used_portal) -> Organisation:
    """An organisation with a title of its own."""
    created = factories.Organization(name=unique("valorne"), title="Ville de Valorne")
    return Organisation(created["id"], created["name"])


@pytest.fixture
def neighbour(used_portal) -> Organisation:
    """Another organisation."""
    created = factories.Organization(name=unique("brassac"), title="Commune de Brassac")
    return Organisation(created["id"], created["name"])
