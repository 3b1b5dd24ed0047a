"""The analyses prepared beforehand, as an organisation sees them."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import language, roles
from ckanext.opendatalab.common.schema import validated
from ckanext.opendatalab.legal import (
    access,
    change,
    describe_reasons,
    inherit,
    said,
    template_store,
    wording,
)
from ckanext.opendatalab.legal.engine import answers, register
from ckanext.opendatalab.legal.engine.templates import Template, same_answers
from ckanext.opendatalab.legal.file import Signed
from ckanext.opendatalab.legal.organization import find, schema, scopes
from ckanext.opendatalab.legal.organization.standing_store import Scope

MOST_ORGANIZATIONS = 200


@tk.side_effect_free
def opendatalab_legal_template_list(
    context: types.Context, data_dict: dict[str, Any]
) -> dict[str, Any]:
    """List the analyses prepared beforehand and what was validated of them for an organisation.

    :param organization: id or name of the organisation
    :returns: ``organization``, ``rights`` (``work``, ``validate``: only legal officers do),
        ``organizations``: those for which the caller validates, at most 200, and ``results``: a
        list of ``code``, ``title``, ``description``, ``verdict`` (``code``, ``label``),
        ``validation`` (``at``, ``by_name``, ``as_role``, ``as_role_label``, ``authority``) or
        ``None``, ``lapsed``; for who works on analyses also the ``delegation`` of a validation,
        ``answers`` (``question``, ``text``, ``answer``, in words) and ``confirm`` (what the agent
        says is true of her dataset)
    """
    tk.check_access("opendatalab_legal_template_list", context, data_dict)
    asked = validated(data_dict, schema.organization())
    organization = find.organization(asked["organization"])
    rights = access.on_organization(context.get("user"), organization.id)
    works = rights.work or bool(context.get("ignore_auth"))
    validates = rights.sign_as == roles.LEGAL_OFFICER
    officer = scopes.officer(change.actor(context)) if validates else Scope()
    signed = template_store.of_organization(organization.id)
    return {
        "organization": find.short(organization),
        "rights": {"work": works, "validate": validates},
        "organizations": [
            find.short(one) for one in scopes.organizations(officer, MOST_ORGANIZATIONS)
        ],
        "results": [
            _template(template, signed.get(template.code), organization, works)
            for template in register.templates().values()
        ],
    }


def _template(
    template: Template, signed: Signed | None, organization: model.Group, works: bool
) -> dict[str, Any]:
    ruleset = register.load()
    found: dict[str, Any] = {
        "code": template.code,
        "title": language.say(template.title),
        "description": language.say(template.description),
        "verdict": describe_reasons.verdict(ruleset, template.verdict, None),
        "validation": signed and _validation(signed, works),
        "lapsed": signed is not None and not _holds(template, signed, organization),
    }
    if works:
        found["answers"] = [
            {
                "question": code,
                "text": said.text(ruleset, code),
                "answer": said.words(ruleset.questions[code], answers.check(ruleset, code, given)),
            }
            for code, given in template.answers.items()
        ]
        found["confirm"] = [language.say(statement) for statement in template.confirm]
    return found


def _holds(template: Template, signed: Signed, organization: model.Group) -> bool:
    """Return whether a dataset could take the validation over today."""
    if not same_answers(register.load(), template.answers, signed.answers):
        return False
    return inherit.still_holds(signed, organization.id)


def _validation(signed: Signed, works: bool) -> dict[str, Any]:
    delegation = {"delegation": signed.delegation} if works else {}
    return {
        "at": signed.at,
        "by_name": describe_reasons.person(signed.by) if signed.by else signed.by_name,
        "as_role": signed.as_role,
        "as_role_label": wording.signed_as(signed.as_role),
        "authority": signed.authority,
        **delegation,
    }
