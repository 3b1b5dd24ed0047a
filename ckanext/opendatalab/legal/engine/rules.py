"""From the answers to a proposed verdict, with the reasons and the law behind each.  Pure.

The software prepares and records a lawyer's analysis; it does not make it.  What counts first:
being outside the law on access; the rights of somebody else; a lasting reason against; a passing
one; what nobody knows yet; then what has to be treated or fulfilled.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from ckanext.opendatalab.legal.engine.answers import Answers, Choice, fingerprint
from ckanext.opendatalab.legal.engine.obligation import Owed, owed
from ckanext.opendatalab.legal.engine.ruleset import (
    OPEN_VERDICTS,
    UNKNOWN,
    VERDICTS,
    Access,
    EffectKind,
    Environment,
    Profile,
    Question,
    Ruleset,
    Verdict,
)
from ckanext.opendatalab.legal.engine.visibility import Asked, asked, gives

_VERDICT_OF: dict[EffectKind, Verdict] = {
    "out_of_scope": "out_of_scope",
    "third_party": "third_party_rights",
    "refusal": "not_publishable",
    "temporary_refusal": "not_publishable",
    "analysis": "analysis_required",
    "treatment": "open_after_processing",
    "condition": "open_with_conditions",
    "flag": "open_as_is",
}
_KINDS = tuple(_VERDICT_OF)


@dataclass(frozen=True)
class Reason:
    """What one answer brought about; ``decisive``: the verdict rests on it.

    ``key`` stays the same as long as the answer does: treatments are attested and conditions proved
    under it.
    """

    effect: str
    kind: EffectKind
    question: str
    answer: str = ""
    extent: str = ""
    grounds: tuple[str, ...] = ()
    access: Access = ""
    tests: bool = False
    review_on: date | None = None
    decisive: bool = False

    @property
    def key(self) -> str:
        return ".".join(filter(None, (self.effect, self.question, self.answer)))


@dataclass(frozen=True)
class Result:
    """A proposal: the verdict, everything that led to it and what it asks for."""

    verdict: Verdict
    ruleset_version: str
    fingerprint: str
    reasons: tuple[Reason, ...]
    asked: tuple[str, ...]
    open_questions: tuple[str, ...]
    obligation: Owed | None
    review_on: date | None
    dpo_mandatory: bool

    @property
    def is_open(self) -> bool:
        return self.verdict in OPEN_VERDICTS

    @property
    def treatments(self) -> tuple[Reason, ...]:
        return self.of_kind("treatment")

    @property
    def conditions(self) -> tuple[Reason, ...]:
        return self.of_kind("condition")

    @property
    def flags(self) -> tuple[Reason, ...]:
        return self.of_kind("flag")

    @property
    def grounds(self) -> tuple[str, ...]:
        """Return the articles that the verdict rests on, each once."""
        decisive = (reason.grounds for reason in self.reasons if reason.decisive)
        return tuple(dict.fromkeys(ground for grounds in decisive for ground in grounds))

    def of_kind(self, kind: Literal["treatment", "condition", "flag"]) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.kind == kind)


def evaluate(ruleset: Ruleset, answers: Answers, profile: Profile, today: date) -> Result:
    """Return the proposal that ``answers`` lead to.

    Every set of answers leads to exactly one verdict: what these rules do not take as an answer
    counts as not answered.
    """
    found = asked(ruleset, answers)
    missing = [code for code, given in found.items() if not given and _required(ruleset, code)]
    environment = _environment(ruleset, found)
    reasons = [
        _weighed(ruleset, _expired(reason, today), environment)
        for reason in (*_fired(ruleset, found), *(_unanswered(code) for code in missing))
    ]
    verdict = _verdict(reasons)
    reasons = [_decided(reason, verdict, reasons) for reason in reasons]
    dates = [reason.review_on for reason in reasons if reason.review_on]
    return Result(
        verdict=verdict,
        ruleset_version=ruleset.version,
        fingerprint=fingerprint(found),
        reasons=tuple(sorted(reasons, key=lambda reason: _KINDS.index(reason.kind))),
        asked=tuple(found),
        open_questions=tuple(missing),
        obligation=_owed(ruleset, found, profile, verdict),
        review_on=min(dates) if dates else None,
        dpo_mandatory=any(
            ruleset.effects[reason.effect].dpo
            for reason in reasons
            if reason.effect in ruleset.effects
        ),
    )


def _fired(ruleset: Ruleset, found: Asked) -> Iterator[Reason]:
    """Give what each answer brings about, before any weighing."""
    for code, given in found.items():
        for choice in given:
            if choice.code == UNKNOWN:
                yield Reason("unknown", "analysis", code, UNKNOWN)
            else:
                yield from _of_choice(ruleset, ruleset.questions[code], choice, found)


def _of_choice(
    ruleset: Ruleset, question: Question, choice: Choice, found: Asked
) -> Iterator[Reason]:
    answer = question.answers.get(choice.code)
    effects = (
        *question.effects,
        *(answer.effects if answer else ()),
        *(question.part if choice.extent == "part" else ()),
        *(question.whole if choice.extent == "whole" else ()),
    )
    for effect in (ruleset.effects[code] for code in effects):
        if any(gives(found, later, codes) for later, codes in effect.unless.items()):
            continue
        yield Reason(
            effect=effect.code,
            kind=effect.kind,
            question=question.code,
            answer=answer.code if answer else "",
            extent=choice.extent,
            grounds=(*(answer.grounds if answer else ()), *effect.grounds),
            access=effect.access,
            tests=effect.tests,
            review_on=_date(found, effect.date_question),
        )


def _unanswered(question: str) -> Reason:
    return Reason("unanswered", "analysis", question)


def _required(ruleset: Ruleset, code: str) -> bool:
    return ruleset.questions[code].required


def _date(found: Asked, question: str) -> date | None:
    given = found.get(question, ())
    return date.fromisoformat(given[0].code) if given else None


def _expired(reason: Reason, today: date) -> Reason:
    """Return a passing reason as a question, once its date has come: it may be over."""
    if reason.kind != "temporary_refusal" or reason.review_on is None or reason.review_on > today:
        return reason
    return replace(reason, effect="review_due", kind="analysis")


def _environment(ruleset: Ruleset, found: Asked) -> Environment:
    given: set[Environment] = {
        answer.environment
        for code, choices in found.items()
        for choice in choices
        if (answer := ruleset.questions[code].answers.get(choice.code))
    }
    if "emissions" in given:
        return "emissions"
    return "balance" if "balance" in given else ""


def _weighed(ruleset: Ruleset, reason: Reason, environment: Environment) -> Reason:
    """Return what is left of a secret against environmental information.

    Articles L124-4 and L124-5 of the environment code: no refusal without weighing the interest of
    the public; for emissions, some secrets do not count at all.
    """
    question = ruleset.questions[reason.question]
    if not environment or not question.weighable or reason.kind not in ("refusal", "treatment"):
        return reason
    answer = question.answers.get(reason.answer)
    if environment == "emissions" and answer is not None and answer.emissions == "set_aside":
        grounds = (*ruleset.set_aside_grounds, *reason.grounds)
        return replace(
            reason, effect="emissions_set_aside", kind="flag", grounds=grounds, access=""
        )
    if reason.kind == "treatment":
        return reason
    grounds = (*ruleset.balance_grounds, *reason.grounds)
    return replace(
        reason, effect="environment_balance", kind="analysis", grounds=grounds, access=""
    )


def _verdict(reasons: list[Reason]) -> Verdict:
    called_for = [_VERDICT_OF[reason.kind] for reason in reasons]
    return VERDICTS[max(map(VERDICTS.index, called_for), default=0)]


def _decided(reason: Reason, verdict: Verdict, reasons: list[Reason]) -> Reason:
    """Mark what the verdict rests on; a lasting refusal makes the passing ones secondary.

    What is published after treatment rests on its conditions as well.
    """
    if reason.kind == "temporary_refusal" and any(other.kind == "refusal" for other in reasons):
        return reason
    kept = reason.kind == "condition" and verdict in OPEN_VERDICTS
    same = reason.kind != "flag" and _VERDICT_OF[reason.kind] == verdict
    return replace(reason, decisive=True) if kept or same else reason


def _owed(ruleset: Ruleset, found: Asked, profile: Profile, verdict: Verdict) -> Owed | None:
    """Return the duty to publish; none where the law lets nothing be published."""
    if verdict in ("not_publishable", "third_party_rights", "out_of_scope"):
        return None
    special: list[str] = []
    requested = unclear = False
    for code, given in found.items():
        question = ruleset.questions[code]
        answers = [
            question.answers[choice.code] for choice in given if choice.code in question.answers
        ]
        names_duties = any(answer.duty for answer in question.answers.values())
        unclear |= names_duties and (not given or gives(found, code, (UNKNOWN,)))
        special += [answer.duty for answer in answers if answer.duty]
        requested |= any(ruleset.effects[name].request for one in answers for name in one.effects)
    return owed(ruleset, profile, special, requested=requested, unclear=unclear)
