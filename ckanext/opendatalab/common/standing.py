"""What somebody is to a dataset: what CKAN lets her do there and which roles she was granted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ckan.authz as authz
import ckan.model as model
from ckan import types

from ckanext.opendatalab.common import people, roles


@dataclass(frozen=True)
class Standing:
    """``member``: reads the organisation's private datasets; ``editor``: may change this one.

    ``roles``: those granted in the organisation or in the whole portal.  A sysadmin is an editor
    and an administrator everywhere, and has no role that nobody granted.
    """

    roles: frozenset[str] = frozenset()
    member: bool = False
    editor: bool = False
    administrator: bool = False

    @property
    def any(self) -> bool:
        """Whether she is anything at all to the dataset."""
        return bool(self.roles) or self.member or self.editor

    @property
    def works(self) -> bool:
        """Whether she works on the dataset, and does not only read where it stands."""
        return self.editor or bool(self.roles - roles.READING)

    @property
    def leads(self) -> bool:
        """Whether she decides how data are opened there: its administrators and project leads."""
        return self.administrator or roles.PROJECT_LEAD in self.roles


NOBODY = Standing()


def in_organization(context: types.Context, wanted: Any) -> Standing:
    """Return what the caller of an action is in the organisation that she names, by id or name.

    Without a name: in the whole portal.  Nobody in one that there is not.
    """
    if authz.auth_is_anon_user(context):
        return NOBODY
    if not wanted:
        return on_organization(context.get("user"), None)
    found = people.organization(wanted)
    return on_organization(context.get("user"), found.id) if found else NOBODY


def on_dataset(user: str | None, package: model.Package) -> Standing:
    """Return what a user (a name) is to a dataset; nobody, a stranger, a deleted user: nothing."""
    found = on_organization(user, package.owner_org)
    if found.editor or not user:
        return found
    person = model.User.get(user)
    if person and authz.user_is_collaborator_on_dataset(person.id, package.id, ["admin", "editor"]):
        return Standing(found.roles, found.member, True, found.administrator)
    return found


def on_organization(user: str | None, organization_id: str | None) -> Standing:
    """Return what a user (a name) is to the datasets of an organisation."""
    person = model.User.get(user) if user else None
    if person is None or person.state != model.State.ACTIVE:
        return NOBODY
    if person.sysadmin:
        return Standing(frozenset(roles.of(person, organization_id)), True, True, True)

    def may(permission: str) -> bool:
        return bool(organization_id) and authz.has_user_permission_for_group_or_org(
            organization_id, person.name, permission
        )

    # Each question costs core a query or two: who administers also edits, who edits also reads.
    administrator = may("admin")
    editor = administrator or may("update_dataset")
    member = editor or may("read")
    return Standing(frozenset(roles.of(person, organization_id)), member, editor, administrator)
