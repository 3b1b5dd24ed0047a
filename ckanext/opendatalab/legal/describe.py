"""A dataset's legal file as ``opendatalab_legal_show`` tells it, as far as the reader may know."""

from __future__ import annotations

from typing import Any

import ckan.model as model

from ckanext.opendatalab.common import language
from ckanext.opendatalab.legal import (
    describe_files,
    describe_questions,
    describe_reasons,
    gate,
    inherit,
    said,
    template_store,
    wording,
)
from ckanext.opendatalab.legal.access import Rights
from ckanext.opendatalab.legal.assessment import Assessment
from ckanext.opendatalab.legal.engine import register
from ckanext.opendatalab.legal.engine.ready import Blocker
from ckanext.opendatalab.legal.file import Opinion

# What would tell an opinion or a finding to somebody who may not read it.
_CONFIDENTIAL = frozenset({"dpo_opinion_overruled", "reidentification_possible"})


def shown(assessed: Assessment, rights: Rights) -> dict[str, Any]:
    """Return what the reader may know; answers and what they reveal only with ``rights.work``."""
    found = _for_all(assessed, rights)
    return {**found, **_for_staff(assessed)} if rights.work else found


def _for_all(assessed: Assessment, rights: Rights) -> dict[str, Any]:
    package = assessed.package
    return {
        "dataset": _dataset(package),
        "state": assessed.state,
        "state_label": wording.state(assessed.state),
        "verdict": _verdict(assessed),
        "validation": _validation(assessed),
        "blockers": _blockers(assessed, rights),
        "published": package.state == model.State.ACTIVE and not package.private,
        "lapsed": assessed.state == "lapsed",
        "rights": {"work": rights.work, "sign_as": rights.sign_as, "opinion": rights.opinion},
        "disclaimer": wording.disclaimer(),
    }


def _for_staff(assessed: Assessment) -> dict[str, Any]:
    ruleset, file, current = register.load(), assessed.file, assessed.current
    required = describe_reasons.required(assessed)
    return {
        "dataset": {**_dataset(assessed.package), "notes": assessed.package.notes or ""},
        "version": file.version,
        "answers": said.plain(ruleset, file.answers),
        "notes": dict(file.notes),
        "themes": describe_questions.themes(ruleset, assessed),
        "open_questions": describe_questions.open_questions(ruleset, assessed),
        "proposal": _renamed(describe_reasons.verdict(ruleset, current.verdict, current)),
        "reasons": describe_reasons.reasons(ruleset, current),
        "treatments": describe_reasons.treatments(ruleset, assessed),
        "conditions": describe_reasons.conditions(ruleset, assessed),
        "obligation": describe_reasons.obligation(ruleset, current),
        "review_on": required.review_on.isoformat() if required.review_on else None,
        "dpo_mandatory": required.dpo_mandatory,
        "opinion": _opinion(file.opinion, current.fingerprint),
        "validation": _whole_validation(assessed),
        "files": describe_files.files(assessed),
        "templates": _templates(assessed),
        "template": file.template,
        "copied_from": file.copied_from,
        "verdicts": describe_reasons.verdicts(ruleset),
        "ruleset_version": ruleset.version,
    }


def _dataset(package: model.Package) -> dict[str, Any]:
    organization = model.Group.get(package.owner_org) if package.owner_org else None
    return {
        "id": package.id,
        "name": package.name,
        "title": package.title or package.name,
        "private": bool(package.private),
        "state": package.state,
        "organization": organization
        and {
            "id": organization.id,
            "name": organization.name,
            "title": organization.title or organization.name,
        },
    }


def _verdict(assessed: Assessment) -> dict[str, Any]:
    """Return the verdict that was validated, else the one that is proposed."""
    ruleset, validation = register.load(), assessed.file.validation
    if validation is None:
        found = describe_reasons.verdict(ruleset, assessed.current.verdict, assessed.current)
    else:
        found = describe_reasons.verdict(ruleset, validation.verdict, assessed.signed)
    return {**found, "decided": validation is not None}


def _renamed(verdict: dict[str, str]) -> dict[str, str]:
    return {"verdict": verdict["code"], "label": verdict["label"]}


def _validation(assessed: Assessment) -> dict[str, Any] | None:
    signed = assessed.file.validation
    if signed is None:
        return None
    return {
        "at": signed.at,
        "by_name": describe_reasons.person(signed.by) if signed.by else signed.by_name,
        "as_role": signed.as_role,
        "as_role_label": wording.signed_as(signed.as_role),
        "authority": signed.authority,
        "verdict": signed.verdict,
        "label": _verdict(assessed)["label"],
        "review_on": signed.review_on or None,
        "template": signed.template,
    }


def _whole_validation(assessed: Assessment) -> dict[str, Any] | None:
    signed, found = assessed.file.validation, _validation(assessed)
    if signed is None or found is None:
        return None
    return {
        **found,
        "reason": signed.reason,
        "reason_against_dpo": signed.reason_against_dpo,
        "delegation": signed.delegation,
        "copied_from": signed.copied_from,
    }


def _blockers(assessed: Assessment, rights: Rights) -> list[dict[str, str]]:
    if rights.work:
        return [_blocker(one, gate.message(assessed.package, one)) for one in assessed.blockers]
    found = [_discreet(one) for one in assessed.blockers]
    return [one for place, one in enumerate(found) if one not in found[:place]]


def _discreet(blocker: Blocker) -> dict[str, str]:
    """Return a blocker for who may not know the answers: it names no treatment and no file."""
    ruleset = register.load()
    if blocker.code in _CONFIDENTIAL:
        return {
            "code": "not_settled",
            "key": "",
            "message": language.say(ruleset.blocker_generic),
            "ask": language.say(ruleset.people["legal"]),
        }
    return _blocker(Blocker(blocker.code), language.say(ruleset.blockers[blocker.code].text))


def _blocker(blocker: Blocker, message: str) -> dict[str, str]:
    ruleset = register.load()
    return {
        "code": blocker.code,
        "key": blocker.key,
        "message": message,
        "ask": language.say(ruleset.people[ruleset.blockers[blocker.code].ask]),
    }


def _opinion(given: Opinion | None, fingerprint: str) -> dict[str, Any] | None:
    if given is None:
        return None
    return {
        "opinion": given.opinion,
        "label": wording.opinion(given.opinion),
        "text": given.text,
        "given_by": describe_reasons.person(given.given_by),
        "given_at": given.given_at,
        "outdated": given.fingerprint != fingerprint,
    }


def _templates(assessed: Assessment) -> list[dict[str, Any]]:
    """Return the prepared analyses; ``validated``: whoever uses it now needs no signature."""
    organization_id = assessed.package.owner_org
    signed = template_store.of_organization(organization_id)
    valid = {code for code, one in signed.items() if inherit.still_holds(one, organization_id)}
    return [
        {
            "code": one.code,
            "title": language.say(one.title),
            "description": language.say(one.description),
            "confirm": [language.say(statement) for statement in one.confirm],
            "validated": one.code in valid,
        }
        for one in register.templates().values()
    ]
