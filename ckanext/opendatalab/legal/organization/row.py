"""A dataset's line in the register of decisions and in somebody's queue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.model as model

from ckanext.opendatalab.common import language
from ckanext.opendatalab.legal import describe_reasons, wording
from ckanext.opendatalab.legal.assessment import Assessment
from ckanext.opendatalab.legal.engine import register

# Of a validation that lapsed by nothing else, the new rules may be confirmed for many at once.
BY_RULES = "ruleset_changed"
# What would tell an opinion or a finding to somebody who may not read it.
CONFIDENTIAL = frozenset({"dpo_opinion_overruled", "reidentification_possible"})


def of(assessed: Assessment, *, works: bool, people: Mapping[str, str]) -> dict[str, Any]:
    """Return the line; ``works``: the reader works on analyses; ``people``: names by user id."""
    package, signed = assessed.package, assessed.file.validation
    line = {
        "id": package.id,
        "name": package.name,
        "title": package.title or package.name,
        "published": package.state == model.State.ACTIVE and not package.private,
        "state": assessed.state,
        "state_label": wording.state(assessed.state),
        "lapsed": assessed.state == "lapsed",
        "verdict": verdict(assessed),
        "validation": signed
        and {
            "at": signed.at,
            "by_name": people.get(signed.by) or signed.by_name,
            "as_role": signed.as_role,
            "as_role_label": wording.signed_as(signed.as_role),
            "authority": signed.authority,
            "template": template_title(signed.template),
        },
        "review_on": (signed.review_on or None) if signed else None,
        "blockers": _number_of_blockers(assessed, works),
        "reconfirmable": reconfirmable(assessed),
    }
    if works:
        line["ruleset_version"] = signed.ruleset_version if signed else ""
    return line


def verdict(assessed: Assessment) -> dict[str, Any] | None:
    """Return the verdict that was validated, else the one proposed; none where nobody began."""
    signed = assessed.file.validation
    if signed is None and not assessed.file.answers:
        return None
    found = describe_reasons.verdict(
        register.load(),
        signed.verdict if signed else assessed.current.verdict,
        assessed.signed if signed else assessed.current,
    )
    return {**found, "decided": signed is not None}


def reconfirmable(assessed: Assessment) -> bool:
    """Return whether a validation lapsed by new rules and by nothing else."""
    codes = {one.code for one in assessed.lapses}
    passed = any(one.code == "review_date_passed" for one in assessed.blockers)
    return codes == {BY_RULES} and not passed


def template_title(code: str) -> str:
    """Return what an analysis prepared beforehand is called; its code if it is no more."""
    found = register.templates().get(code)
    return language.say(found.title) if found else code


def names(assessed: list[Assessment]) -> dict[str, str]:
    """Return what those who validated are called, by their id, in one query."""
    ids = {one.file.validation.by for one in assessed if one.file.validation}
    if not ids:
        return {}
    people = model.Session.query(model.User).filter(model.User.id.in_(ids))
    return {one.id: one.fullname or one.name for one in people}


def _number_of_blockers(assessed: Assessment, works: bool) -> int:
    if works:
        return len(assessed.to_settle)
    return len({"" if one.code in CONFIDENTIAL else one.code for one in assessed.to_settle})
