"""Who may see and change what an organisation decides and shows of the legal side of its data."""

from __future__ import annotations

from typing import Any

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import people, roles
from ckanext.opendatalab.legal import access, asking, profile_store
from ckanext.opendatalab.legal.organization import naming

__all__ = [
    "opendatalab_information_list",
    "opendatalab_information_propose",
    "opendatalab_information_show",
    "opendatalab_information_validate",
    "opendatalab_information_withdraw",
    "opendatalab_legal_queue",
    "opendatalab_legal_register",
    "opendatalab_legal_template_list",
    "opendatalab_profile_show",
    "opendatalab_profile_update",
]


def opendatalab_profile_show(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """The members of the organisation and who has a role there."""
    return _reads(context, data_dict)


def opendatalab_profile_update(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever may edit the organisation; another ``validator`` only who may name legal officers."""
    organization = people.organization(data_dict.get("organization"))
    if organization is None:
        return {"success": authz.is_sysadmin(context.get("user"))}
    allowed = authz.is_authorized("organization_update", context, {"id": organization.id})
    if not allowed.get("success") or "validator" not in data_dict:
        return allowed
    given = data_dict["validator"]
    named = people.user(given)
    # A name that nobody has is somebody else's; the action says what is wrong with it.
    after = named.id if named is not None else (str(given) if given else None)
    before = profile_store.load(organization.id).validator_id
    refused = naming.refusal(context.get("user"), organization.id, before, after)
    if refused is None:
        return allowed
    return {"success": False, "msg": roles.why_refused(refused)}


def opendatalab_legal_template_list(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """The members of the organisation and who has a role there."""
    return _reads(context, data_dict)


def opendatalab_legal_register(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """The members of the organisation and who has a role there."""
    return _reads(context, data_dict)


def opendatalab_legal_queue(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    """Whoever is logged in; what she finds there is hers."""
    # Over the API core takes its anonymous user for an authenticated one: ask by name.
    return {"success": not authz.auth_is_anon_user(context)}


@tk.auth_allow_anonymous_access
def opendatalab_information_list(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Everybody: the directory of public information is a public document."""
    return {"success": True}


def opendatalab_information_show(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever works on the analysis of the dataset."""
    return asking.who_works(context, data_dict)


def opendatalab_information_propose(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever works on the analysis of the dataset."""
    return asking.who_works(context, data_dict)


def opendatalab_information_withdraw(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Whoever works on the analysis of the dataset: taking a line away tells nobody anything."""
    return asking.who_works(context, data_dict)


@tk.auth_sysadmins_check
def opendatalab_information_validate(
    context: types.Context, data_dict: dict[str, Any]
) -> types.AuthResult:
    """Who signs for the organisation; no sysadmin does without having been named."""
    if asking.rights(context, data_dict).sign_as:
        return {"success": True}
    return {
        "success": False,
        "msg": tk._(
            "Only the legal officer of the organization, or the person named where there is none,"
            " may validate this."
        ),
    }


def _reads(context: types.Context, data_dict: dict[str, Any]) -> types.AuthResult:
    organization = people.organization(data_dict.get("organization"))
    if organization and access.on_organization(context.get("user"), organization.id).verdict:
        return {"success": True}
    return {
        "success": False,
        "msg": tk._("Only members of the organization and who has a role there may see this."),
    }
