"""Predicts the nine points of data.gouv.fr's score of a dataset's metadata.  Pure.

Source: udata, ``core/dataset/models.py`` (``compute_quality``).  Of a dataset without files the
last three do not count, and it gets 6 of 9 at most.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ckanext.opendatalab.fields import freshness
from ckanext.opendatalab.fields.completeness import is_filled
from ckanext.opendatalab.quality.scoring.situation import (
    DOCUMENTATION,
    Checks,
    Facts,
    Record,
    checks_of,
    format_key,
    holds,
    records,
    text,
)

NAMES = (
    "license",
    "temporal_coverage",
    "spatial",
    "update_frequency",
    "update_fulfilled_in_time",
    "dataset_description_quality",
    "has_open_format",
    "all_resources_available",
    "resources_documentation",
)
_LONG = 100
_LATE = timedelta(days=1)


@dataclass(frozen=True)
class Datagouv:
    """``points``: each of :data:`NAMES`, in its order; ``total`` of nine; ``score`` of 1, as its
    interface gives it.
    """

    points: dict[str, bool]

    @property
    def total(self) -> int:
        """How many of the nine points there are."""
        return sum(self.points.values())

    @property
    def score(self) -> float:
        """The same as a share, with two digits."""
        return round(self.total / len(NAMES), 2)


def predict(dataset: Record, checks: Checks, today: date, facts: Facts) -> Datagouv:
    """Return the prediction.

    A link that was never checked counts as one that answers, and a file kept by the portal is not
    checked at all: as there.
    """
    files = records(dataset.get("resources"))
    licence = facts.licences.get(text(dataset.get("license_id")))
    frequency = is_filled(dataset.get("frequency")) and not holds(dataset, {"frequency": "UNKNOWN"})
    answers = (
        is_filled(dataset.get("license_id")) and (licence is None or licence.given),
        is_filled(dataset.get("temporal_coverage")),
        is_filled(dataset.get("spatial_coverage")) or is_filled(dataset.get("spatial")),
        frequency,
        frequency and _in_time(dataset, today, facts),
        len(text(dataset.get("notes"))) > _LONG,
        any(_is_open(one, facts) for one in files),
        bool(files) and not any(_is_broken(one, checks) for one in files),
        any(
            text(one.get("resource_type")) == DOCUMENTATION or is_filled(one.get("description"))
            for one in files
        ),
    )
    return Datagouv(dict(zip(NAMES, answers, strict=True)))


def _in_time(dataset: Record, today: date, facts: Facts) -> bool:
    period = facts.period_of(dataset)
    if not period:
        return True  # irregular, punctual: nothing is expected
    updated, _ = freshness.last_update(dataset)
    return updated is not None and today - updated <= timedelta(days=period) + _LATE


def _is_open(resource: Record, facts: Facts) -> bool:
    # There any format is open that is not in a short list of closed ones, known or not.
    known = facts.format_of(resource)
    return bool(format_key(text(resource.get("format")))) and not (known and known.french_closed)


def _is_broken(resource: Record, checks: Checks) -> bool:
    return (
        text(resource.get("url_type")) != "upload"
        and checks_of(resource, checks).get("link") == "fail"
    )
