"""What still stands between a dataset and its publication.  Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from ckanext.opendatalab.legal.engine.rules import Result
from ckanext.opendatalab.legal.engine.ruleset import OPEN_VERDICTS, Verdict

BlockerCode = Literal[
    "not_validated",
    "not_open",
    "treatment_missing",
    "treatment_unattested",
    "tests_missing",
    "reidentification_possible",
    "condition_missing",
    "condition_without_evidence",
    "dpo_opinion_missing",
    "dpo_opinion_outdated",
    "dpo_opinion_overruled",
    "review_date_passed",
    "answers_changed",
    "columns_changed",
    "file_added",
    "ruleset_changed",
]
BLOCKERS: tuple[BlockerCode, ...] = get_args(BlockerCode)
TESTS = ("singling_out", "linking", "inference")

Opinion = Literal["favourable", "with_reservations", "unfavourable"]
Columns = Mapping[str, "tuple[str, ...] | None"]


@dataclass(frozen=True)
class Blocker:
    """One thing to settle; ``key``: the treatment, the condition or the file that is meant."""

    code: BlockerCode
    key: str = ""


@dataclass(frozen=True)
class Requirement:
    """A treatment or a condition of a verdict; ``tests``: it needs the three of anonymity."""

    key: str
    tests: bool = False


@dataclass(frozen=True)
class Attestation:
    """Somebody says that a treatment was done; ``tests``: is it still possible to …?"""

    done_on: date
    done_by: str
    method: str
    columns: tuple[str, ...] = ()
    tests: Mapping[str, bool] = field(default_factory=dict[str, bool])


@dataclass(frozen=True)
class DpoOpinion:
    """``fingerprint``: of the answers that the DPO saw."""

    opinion: Opinion
    fingerprint: str


@dataclass(frozen=True)
class Requirements:
    """What a verdict asks for: of a proposal (:func:`proposed`) or as it was validated."""

    verdict: Verdict
    treatments: tuple[Requirement, ...] = ()
    conditions: tuple[Requirement, ...] = ()
    dpo_mandatory: bool = False
    review_on: date | None = None
    reason_against_dpo: str = ""


@dataclass(frozen=True)
class Validation:
    """What was signed.  ``proposed_*``: what the rules then proposed, whatever was decided.

    ``columns``: the column names by file; ``None`` for a file that has none.
    """

    requirements: Requirements
    proposed_verdict: Verdict
    proposed_grounds: frozenset[str]
    ruleset_version: str
    columns: Columns = field(default_factory=dict[str, "tuple[str, ...] | None"])


def proposed(result: Result) -> Requirements:
    """Return what the proposal asks for."""
    return Requirements(
        verdict=result.verdict,
        treatments=tuple(Requirement(one.key, one.tests) for one in result.treatments),
        conditions=tuple(Requirement(one.key) for one in result.conditions),
        dpo_mandatory=result.dpo_mandatory,
        review_on=result.review_on,
    )


def ready(
    requirements: Requirements,
    fingerprint: str,
    attestations: Mapping[str, Attestation],
    evidence: Mapping[str, str],
    dpo_opinion: DpoOpinion | None,
    today: date,
) -> tuple[Blocker, ...]:
    """Return what a verdict asks for and does not have yet.

    ``fingerprint``: of the answers as they are now.  Attestations and evidence (a reference) by the
    key of their treatment or condition.
    """
    if requirements.verdict not in OPEN_VERDICTS:
        return (Blocker("not_open"),)
    found = [
        *_treatments(requirements, attestations, today),
        *_conditions(requirements, evidence),
        *_dpo(requirements, fingerprint, dpo_opinion),
    ]
    if requirements.review_on is not None and requirements.review_on <= today:
        found.append(Blocker("review_date_passed"))
    return tuple(found)


def lapses(
    validation: Validation, signed: Result, current: Result, columns: Columns
) -> tuple[Blocker, ...]:
    """Return why a validation no longer holds.

    ``signed``: the proposal for the answers as they were validated, under today's rules;
    ``current``: for the answers as they are; ``columns``: of the files as they are.  New rules
    count only where verdict or grounds come out differently.
    """
    found: list[Blocker] = []
    if signed.fingerprint != current.fingerprint:
        found.append(Blocker("answers_changed"))
    if signed.ruleset_version != validation.ruleset_version and _differs(validation, signed):
        found.append(Blocker("ruleset_changed"))
    for file, names in columns.items():
        if file not in validation.columns:
            found.append(Blocker("file_added", file))
        elif unordered(names) != unordered(validation.columns[file]):
            found.append(Blocker("columns_changed", file))
    return tuple(found)


def gate(
    validation: Validation | None,
    signed: Result | None,
    current: Result,
    *,
    attestations: Mapping[str, Attestation],
    evidence: Mapping[str, str],
    dpo_opinion: DpoOpinion | None,
    columns: Columns,
    today: date,
) -> tuple[Blocker, ...]:
    """Return everything that stands between a dataset and its publication; nothing: it may go.

    ``signed`` and ``current``: see :func:`lapses`.
    """
    if validation is None or signed is None:
        return (Blocker("not_validated"),)
    return (
        *ready(
            validation.requirements,
            current.fingerprint,
            attestations,
            evidence,
            dpo_opinion,
            today,
        ),
        *lapses(validation, signed, current, columns),
    )


def _treatments(
    requirements: Requirements, attestations: Mapping[str, Attestation], today: date
) -> Iterator[Blocker]:
    if requirements.verdict == "open_after_processing" and not requirements.treatments:
        yield Blocker("treatment_missing")
    for treatment in requirements.treatments:
        given = attestations.get(treatment.key)
        if given is None or not _complete(given) or given.done_on > today:
            yield Blocker("treatment_unattested", treatment.key)
        elif treatment.tests and any(given.tests.get(test) for test in TESTS):
            yield Blocker("reidentification_possible", treatment.key)
        elif treatment.tests and any(test not in given.tests for test in TESTS):
            yield Blocker("tests_missing", treatment.key)


def _complete(given: Attestation) -> bool:
    return bool(given.done_by.strip() and given.method.strip())


def _conditions(requirements: Requirements, evidence: Mapping[str, str]) -> Iterator[Blocker]:
    if requirements.verdict == "open_with_conditions" and not requirements.conditions:
        yield Blocker("condition_missing")
    for condition in requirements.conditions:
        if not evidence.get(condition.key, "").strip():
            yield Blocker("condition_without_evidence", condition.key)


def _dpo(
    requirements: Requirements, fingerprint: str, opinion: DpoOpinion | None
) -> Iterator[Blocker]:
    if opinion is None:
        if requirements.dpo_mandatory:
            yield Blocker("dpo_opinion_missing")
        return
    if requirements.dpo_mandatory and opinion.fingerprint != fingerprint:
        yield Blocker("dpo_opinion_outdated")
    # Advisory or mandatory, going against it takes a reason.
    if opinion.opinion == "unfavourable" and not requirements.reason_against_dpo.strip():
        yield Blocker("dpo_opinion_overruled")


def _differs(validation: Validation, signed: Result) -> bool:
    return (signed.verdict, frozenset(signed.grounds)) != (
        validation.proposed_verdict,
        validation.proposed_grounds,
    )


def unordered(columns: tuple[str, ...] | None) -> tuple[str, ...] | None:
    """Return the names of columns in a form in which order and surrounding space do not matter."""
    return None if columns is None else tuple(sorted(name.strip() for name in columns))
