"""The write matrix: every way that could publish, un-publish or carry off a governed dataset."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.licence.conftest import unique
from tests.workflow import routes
from tests.workflow.governed_world import refused, row
from tests.workflow.routes import LINK, NEW, Attempt

Route = Callable[[Attempt], Any]


def step(attempt: Attempt, transition: str, **values: Any) -> Any:
    version = row(attempt.id).version
    given = {"id": attempt.id, "transition": transition, "version": version, **values}
    return attempt.call("opendatalab_workflow_transition", **given)


def _move(attempt: Attempt, where: str, **values: Any) -> Any:
    return routes.patch(attempt, owner_org=getattr(attempt.organisation, where).id, **values)


def _all(*attempts: Callable[[], Any]) -> None:
    """Make several attempts after one another, whatever becomes of each."""
    for attempt in attempts:
        with refused():
            attempt()


def _grant_oneself(a: Attempt, organization: str) -> Any:
    me = a.organisation.person(a.person)["name"] or "nobody"
    return a.call("opendatalab_role_grant", user=me, role="project_lead", organization=organization)


def _publish(a: Attempt) -> Any:
    return routes.patch(a, private=False)


def _adopt(a: Attempt, mode: str) -> Any:
    given = {"organization": a.organisation.id, "mode": mode, "reason": "Plus simple."}
    return a.call("opendatalab_adoption_update", **given)


def _create(a: Attempt, **values: Any) -> Any:
    return routes.create(a, **{"resources": [LINK], **values})


def _bulk(a: Attempt, what: str) -> Any:
    return a.call(f"bulk_update_{what}", datasets=[a.id], org_id=a.organisation.id)


def _as_member(a: Attempt) -> Any:
    return a.call(
        "member_create",
        id=a.organisation.ungoverned.id,  # type: ignore[attr-defined]
        object=a.id,
        object_type="package",
        capacity="organization",
    )


def _from_elsewhere(a: Attempt) -> Any:
    there = a.organisation.ungoverned  # type: ignore[attr-defined]
    name = unique("jeu")
    made = a.call("package_create", name=name, owner_org=there.id, private=False, resources=[LINK])
    return a.call("package_patch", id=made["id"], owner_org=a.organisation.id)


def _collaborate(a: Attempt) -> Any:
    me = a.organisation.person(a.person)["id"] or "nobody"
    return a.call("package_collaborator_create", id=a.id, user_id=me, capacity="editor")


# What could make the private dataset public, or another one of the organisation.
PUBLISHING: dict[str, Route] = {
    "create": lambda a: _create(a, private=False),
    "create saying nothing": lambda a: _create(a),
    "create with private empty": lambda a: _create(a, private=""),
    "create with private no": lambda a: _create(a, private="no"),
    "create with private foo": lambda a: _create(a, private="foo"),
    "create a draft": lambda a: _create(a, private=False, state="draft"),
    "create without file": lambda a: _create(a, private=False, resources=[]),
    "create with our words": lambda a: _create(
        a, private=False, governance_state="published", workflow_state="published"
    ),
    "update": lambda a: routes.update(a, private=False),
    "update as a draft": lambda a: routes.update(a, private=False, state="draft"),
    "patch": _publish,
    "patch with private empty": lambda a: routes.patch(a, private=""),
    "patch with private no": lambda a: routes.patch(a, private="no"),
    "patch with private foo": lambda a: routes.patch(a, private="foo"),
    "patch with our words": lambda a: routes.patch(a, governance_state="published", private=False),
    "patch with what contexts hold": lambda a: routes.patch(
        a, private=False, defer_commit=True, ignore_auth=True
    ),
    "draft first": lambda a: _all(
        lambda: routes.patch(a, state="draft"),
        lambda: routes.patch(a, private=False),
        lambda: routes.patch(a, state="active"),
    ),
    "revise": lambda a: routes.revise(a, private=False),
    "revise, flattened": lambda a: a.call("package_revise", match__id=a.id, update__private=False),
    "bulk": lambda a: _bulk(a, "public"),
    "first delete, then undelete": lambda a: _all(
        lambda: a.call("package_delete", id=a.id),
        lambda: routes.patch(a, state="active", private=False),
    ),
    "move to a governed one": lambda a: _all(lambda: _move(a, "governed"), lambda: _publish(a)),
    "move to a governed one, at once": lambda a: _move(a, "governed", private=False),
    "move there, and decide there": lambda a: _all(
        lambda: _move(a, "governed"),
        lambda: _grant_oneself(a, a.organisation.governed.id),
        lambda: step(a, "submit"),
        lambda: step(a, "approve"),
    ),
    "move to an ungoverned one": lambda a: _all(
        lambda: _move(a, "ungoverned"), lambda: _publish(a)
    ),
    "move to an ungoverned one, at once": lambda a: _move(a, "ungoverned", private=False),
    "move by update": lambda a: routes.update(
        a, owner_org=a.organisation.ungoverned.id, private=False
    ),
    "move by core's own action": lambda a: a.call(
        "package_owner_org_update", id=a.id, organization_id=a.organisation.ungoverned.id
    ),
    "leave every organisation": lambda a: routes.patch(a, owner_org="", private=False),
    "belong to another as a member": lambda a: _all(lambda: _as_member(a), lambda: _publish(a)),
    "publish elsewhere, then bring": _from_elsewhere,
    "collaborate, then publish": lambda a: _all(lambda: _collaborate(a), lambda: _publish(a)),
    "approve": lambda a: step(a, "approve"),
    "submit, then approve": lambda a: _all(
        lambda: step(a, "submit"), lambda: step(a, "approve"), lambda: step(a, "publish")
    ),
    "grant oneself a role, then approve": lambda a: _all(
        lambda: _grant_oneself(a, a.organisation.id),
        lambda: step(a, "submit"),
        lambda: step(a, "approve"),
    ),
    "govern no more, then publish": lambda a: _all(
        lambda: _adopt(a, "off"), lambda: _adopt(a, "warn"), lambda: _publish(a)
    ),
    "delete the organisation": lambda a: _all(
        lambda: a.call("organization_delete", id=a.organisation.id), lambda: _publish(a)
    ),
    "purge the organisation": lambda a: a.call("organization_purge", id=a.organisation.id),
}

# What could take the public dataset offline or change hands, outside the steps.
CLOSING: dict[str, Route] = {
    "patch": lambda a: routes.patch(a, private=True),
    "update": lambda a: routes.update(a, private=True),
    "revise": lambda a: routes.revise(a, private=True),
    "to a draft": lambda a: routes.patch(a, state="draft"),
    "to what is deleted": lambda a: routes.patch(a, state="deleted"),
    "delete": lambda a: a.call("package_delete", id=a.id),
    "purge": lambda a: a.call("dataset_purge", id=a.id),
    "bulk": lambda a: _bulk(a, "private"),
    "bulk delete": lambda a: _bulk(a, "delete"),
    "move to a governed one": lambda a: _move(a, "governed"),
    "move to an ungoverned one": lambda a: _move(a, "ungoverned"),
    "move by core's own action": lambda a: a.call(
        "package_owner_org_update", id=a.id, organization_id=a.organisation.ungoverned.id
    ),
    "delete the organisation": lambda a: a.call("organization_delete", id=a.organisation.id),
}

# What needs whoever may publish; nobody else changes it.
EXAMINED: dict[str, Route] = {
    "licence": lambda a: routes.patch(a, license_id="odc-odbl"),
    "another file": lambda a: a.call("resource_create", package_id=a.id, **NEW),
    "another file by update": lambda a: routes.update(a, resources=[LINK, NEW]),
    "another address": routes.change_link,
    "another address by patch": routes.patch_link,
    "no file": lambda a: a.call("resource_delete", id=a.show()["resources"][0]["id"]),
    "no file by revise": lambda a: a.call(
        "package_revise", match={"id": a.id}, filter=["-resources__0"]
    ),
}
