"""Shows and changes what an organisation is for the law, with the duties that follow from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import log, people, roles
from ckanext.opendatalab.common.schema import validated
from ckanext.opendatalab.legal import profile_store, template_store, writing
from ckanext.opendatalab.legal.organization import describe_profile, find, naming, republish, schema
from ckanext.opendatalab.legal.profile_store import Organization


@tk.side_effect_free
def opendatalab_profile_show(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Return an organisation's profile and what the law asks of it.

    :param organization: id or name of the organisation
    :returns: ``organization`` (``id``, ``name``, ``title``), ``type``, ``type_label``, ``siren``,
        ``population``, ``staff`` (full-time equivalents), ``validator`` (a user name) and
        ``validator_title``, ``validator_counts`` (whether that person validates, there being no
        legal officer), ``has_legal_officer``, ``authority``, ``publishes_obligation``,
        ``duties`` (``code``, ``label``, ``hint``, ``special``, ``applies`` (``None``: not known),
        ``status`` (applies, does_not_apply, to_clarify or to_confirm), ``status_label``,
        ``grounds``) and ``access_officer``: that one of the duties which is about the PRADA
    """
    tk.check_access("opendatalab_profile_show", context, data_dict)
    asked = validated(data_dict, schema.organization())
    organization = find.organization(asked["organization"])
    return describe_profile.profile(organization, profile_store.load(organization.id))


def opendatalab_profile_update(context: types.Context, data_dict: dict[str, Any]) -> dict[str, Any]:
    """Change an organisation's profile; what is absent stays, what is empty is taken out.

    :param organization: id or name of the organisation
    :param type: ``commune``, ``epci``, ``departement``, ``region`` or ``other`` (optional)
    :param siren: SIREN number (optional)
    :param population: number of inhabitants (optional)
    :param staff: total staff in full-time equivalents (optional)
    :param validator: user name of the person who validates where there is no legal officer; only
        who may name a legal officer may change it, and never to or from herself (optional)
    :param authority: in whose name analyses are validated (optional)
    :param publishes_obligation: whether the duty to publish a dataset is public (optional)
    :returns: the profile, as ``opendatalab_profile_show`` does
    """
    tk.check_access("opendatalab_profile_update", context, data_dict)
    asked = validated(data_dict, schema.profile())
    organization = find.organization(asked.pop("organization"))
    if "validator" in asked:
        person = _person(asked.pop("validator"), organization.id)
        asked["validator_id"] = person.id if person else None
    with writing.transaction():
        before = profile_store.lock(organization.id)
        after = replace(before, **asked)
        _check_naming(context, before, after)
        profile_store.save(after)
        _log(people.user(context.get("user")), before, after)
        model.Session.commit()
    if before.for_rules() != after.for_rules() or (
        before.publishes_obligation != after.publishes_obligation
    ):
        republish.soon(organization.id)
    return describe_profile.profile(organization, after)


@tk.chained_action
def organization_purge(
    original_action: types.Action, context: types.Context, data_dict: dict[str, Any]
) -> Any:
    """Purge an organisation, then its profile and what was validated for it: core commits first."""
    organization = people.organization(data_dict.get("id"))
    organization_id = organization.id if organization is not None else None
    result = original_action(context, data_dict)
    if organization_id is not None:
        profile_store.forget(organization_id)
        template_store.forget(organization_id)
        model.Session.commit()
    return result


def _person(name: str | None, organization_id: str) -> model.User | None:
    """Return who is to validate.

    :raises ckan.plugins.toolkit.ValidationError: ``validator``: no such person, or the one who
        gives the opinion of the data protection officer, who validates nothing there
    """
    if name is None:
        return None
    user = people.user(name)
    if user is None or user.state != model.State.ACTIVE:
        raise tk.ValidationError(
            {"validator": [tk._("No account in use has this user name. Check its spelling.")]}
        )
    if roles.DPO in roles.of(user, organization_id):
        raise tk.ValidationError(
            {
                "validator": [
                    tk._(
                        "This person gives the opinion of the data protection officer (DPO) here:"
                        " she cannot validate as well. Name somebody else."
                    )
                ]
            }
        )
    return user


def _check_naming(context: types.Context, before: Organization, after: Organization) -> None:
    """Ask again, now that nobody else changes the profile."""
    if context.get("ignore_auth"):
        return
    refused = naming.refusal(
        context.get("user"), before.organization_id, before.validator_id, after.validator_id
    )
    if refused is not None:
        raise tk.NotAuthorized(roles.why_refused(refused))


def _log(actor: model.User | None, before: Organization, after: Organization) -> None:
    fields = [
        name
        for name in ("type", "siren", "population", "staff", "authority", "publishes_obligation")
        if getattr(before, name) != getattr(after, name)
    ]
    if fields:
        changed = {name: getattr(after, name) for name in fields}
        log.write(actor, "profile_changed", after.organization_id, changed=changed)
    if before.validator_id == after.validator_id:
        return
    for kind, person_id in (
        ("validator_removed", before.validator_id),
        ("validator_named", after.validator_id),
    ):
        if person_id:
            person = model.User.get(person_id)
            log.write(
                actor,
                kind,
                after.organization_id,
                user_id=person_id,
                user_name=person.name if person else "",
            )
