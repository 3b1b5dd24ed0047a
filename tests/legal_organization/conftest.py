"""A team of one organisation, and its pages as a browser reads them."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from ckan.tests import factories

from tests.legal import signing
from tests.legal.signing import Team


@pytest.fixture
def team(used_portal) -> Team:
    return signing.team()


class Pages:
    """The pages of an organisation; ``user``: ``None`` is anonymous."""

    def __init__(self, app: Any, organization: dict[str, Any]) -> None:
        self.app = app
        self.organization = organization
        self._tokens: dict[str, str] = {}

    def headers(self, user: dict[str, Any] | None) -> dict[str, str]:
        if user is None:
            return {}
        if user["id"] not in self._tokens:
            self._tokens[user["id"]] = factories.APIToken(user=user["id"])["token"]
        return {"Authorization": self._tokens[user["id"]]}

    def address(self, path: str) -> str:
        return f"/organization/{self.organization['name']}/opendatalab/{path}"

    def get(self, user: dict[str, Any] | None, path: str, language: str = "") -> Any:
        where = path if path.startswith("/") else self.address(path)
        return self.app.get(language + where, headers=self.headers(user))

    def read(self, user: dict[str, Any] | None, path: str, language: str = "") -> Tag:
        answer = self.get(user, path, language)
        assert answer.status_code == 200, answer.body
        return BeautifulSoup(answer.body, "html.parser").select_one("#content")

    def post(self, user: dict[str, Any] | None, path: str, **form: Any) -> Any:
        where = path if path.startswith("/") else self.address(path)
        return self.app.post(where, data=form, headers=self.headers(user))


@pytest.fixture
def pages(app, team) -> Pages:
    return Pages(app, team.organization)
