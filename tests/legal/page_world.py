"""Reads and fills in the page of a legal file as a browser does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bs4 import Tag
from ckan.tests import factories


def form_of(page: Tag, operation: str) -> Tag:
    """Return the form of the questions ("autosave") or that of another operation."""
    if operation == "autosave":
        return page.select_one("form[data-opendatalab-autosave]")
    return page.select_one(f"form[action$='/legal/{operation}']")


def sent_by(form: Tag) -> dict[str, Any]:
    """Return what a browser sends for a form as it stands, without a button."""
    sent: dict[str, Any] = {}
    for control in form.select("input[name], textarea[name], select[name]"):
        name = control["name"]
        if control.name == "textarea":
            sent.setdefault(name, []).append(control.text)
        elif control.name == "select":
            chosen = control.select_one("option[selected]") or control.select_one("option")
            sent.setdefault(name, []).append(chosen["value"] if chosen else "")
        elif control.get("type") not in ("radio", "checkbox") or control.has_attr("checked"):
            sent.setdefault(name, []).append(control.get("value", ""))
    return sent


class Reader:
    """Somebody at the page; ``None`` is anonymous."""

    def __init__(self, app: Any, user: dict[str, Any] | None) -> None:
        self.app = app
        self.user = user or {}
        token = factories.APIToken(user=user["id"])["token"] if user else ""
        self.headers = {"Authorization": token} if token else {}

    def get(self, dataset: Mapping[str, Any], path: str = "", language: str = "") -> Any:
        address = f"{language}/dataset/{dataset['name']}/legal{path}"
        return self.app.get(address, headers=self.headers)

    def post(self, dataset: Mapping[str, Any], path: str, sent: Mapping[str, Any]) -> Any:
        """Send a form and follow where it leads."""
        return self.app.post(
            f"/dataset/{dataset['name']}/legal{path}", data=dict(sent), headers=self.headers
        )

    def answer(
        self,
        dataset: Mapping[str, Any],
        form: Tag,
        answers: Mapping[str, Any],
        notes: Mapping[str, str] | None = None,
    ) -> Any:
        """Fill in the form of the questions and press “Save and continue”."""
        sent = {**sent_by(form), "go": ["next"]}
        for code, value in answers.items():
            sent[f"answer.{code}"] = value if isinstance(value, list) else [value]
        for code, note in (notes or {}).items():
            sent[f"note.{code}"] = [note]
        return self.post(dataset, "", sent)
