"""The organisations."""

from __future__ import annotations

from collections.abc import Iterator

from ckanext.opendatalab.demo import store
from ckanext.opendatalab.demo.content import Content, identity
from ckanext.opendatalab.demo.portal import call, site_user
from ckanext.opendatalab.demo.steps import Event, Wish

KIND = "organization"


def total(content: Content) -> int:
    return len(content.organizations)


def load(content: Content, wish: Wish) -> Iterator[Event]:
    states = store.states("group", [identity("group", name) for name in content.organizations])
    for name, entry in content.organizations.items():
        id_ = identity("group", name)
        known = {
            "id": id_,
            "name": name,
            "title": entry["title"],
            "description": entry["description"],
        }
        if id_ not in states:
            call("organization_create", **known)
            # Core makes the creator an administrator of it; the site's own user is none.
            call("organization_member_delete", id=id_, username=site_user())
            yield Event(KIND, name, "created")
        elif states[id_] != "active":
            call("organization_patch", **known, state="active")
            yield Event(KIND, name, "repaired")
        else:
            yield Event(KIND, name, "unchanged")


def clear(content: Content) -> Iterator[Event]:
    ids = {identity("group", name): name for name in content.organizations}
    states = store.states("group", list(ids))
    for id_, name in ids.items():
        if id_ not in states:
            continue
        others = store.datasets_of(id_)
        if others:
            yield Event(KIND, name, "kept", f"it holds {others} other datasets")
            continue
        call("organization_purge", id=id_)
        yield Event(KIND, name, "removed")
