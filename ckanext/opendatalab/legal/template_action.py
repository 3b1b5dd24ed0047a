"""Validates an analysis prepared beforehand, for the datasets of one or many organisations."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import clock, log, people
from ckanext.opendatalab.common import schema as common_schema
from ckanext.opendatalab.legal import (
    access,
    change,
    profile_store,
    sign_schema,
    signature,
    template_store,
    writing,
)
from ckanext.opendatalab.legal.engine import register, rules
from ckanext.opendatalab.legal.engine.templates import Template
from ckanext.opendatalab.legal.signature import Signer


def opendatalab_legal_validate_template(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """Validate a template once: datasets whose agent confirms that nothing differs inherit it.

    For all the organisations or for none.

    :param template: code of the template
    :param organizations: ids or names of organisations of which you are a legal officer, at most
        200
    :param authority: in whose name; as each organisation's profile says, else the organisation
        (optional)
    :param delegation: reference of the delegation of signature (optional)
    :returns: ``template``, ``verdict`` and ``organizations``: their ids
    """
    tk.check_access("opendatalab_legal_validate_template", context, data_dict)
    asked = common_schema.validated(data_dict, sign_schema.validate_template())
    template = register.templates().get(asked["template"])
    if template is None:
        raise tk.ValidationError({"template": [tk._("Choose a model analysis of the list.")]})
    person = change.actor(context)
    organizations = [people.organization(reference) for reference in asked["organizations"]]
    with writing.transaction():
        for organization in organizations:
            # Asked here too: nobody's code signs for somebody who may not.
            if person is None or organization is None or not signs_in(person.name, organization.id):
                raise tk.NotAuthorized(writing.who_signs())
            _validate(template, organization, person, asked)
        model.Session.commit()
    return {
        "template": template.code,
        "verdict": template.verdict,
        "organizations": [one.id for one in organizations if one is not None],
    }


def signs_in(user_name: str | None, organization_id: str) -> bool:
    """Return whether somebody validates templates for an organisation: its legal officers do."""
    return access.on_organization(user_name, organization_id).sign_as == "legal_officer"


def _validate(
    template: Template, organization: model.Group, person: model.User, asked: dict[str, Any]
) -> None:
    profile = profile_store.load(organization.id)
    result = rules.evaluate(register.load(), template.answers, profile.for_rules(), clock.today())
    authority = asked.get("authority") or signature.authority_of(profile.authority, organization.id)
    signer = Signer(person, "legal_officer", authority, asked.get("delegation", ""))
    signed = signature.of_result(result, template.answers, {}, signer, result.verdict)
    template_store.save(organization.id, template.code, signed)
    log.write(
        person,
        "legal_template_validated",
        organization.id,
        template=template.code,
        verdict=signed.verdict,
    )
