"""An organisation's profile in words, with what the law asks of it."""

from __future__ import annotations

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import language, roles
from ckanext.opendatalab.legal import describe_reasons
from ckanext.opendatalab.legal.engine import obligation, register
from ckanext.opendatalab.legal.organization import find
from ckanext.opendatalab.legal.profile_store import Organization

ACCESS_OFFICER = "access_officer"


def profile(organization: model.Group, kept: Organization) -> dict[str, Any]:
    """Return what ``opendatalab_profile_show`` does."""
    validator = model.User.get(kept.validator_id) if kept.validator_id else None
    has_officer = bool(roles.holders(roles.LEGAL_OFFICER, organization.id))
    duties = [duty(one) for one in obligation.duties(register.load(), kept.for_rules())]
    return {
        "organization": find.short(organization),
        "type": kept.type,
        "type_label": type_label(kept.type) if kept.type else "",
        "siren": kept.siren,
        "population": kept.population,
        "staff": kept.staff,
        "validator": validator.name if validator else None,
        "validator_title": (validator.fullname or validator.name) if validator else "",
        "validator_counts": _in_use(validator) and not has_officer,
        "has_legal_officer": has_officer,
        "authority": kept.authority,
        "publishes_obligation": kept.publishes_obligation,
        "duties": duties,
        "access_officer": next((one for one in duties if one["code"] == ACCESS_OFFICER), None),
    }


def duty(one: obligation.Application) -> dict[str, Any]:
    """Return one duty, whether it applies, and the articles behind it."""
    status = _status(one)
    return {
        "code": one.duty.code,
        "label": language.say(one.duty.label),
        "hint": language.say(one.duty.hint) if one.duty.hint else "",
        "special": one.duty.special,
        "applies": one.applies,
        "status": status,
        "status_label": status_label(status),
        "grounds": describe_reasons.grounds(register.load(), one.duty.grounds),
    }


def type_label(code: str) -> str:
    """Return what a type of organisation is called."""
    labels = {
        "commune": tk._("Commune"),
        "epci": tk._("Intercommunal body with own taxation (EPCI)"),
        "departement": tk._("Département"),
        "region": tk._("Région"),
        "other": tk._("Other body (CCAS, joint board, public establishment…)"),
    }
    return labels.get(code, code)


def status_label(status: str) -> str:
    """Return whether a duty applies, in words."""
    labels = {
        "applies": tk._("Applies"),
        "does_not_apply": tk._("Does not apply"),
        "to_clarify": tk._("To be clarified: the profile does not say enough"),
        "to_confirm": tk._("Applies, to be confirmed: the reading of the text is not sure"),
    }
    return labels[status]


def _status(one: obligation.Application) -> str:
    if one.applies is None:
        return "to_clarify"
    if not one.applies:
        return "does_not_apply"
    return "to_confirm" if one.to_confirm else "applies"


def _in_use(user: model.User | None) -> bool:
    return user is not None and user.state == model.State.ACTIVE
