"""Shows, grants and removes roles; every change is logged with it."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import log, people, role_store, roles, schema


@tk.side_effect_free
def opendatalab_role_list(
    context: types.Context, data_dict: dict[str, Any]
) -> list[dict[str, Any]]:
    """List who has which role.

    :param organization: id or name of an organisation: the roles that hold there, those in the
        whole portal included (optional)
    :param user: id or name of a person: hers only (optional)
    :param limit: at most 1000, and so many unless you say less (optional)
    :returns: a list of ``user_id``, ``user_name``, ``user_title``, ``active`` (whether the account
        is in use: otherwise the role has no effect), ``role``, ``role_label``,
        ``organization_id``, ``organization_name`` and ``organization_title`` (``None``: the whole
        portal), ``granted_by`` (a title), ``granted_at``
    """
    tk.check_access("opendatalab_role_list", context, data_dict)
    asked = schema.validated(data_dict, schema.role_list())
    conditions: list[Any] = []
    if asked.get("organization"):
        conditions.append(role_store.in_force(_organization(asked["organization"]).id))
    if asked.get("user"):
        conditions.append(role_store.of_person(_user(asked["user"]).id))
    limit = asked.get("limit") or schema.MOST_ROLES
    return [_shown(row) for row in role_store.rows(*conditions, limit=limit)]


def opendatalab_role_grant(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Give a person a role; nothing happens if she has it already.

    :param user: id or name of the person, who need not be a member of the organisation
    :param role: ``legal_officer``, ``dpo``, ``project_lead``, ``general_director``,
        ``elected_official`` or ``data_steward``
    :param organization: id or name of the organisation; without it the role holds in the whole
        portal (optional)
    :returns: the role as ``opendatalab_role_list`` has it, and ``changed``
    """
    tk.check_access("opendatalab_role_grant", context, data_dict)
    asked = schema.asked_role(data_dict)
    user = people.user(asked["user"])
    if user is None or user.state != model.State.ACTIVE:
        raise tk.ValidationError(
            {"user": [tk._("No account in use has this user name. Check its spelling.")]}
        )
    organization_id = _organization_id(asked)
    actor = people.user(context.get("user"))
    changed = role_store.grant(user.id, asked["role"], organization_id, actor.id if actor else None)
    if changed:
        _write_log(actor, "role_granted", user, asked["role"], organization_id)
    (row,) = role_store.one(user.id, asked["role"], organization_id)
    model.Session.commit()
    return {**_shown(row), "changed": changed}


def opendatalab_role_revoke(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Take a role away from a person; nothing happens if she has not got it.

    :param user: id or name of the person; the id where the account is gone
    :param role: the role
    :param organization: id or name of the organisation; without it the role in the whole portal
        (optional)
    :returns: ``changed``
    """
    tk.check_access("opendatalab_role_revoke", context, data_dict)
    asked = schema.asked_role(data_dict)
    user = people.user(asked["user"])
    organization_id = _organization_id(asked)
    user_id = user.id if user else asked["user"]
    changed = role_store.revoke(user_id, asked["role"], organization_id)
    if changed:
        actor = people.user(context.get("user"))
        _write_log(actor, "role_revoked", user or user_id, asked["role"], organization_id)
    model.Session.commit()
    return {"changed": changed}


@tk.chained_action
def organization_purge(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Purge an organisation, then the roles in it: core commits on the way, so not before."""
    organization = people.organization(data_dict.get("id"))
    result = original_action(context, data_dict)
    if organization is not None:
        actor = people.user(context.get("user"))
        for row in role_store.revoke_all(organization.id):
            log.write(
                actor,
                "role_revoked",
                organization.id,
                role=row.role,
                user_id=row.user_id,
                because="organization_purged",
            )
        model.Session.commit()
    return result


def _write_log(
    actor: model.User | None,
    kind: str,
    user: model.User | str,
    role: str,
    organization_id: str | None,
) -> None:
    person = user.id if isinstance(user, model.User) else user
    name = user.name if isinstance(user, model.User) else ""
    log.write(actor, kind, organization_id, role=role, user_id=person, user_name=name)


def _organization_id(asked: dict[str, Any]) -> str | None:
    return _organization(asked["organization"]).id if asked.get("organization") else None


def _organization(value: str) -> model.Group:
    found = people.organization(value)
    if found is None:
        raise tk.ObjectNotFound(tk._("Organization not found"))
    return found


def _user(value: str) -> model.User:
    found = people.user(value)
    if found is None:
        raise tk.ObjectNotFound(tk._("User not found"))
    return found


def _shown(row: Any) -> dict[str, Any]:
    return {
        "user_id": row.user_id,
        "user_name": row.user_name,
        "user_title": row.user_fullname or row.user_name,
        "active": row.user_state == model.State.ACTIVE,
        "role": row.role,
        "role_label": roles.label(row.role),
        "organization_id": row.organization_id,
        "organization_name": row.organization_name,
        "organization_title": row.organization_title or row.organization_name,
        "granted_by": row.granted_by_fullname or row.granted_by_name,
        "granted_at": row.granted_at.isoformat(),
    }
