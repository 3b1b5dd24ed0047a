"""Fills in the form as a browser without scripts does: what the page shows is what is sent back."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from bs4 import BeautifulSoup, Tag
from ckan.tests import factories

Values = dict[str, Any]


def publisher() -> tuple[dict[str, Any], dict[str, str], dict[str, Any]]:
    """An editor, her request headers, and the organisation that she edits."""
    user = factories.UserWithToken()
    organisation = factories.Organization(users=[{"name": user["name"], "capacity": "editor"}])
    return user, {"Authorization": user["token"]}, organisation


def page(app: Any, url: str, headers: dict[str, str] | None = None, status: int = 200) -> Tag:
    """The page at ``url``."""
    return BeautifulSoup(app.get(url, headers=headers, status=status).body, "html.parser")


def form(soup: Tag, name: str = "dataset-edit") -> Tag:
    found = soup.find("form", id=name)
    assert isinstance(found, Tag)
    return found


def values(of: Tag) -> list[tuple[str, str]]:
    """What a browser would send if the form were submitted untouched."""
    sent: list[tuple[str, str]] = []
    for control in of.find_all(["input", "select", "textarea"]):
        name = control.get("name")
        if not name or control.get("type") in ("file", "submit", "button"):
            continue
        if control.get("type") in ("checkbox", "radio") and not control.has_attr("checked"):
            continue
        if control.name == "select":
            chosen = control.find("option", selected=True) or control.find("option")
            sent.append((name, chosen.get("value", "") if chosen else ""))
        elif control.name == "textarea":
            sent.append((name, control.text.removeprefix("\n")))
        else:
            sent.append((name, control.get("value", "")))
    return sent


def filled(of: Tag, **changes: Any) -> Values:
    """The form's values with ``changes``; "__" in a name stands for "-"."""
    wanted = {name.replace("__", "-"): value for name, value in changes.items()}
    sent: dict[str, list[Any]] = {}
    for name, value in values(of):
        sent.setdefault(name, []).append(value)
    for name in wanted:
        assert name in sent or of.find(attrs={"name": name}), f"the form has no field {name}"
    data = {name: held[0] if len(held) == 1 else held for name, held in sent.items()}
    return {**data, **wanted, "save": wanted.get("save", "continue")}


def send(
    app: Any, url: str, of: Tag, data: Values, headers: dict[str, str], status: int = 302
) -> Any:
    """Submit the form to where its action, or the page itself, is."""
    return app.post(
        of.get("action") or url, data=data, headers=headers, follow_redirects=False, status=status
    )


def described(control: Tag, soup: Tag) -> str:
    """What a screen reader says after the name of the control."""
    return " ".join(
        soup.find(id=one).get_text(" ", strip=True)  # pyright: ignore[reportOptionalMemberAccess]
        for one in str(control.get("aria-describedby", "")).split()
    )


def new_name() -> str:
    """A name that no other test uses."""
    return f"arbres-{uuid4().hex[:8]}"


def start(
    app: Any, headers: dict[str, str], organisation: dict[str, Any], **changes: Any
) -> tuple[str, Any]:
    """Create a dataset through the first page; its name, and the answer."""
    name = new_name()
    first = form(page(app, "/dataset/new", headers))
    data = filled(first, title="Arbres", name=name, owner_org=organisation["id"], **changes)
    return name, send(app, "/dataset/new", first, data, headers)
