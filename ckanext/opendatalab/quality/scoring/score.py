"""The score of a dataset's description, criterion by criterion, and what each fix would bring.

Pure.  What does not apply and what was not measured yet leave the total: nobody loses points for
them, and nobody wins any.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ckanext.opendatalab.quality.scoring.criteria import Criteria, Criterion, Scope
from ckanext.opendatalab.quality.scoring.situation import (
    NOT_APPLICABLE,
    Answer,
    Checks,
    Facts,
    Look,
    Outcome,
    Record,
    checks_of,
    data_files,
    holds,
    records,
    text,
)

# A criterion that turns on more days than these is asked no further.
_MOST_TURNS = 24


@dataclass(frozen=True)
class Result:
    """How one criterion came out.

    ``gain``: the points that fixing this one alone adds to the total; ``field``: the form field to
    fill; ``resources``: the ids of the files that are in the way; ``timed``: the day counts.
    """

    id: str
    outcome: Outcome
    weight: int
    gain: int
    field: str
    scope: Scope
    resources: tuple[str, ...] = ()
    timed: bool = False


@dataclass(frozen=True)
class Score:
    """``turns_on``: the first day on which the total is another one if nothing is changed, and
    ``total_then``: which.
    """

    total: int
    results: tuple[Result, ...]
    turns_on: date | None = None
    total_then: int | None = None


@dataclass(frozen=True)
class _Measured:
    criterion: Criterion
    outcome: Outcome
    field: str
    resources: tuple[str, ...] = ()
    turns_on: date | None = None


def score(criteria: Criteria, dataset: Record, checks: Checks, today: date, facts: Facts) -> Score:
    """Return the score of ``dataset`` on ``today``; ``checks``: outcomes by file and check."""
    measured = [_measure(criteria, one, dataset, checks, today, facts) for one in criteria.criteria]
    earned, possible = _points(measured)
    total = _rounded(earned, possible)
    results = tuple(
        Result(
            id=one.criterion.id,
            outcome=one.outcome,
            weight=one.criterion.weight,
            gain=_rounded(earned + one.criterion.weight, possible) - total
            if one.outcome == "fail"
            else 0,
            field=one.field,
            scope=one.criterion.scope,
            resources=one.resources,
            timed=one.criterion.timed,
        )
        for one in measured
    )
    later = measured
    for _ in range(_MOST_TURNS):
        day = _next_turn(later, today)
        if day is None:
            break
        later = [
            _measure(criteria, one.criterion, dataset, checks, day, facts)
            if one.criterion.timed
            else one
            for one in later
        ]
        then = _rounded(*_points(later))
        if then != total:
            return Score(total, results, day, then)
        today = day
    return Score(total, results)


def _next_turn(measured: Iterable[_Measured], day: date) -> date | None:
    days = [one.turns_on for one in measured if one.turns_on is not None and one.turns_on > day]
    return min(days, default=None)


def _points(measured: Iterable[_Measured]) -> tuple[int, int]:
    """Return the points earned and those that could be."""
    counted = [one for one in measured if one.outcome in ("pass", "fail")]
    earned = sum(one.criterion.weight for one in counted if one.outcome == "pass")
    return earned, sum(one.criterion.weight for one in counted)


def _rounded(earned: int, possible: int) -> int:
    """Return the share in points of 100, halves upwards; of nothing, nothing."""
    return (200 * earned + possible) // (2 * possible) if possible else 0


# ------------------------------------------------------------ one criterion


def _measure(
    criteria: Criteria, one: Criterion, dataset: Record, checks: Checks, day: date, facts: Facts
) -> _Measured:
    known = (
        facts.resource_fields if one.scope == "resource" else {*facts.dataset_fields, "resources"}
    )
    fields = tuple(name for name in one.fields if name in known)
    if not fields:
        return _Measured(one, "not_applicable", one.fields[0])
    files = data_files(dataset)
    if one.excused and not files and holds(dataset, one.excused):
        return _Measured(one, "not_applicable", fields[0])

    def ask(record: Record, outcomes: Mapping[str, str]) -> Answer:
        if not holds(record, one.when) or (one.unless and holds(record, one.unless)):
            return NOT_APPLICABLE
        look = Look(record, dataset, fields, one.arguments, day, facts, outcomes)
        return criteria.measures[one.measure](look)

    if one.scope == "dataset":
        answer = ask(dataset, {})
        turns = answer.turns_on if one.timed else None
        return _Measured(one, answer.outcome, fields[0], (), turns)
    if one.files == "all":
        files = records(dataset.get("resources"))
    if not files:
        return _Measured(one, one.without_files, fields[0])
    answers = [(text(file.get("id")), ask(file, checks_of(file, checks))) for file in files]
    outcome = _together(one, {answer.outcome for _, answer in answers})
    failing = (name for name, answer in answers if answer.outcome == "fail")
    turns = [answer.turns_on for _, answer in answers if one.timed and answer.turns_on]
    return _Measured(
        one,
        outcome,
        fields[0],
        tuple(sorted(failing)) if outcome == "fail" else (),
        min(turns, default=None),
    )


def _together(one: Criterion, outcomes: set[Outcome]) -> Outcome:
    """Return one outcome for several files: "some": one good file is enough."""
    order: tuple[Outcome, ...] = ("fail", "not_measured", "pass")
    if one.which == "some":
        order = ("pass", "not_measured", "fail")
    for outcome in order:
        if outcome in outcomes:
            return outcome
    return "not_applicable"
