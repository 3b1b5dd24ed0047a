"""The accounts, one per role, with their memberships."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from ckanext.opendatalab.demo import store
from ckanext.opendatalab.demo.content import Content, Entry, identity
from ckanext.opendatalab.demo.portal import call
from ckanext.opendatalab.demo.steps import Event, Wish

KIND = "account"


def total(content: Content) -> int:
    return len(content.accounts)


def load(content: Content, wish: Wish) -> Iterator[Event]:
    """An event notes the password when it was just set, or is still the wished one."""
    states = store.states("user", [identity("user", name) for name in content.accounts])
    roles = {name: _roles(name) for name in content.organizations}
    for name, entry in content.accounts.items():
        id_ = identity("user", name)
        password = wish.password or secrets.token_urlsafe(12)
        created = id_ not in states
        changed = False
        if created:
            _create(id_, name, entry, password)
        else:
            changed = _repair(id_, states[id_], password if wish.reset_passwords else None)
        for organization, role in entry.get("memberships", {}).items():
            if roles[organization].get(id_) != role:
                call(
                    "organization_member_create",
                    id=identity("group", organization),
                    username=name,
                    role=role,
                )
                changed = True
        told = created or wish.reset_passwords or store.password_fits(id_, wish.password)
        outcome = "created" if created else "repaired" if changed else "unchanged"
        yield Event(KIND, name, outcome, password if told else "")


def clear(content: Content) -> Iterator[Event]:
    for name in content.accounts:
        if store.remove_user(identity("user", name)):
            yield Event(KIND, name, "removed")


def _roles(organization: str) -> dict[str, str]:
    found = call(
        "organization_show",
        id=identity("group", organization),
        include_users=True,
        include_datasets=False,
    )
    return {user["id"]: user["capacity"] for user in found["users"]}


def _create(id_: str, name: str, entry: Entry, password: str) -> None:
    call(
        "user_create",
        id=id_,
        name=name,
        fullname=entry["fullname"],
        about=entry["about"],
        email=f"{name}@demonstration.example",
        password=password,
    )
    if entry.get("sysadmin"):
        call("user_patch", id=id_, sysadmin=True)


def _repair(id_: str, state: str, password: str | None) -> bool:
    changes = {}
    if state != "active":
        changes["state"] = "active"
    if password:
        changes["password"] = password
    if changes:
        call("user_patch", id=id_, **changes)
    return bool(changes)
