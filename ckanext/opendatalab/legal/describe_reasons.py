"""What the rules conclude, in words: reasons, grounds, what is to be done and what is owed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import ckan.model as model

from ckanext.opendatalab.common import language
from ckanext.opendatalab.legal import said, wording
from ckanext.opendatalab.legal.assessment import Assessment
from ckanext.opendatalab.legal.engine import public, ready
from ckanext.opendatalab.legal.engine.rules import Reason, Result
from ckanext.opendatalab.legal.engine.ruleset import VERDICTS, Ruleset, Verdict

# Once the answers or the rules moved on, what was validated is no longer what is to be done.
_STALE = frozenset({"answers_changed", "ruleset_changed"})


def grounds(ruleset: Ruleset, codes: Iterable[str]) -> list[dict[str, Any]]:
    """Return articles; ``to_confirm``: nobody read the text itself or a good source yet."""
    known = (ruleset.grounds[code] for code in dict.fromkeys(codes) if code in ruleset.grounds)
    return [
        {
            "code": one.code,
            "label": language.say(one.label),
            "url": one.url,
            "to_confirm": one.confidence == "C",
            "in_force": one.in_force.isoformat() if one.in_force else "",
            "legiarti": one.legiarti,
        }
        for one in known
    ]


def verdict(ruleset: Ruleset, code: Verdict, result: Result | None) -> dict[str, str]:
    """Return a verdict with its words; ``result``: the proposal, whose reasons make them exact."""
    reasons = result.reasons if result and result.verdict == code else ()
    return {"code": code, "label": language.say(public.outcome(ruleset, code, reasons).words)}


def verdicts(ruleset: Ruleset) -> list[dict[str, str]]:
    """Return what may be validated instead of the proposal."""
    return [verdict(ruleset, code, None) for code in VERDICTS if code != "analysis_required"]


def reasons(ruleset: Ruleset, result: Result) -> list[dict[str, Any]]:
    """Return everything that led to a proposal, each with the answer and the law behind it."""
    return [_reason(ruleset, one) for one in result.reasons]


def required(assessed: Assessment) -> ready.Requirements:
    """Return what there is to do: for what was validated, else for the proposal."""
    validation = assessed.file.validation
    if validation and not any(one.code in _STALE for one in assessed.lapses):
        return validation.for_rules().requirements
    return ready.proposed(assessed.current)


def treatments(ruleset: Ruleset, assessed: Assessment) -> list[dict[str, Any]]:
    """Return each treatment with what is attested about it."""
    attested = assessed.file.attestations
    return [
        {
            "key": one.key,
            "text": effect(ruleset, one.key),
            "tests": one.tests,
            "attested": _recorded(attested.get(one.key)),
        }
        for one in required(assessed).treatments
    ]


def conditions(ruleset: Ruleset, assessed: Assessment) -> list[dict[str, Any]]:
    """Return each condition with its evidence."""
    evidence = assessed.file.evidence
    return [
        {
            "key": one.key,
            "text": effect(ruleset, one.key),
            "evidence": _recorded(evidence.get(one.key)),
        }
        for one in required(assessed).conditions
    ]


def obligation(ruleset: Ruleset, result: Result) -> dict[str, Any] | None:
    """Return the duty to publish, if there may be one."""
    owed = result.obligation
    if owed is None:
        return None
    return {
        "code": owed.code,
        "label": wording.obligation(owed.code),
        # A choice is no duty: there the articles alone say why.
        "duties": [
            language.say(ruleset.duties[code].label)
            for code in owed.duties
            if owed.code != "optional"
        ],
        "grounds": grounds(ruleset, owed.grounds),
        "to_confirm": owed.to_confirm,
    }


def effect(ruleset: Ruleset, key: str) -> str:
    """Return the sentence behind the key of a treatment or a condition."""
    code = key.split(".")[0]
    known = code in ruleset.effects or code in ruleset.built_in
    return language.say(ruleset.effect_text(code)) if known else code


def person(name_or_id: str) -> str:
    """Return what somebody is called; what is kept of her once the account is gone."""
    found = model.User.get(name_or_id) if name_or_id else None
    return (found.fullname or found.name) if found else name_or_id


def _reason(ruleset: Ruleset, one: Reason) -> dict[str, Any]:
    question = ruleset.questions[one.question]
    return {
        "key": one.key,
        "kind": one.kind,
        "kind_label": wording.effect_kind(one.kind),
        "text": effect(ruleset, one.effect),
        "question": one.question,
        "question_text": language.say(question.text),
        "answer_label": said.answer(question, one.answer, one.extent),
        "decisive": one.decisive,
        "review_on": one.review_on.isoformat() if one.review_on else None,
        "grounds": grounds(ruleset, one.grounds),
    }


def _recorded(one: Any) -> dict[str, Any] | None:
    if one is None:
        return None
    found = asdict(one)
    if "columns" in found:
        found["columns"] = list(found["columns"])
    return {**found, "recorded_by_name": person(found["recorded_by"])}
