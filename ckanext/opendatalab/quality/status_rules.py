"""The one public status of the quality of a dataset.  Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Status = Literal["not_assessed", "pending", "conforming", "to_improve", "non_conforming", "stale"]
Band = Literal["good", "fair", "poor"]

STATUSES: tuple[Status, ...] = (
    "conforming",
    "to_improve",
    "non_conforming",
    "pending",
    "stale",
    "not_assessed",
)
# As data.gouv.fr words its own score: "good" from two thirds of the points up.
GOOD_FROM = 67
FAIR_FROM = 34


@dataclass(frozen=True)
class File:
    """One file: ``asked``: its check is asked for or under way; ``current``: its result is of the
    content, the schema and the checks of today.  ``outcome``: ``None``: never checked.
    """

    asked: bool
    current: bool
    outcome: str | None


def band(score: int) -> Band:
    """Return in which third of the points a score lies."""
    return "good" if score >= GOOD_FROM else "fair" if score >= FAIR_FROM else "poor"


def status(score: int | None, files: Iterable[File]) -> Status:
    """Return the status of a dataset with these files.

    A result for an older content never passes for today's: it is "pending" while a new check is
    asked for, else "stale".  A file that could not be checked is no fault of the publisher, and is
    not conforming either.  Files none of which can be opened say nothing.  Without files nothing
    is to be checked, and nothing is conforming.
    """
    every = tuple(files)
    if score is None:
        return "not_assessed"
    if any(one.asked and not one.current for one in every):
        return "pending"
    if any(one.outcome is not None and not one.current for one in every):
        return "stale"
    outcomes = {one.outcome for one in every}
    if "fail" in outcomes:
        return "non_conforming"
    if None in outcomes or outcomes == {"skipped"}:
        return "not_assessed"
    if not every or band(score) != "good" or outcomes & {"warning", "error"}:
        return "to_improve"
    return "conforming"
