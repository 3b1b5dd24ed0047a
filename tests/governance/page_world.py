"""Reads the page where a dataset stands, and fills in its forms as a browser does."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag

from tests.legal import page_world

sent_by = page_world.sent_by


class Reader(page_world.Reader):
    """Somebody at the page; ``None`` is anonymous."""

    def get(self, dataset: dict[str, Any], path: str = "", language: str = "") -> Any:
        address = f"{language}/dataset/{dataset['name']}/governance{path}"
        return self.app.get(address, headers=self.headers)

    def page(self, dataset: dict[str, Any], path: str = "", language: str = "") -> Tag:
        return body(self.get(dataset, path, language))

    def send(self, dataset: dict[str, Any], operation: str, sent: dict[str, Any]) -> Any:
        """Send a form without following where it leads."""
        return self.app.post(
            f"/dataset/{dataset['name']}/governance/{operation}",
            data=sent,
            headers=self.headers,
            follow_redirects=False,
        )

    def step(self, dataset: dict[str, Any], page: Tag, code: str, **typed: str) -> Any:
        """Fill in the form of a step as the page shows it, and press its button."""
        return self.send(dataset, "step", {**sent_by(form_of(page, code)), **typed})


def body(response: Any) -> Tag:
    return BeautifulSoup(response.body, "html.parser")


def form_of(page: Tag, code: str) -> Tag:
    """Return the form of a step."""
    found = page.select_one(f"form:has(input[name=transition][value={code}])")
    assert found is not None, f"no form for {code}: {codes(page)}"
    return found


def codes(page: Tag) -> list[str]:
    """Return the steps that the page has a form for."""
    return [one["value"] for one in page.select("form input[name=transition]")]


def text_of(page: Tag, selector: str = ".opendatalab-governance") -> str:
    return " ".join(page.select_one(selector).get_text(" ").split())
