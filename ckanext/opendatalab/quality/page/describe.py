"""What the page of a dataset's quality says.  What anybody may read and what only the dataset's
staff may read are made by two functions: nothing is left out afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.quality import criteria, status_rules
from ckanext.opendatalab.quality.assess import Assessment
from ckanext.opendatalab.quality.page import describe_files, wording

MOST_DAYS = 60  # of the history, the latest


def public(found: Assessment, days: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what whoever reads the dataset may read of its quality: no cell of a file, no hint.

    :param days: how the dataset stood, oldest first
    """
    dataset = found.dataset
    every = criteria_of(found.score)
    return {
        "dataset": {key: dataset.get(key) or "" for key in ("id", "name", "title", "type")},
        "status": status(found.status),
        "score": score(found.score.total),
        "turns": _turns(found),
        "fixes": fixes(every),
        "criteria": every,
        "files": [
            describe_files.public(one, found.files.get(one["id"]), found.states[one["id"]])
            for one in dataset.get("resources") or ()
        ],
        "history": _history(found, days),
        "criteria_version": found.criteria,
    }


def staff(found: Assessment) -> dict[str, Any]:
    """Return the rest, for those who work on the dataset: cells, and hints at personal data."""
    described = (
        describe_files.staff(one, found.files.get(one["id"]), found.states[one["id"]])
        for one in found.dataset.get("resources") or ()
    )
    return {"files": [one for one in described if one["cells"] or one["hints"]]}


def status(code: str) -> dict[str, str]:
    return {
        "code": code,
        "label": wording.status(code),
        "explanation": wording.status_explained(code),
        "icon": wording.ICONS.get(code, "circle"),
    }


def score(total: int) -> dict[str, Any]:
    return {
        "total": total,
        "band": status_rules.band(total),
        "label": wording.band(total),
        "sentence": wording.score(total),
    }


def criteria_of(found: Any) -> list[dict[str, Any]]:
    """Return each criterion of a score: what it is called, how it came out and what to do."""
    described: list[dict[str, Any]] = []
    for one in found.results:
        words = criteria.words(one.id)
        described.append(
            {
                "id": one.id,
                "dimension_label": words["dimension"],
                "label": words["label"],
                "why": words["why"],
                "fix": words["fix"],
                "outcome": one.outcome,
                "outcome_label": wording.criterion_outcome(one.outcome),
                "icon": wording.ICONS[one.outcome],
                "weight": one.weight,
                "gain": one.gain,
                "gain_label": wording.gain(one.gain),
                "field": one.field,
                "scope": one.scope,
                "resources": list(one.resources),
            }
        )
    return described


def fixes(every: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return what is to do, what brings most first; of what brings the same, first the files."""
    failing = [dict(one) for one in every if one["outcome"] == "fail" and one["weight"]]
    return sorted(
        failing, key=lambda one: (-one["gain"], one["scope"] != "resource", -one["weight"])
    )


def _turns(found: Assessment) -> dict[str, Any] | None:
    """Return the day from which the score is another one if nothing is changed."""
    if found.score.turns_on is None or found.score.total_then is None:
        return None
    return {"on": found.score.turns_on.isoformat(), "score": score(found.score.total_then)}


def _history(found: Assessment, days: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return how the dataset stood, oldest first; the last line is today's."""
    today = clock.today()
    rows = [
        (one["day"], one["score"], one["status"], one["faults"])
        for one in days
        if one["day"] < today
    ]
    rows.append((today, found.score.total, found.status, found.faults()))
    return [
        {
            "day": day.isoformat(),
            "score": total,
            "sentence": wording.score(total),
            "status": code,
            "status_label": wording.status(code),
            "faults": faults,
        }
        for day, total, code, faults in rows[-MOST_DAYS:]
    ]
