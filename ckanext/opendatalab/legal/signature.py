"""Makes the validation of an analysis out of what somebody asks to sign, or says why not."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.legal import sign_schema
from ckanext.opendatalab.legal.assessment import Assessment
from ckanext.opendatalab.legal.engine import decision, ready, register
from ckanext.opendatalab.legal.engine.ready import Columns
from ckanext.opendatalab.legal.engine.rules import Result
from ckanext.opendatalab.legal.engine.ruleset import OPEN_VERDICTS, Ruleset, Verdict
from ckanext.opendatalab.legal.file import Signed


@dataclass(frozen=True)
class Signer:
    """Who signs, in which quality, in whose name and by which delegation."""

    person: model.User
    as_role: str
    authority: str
    delegation: str


@dataclass(frozen=True)
class Wish:
    """What somebody asks to sign; without ``verdict``, the proposal."""

    verdict: Verdict | None = None
    reason: str = ""
    reason_against_dpo: str = ""
    review_on: date | None = None


def of_dataset(state: Assessment, signer: Signer, wish: Wish) -> Signed:
    """Return the validation of a dataset's analysis as it is now.

    :raises ckan.plugins.toolkit.ValidationError: ``verdict``, ``reason``, ``reason_against_dpo`` or
        ``review_on``
    """
    errors: dict[str, Any] = {}
    verdict = wish.verdict or state.current.verdict
    _check_verdict(state, verdict, wish, errors)
    against_dpo = _against_dpo(state, verdict)
    if against_dpo and len(wish.reason_against_dpo) < sign_schema.SHORTEST_REASON:
        errors["reason_against_dpo"] = [
            tk._("The DPO is against publication: say in a few words why you go on.")
        ]
    review_on = _review_on(state, wish, errors)
    if errors:
        raise tk.ValidationError(errors)
    if _changes_nothing(state, verdict):
        raise tk.ValidationError(
            {
                "verdict": [
                    tk._(
                        "This analysis is validated already and nothing changed since."
                        " Reopen it, or choose another verdict."
                    )
                ]
            }
        )
    signed = of_result(state.current, state.file.answers, state.columns, signer, verdict)
    return replace(
        signed,
        reason=wish.reason,
        # Kept only where there is something to overrule: an opinion still to come is not yet.
        reason_against_dpo=wish.reason_against_dpo if against_dpo else "",
        review_on=review_on.isoformat() if review_on else "",
    )


def of_result(
    result: Result, answers: Mapping[str, Any], columns: Columns, signer: Signer, verdict: Verdict
) -> Signed:
    """Return the validation of ``verdict`` for ``answers``, of which the rules make ``result``."""
    ruleset = register.load()
    asked = decision.requirements(result, verdict)
    return Signed(
        id=str(uuid.uuid4()),
        at=clock.now().isoformat(),
        by=signer.person.id,
        by_name=signer.person.fullname or signer.person.name,
        as_role=signer.as_role,
        authority=signer.authority,
        delegation=signer.delegation,
        verdict=verdict,
        reason="",
        reason_against_dpo="",
        proposed_verdict=result.verdict,
        proposed_grounds=result.grounds,
        grounds=_articles(ruleset, decision.grounds(ruleset, result, verdict)),
        ruleset_version=result.ruleset_version,
        answers=dict(answers),
        treatments=tuple({"key": one.key, "tests": one.tests} for one in asked.treatments),
        conditions=tuple(one.key for one in asked.conditions),
        dpo_mandatory=asked.dpo_mandatory,
        review_on=asked.review_on.isoformat() if asked.review_on else "",
        columns={key: None if names is None else list(names) for key, names in columns.items()},
    )


def for_history(signed: Signed) -> dict[str, Any]:
    """Return a validation as its history keeps it: whole, answers and versions of articles too."""
    return asdict(signed)


def in_whose_name(state: Assessment, given: str) -> str:
    """Return in whose name an analysis is validated: as said, or as the organisation has it."""
    return given or authority_of(state.profile.authority, state.package.owner_org)


def authority_of(of_profile: str | None, organization_id: str | None) -> str:
    """Return the authority of an organisation's profile, else what the organisation is called."""
    if of_profile:
        return of_profile
    organization = model.Group.get(organization_id) if organization_id else None
    return (organization.title or organization.name) if organization else ""


def _check_verdict(state: Assessment, verdict: Verdict, wish: Wish, errors: dict[str, Any]) -> None:
    proposed = verdict == state.current.verdict
    if proposed and state.current.open_questions:
        errors["verdict"] = [
            tk._(
                "Some questions have no answer yet. Answer them, or choose another verdict and say"
                " why."
            )
        ]
    elif verdict == "analysis_required":
        errors["verdict"] = [
            tk._(
                "The analysis cannot be validated as it is: something is still to be looked at."
                " Complete the answers, or choose another verdict and say why."
            )
        ]
    elif not proposed and len(wish.reason) < sign_schema.SHORTEST_REASON:
        errors["reason"] = [
            tk._(
                "This is not the verdict proposed: say why, in at least {number} characters."
            ).format(number=sign_schema.SHORTEST_REASON)
        ]


def _against_dpo(state: Assessment, verdict: Verdict) -> bool:
    opinion = state.file.opinion
    return bool(opinion and opinion.opinion == "unfavourable" and verdict in OPEN_VERDICTS)


def _review_on(state: Assessment, wish: Wish, errors: dict[str, Any]) -> date | None:
    """Return when to look again: as the answers say, or sooner."""
    proposed = state.current.review_on
    if proposed is not None and proposed <= state.today:
        proposed = None  # that day has come: it says nothing of the next
    given = wish.review_on
    if given is None:
        return proposed
    if given <= state.today:
        errors["review_on"] = [tk._("Give a date in the future.")]
    elif proposed is not None and given > proposed:
        errors["review_on"] = [
            tk._(
                "The answers ask to look again on {date}: give that day or an earlier one."
            ).format(date=proposed.isoformat())
        ]
    return given


def _changes_nothing(state: Assessment, verdict: Verdict) -> bool:
    signed = state.file.validation
    if signed is None or state.state == "lapsed":
        return False
    overruled = ready.Blocker("dpo_opinion_overruled") in state.blockers
    same = (signed.verdict, signed.proposed_verdict) == (verdict, state.current.verdict)
    return same and not overruled


def _articles(ruleset: Ruleset, codes: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    """Return the articles in the version that was read."""
    found = [ruleset.grounds[code] for code in codes if code in ruleset.grounds]
    return tuple(
        {
            "code": one.code,
            "legiarti": one.legiarti,
            "in_force": one.in_force.isoformat() if one.in_force else "",
        }
        for one in found
    )
