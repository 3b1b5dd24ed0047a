"""The roles of the accounts, beside their memberships."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.opendatalab.demo import store
from ckanext.opendatalab.demo.content import Content, identity
from ckanext.opendatalab.demo.portal import administrator, call, call_as
from ckanext.opendatalab.demo.steps import Event, Wish

KIND = "role"


def total(content: Content) -> int:
    return sum(1 for _ in _wanted(content))


def load(content: Content, wish: Wish) -> Iterator[Event]:
    who = administrator(content)
    for account, role, organization in _wanted(content):
        granted = call_as(
            who,
            "opendatalab_role_grant",
            user=identity("user", account),
            role=role,
            organization=identity("group", organization),
        )
        outcome = "created" if granted["changed"] else "unchanged"
        yield Event(KIND, f"{account} {role} {organization}", outcome)


def clear(content: Content) -> Iterator[Event]:
    there = store.states("group", [identity("group", name) for name in content.organizations])
    for account, role, organization in _wanted(content):
        if identity("group", organization) not in there:
            continue
        revoked = call(
            "opendatalab_role_revoke",
            user=identity("user", account),
            role=role,
            organization=identity("group", organization),
        )
        if revoked["changed"]:
            yield Event(KIND, f"{account} {role} {organization}", "removed")


def _wanted(content: Content) -> Iterator[tuple[str, str, str]]:
    for account, entry in content.accounts.items():
        for organization, roles in entry.get("roles", {}).items():
            for role in roles:
                yield account, role, organization
