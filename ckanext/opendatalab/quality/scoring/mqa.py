"""Predicts the points and the rating that data.europa.eu gives a dataset.  Pure.

Source: the metrics of the Metadata Quality Assessment (MQA), 405 points, and its rating, as
https://dataeuropa.gitlab.io/data-provider-manual/metadata-quality-dashboard/ publishes them.  It
judges what the portal says in DCAT, so this is about the export: a prediction, not a measurement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ckanext.opendatalab.fields.completeness import is_filled
from ckanext.opendatalab.quality.scoring.measures import keywords_of
from ckanext.opendatalab.quality.scoring.situation import (
    Checks,
    Facts,
    Record,
    checks_of,
    records,
    text,
)

Rating = Literal["excellent", "good", "sufficient", "bad"]

MOST_POINTS = 405
RATINGS: tuple[tuple[int, Rating], ...] = (
    (351, "excellent"),
    (221, "good"),
    (121, "sufficient"),
    (0, "bad"),
)
# Dimension, then metric: points.
METRICS: Mapping[str, Mapping[str, int]] = {
    "findability": {"keyword": 30, "theme": 30, "spatial": 20, "temporal": 20},
    "accessibility": {"access_answers": 50, "download_given": 20, "download_answers": 30},
    "interoperability": {
        "format": 20,
        "media_type": 10,
        "format_vocabulary": 10,
        "non_proprietary": 20,
        "machine_readable": 20,
        "dcat_ap": 30,
    },
    "reusability": {
        "licence": 20,
        "licence_vocabulary": 10,
        "access_rights": 10,
        "access_rights_vocabulary": 5,
        "contact": 20,
        "publisher": 10,
    },
    "contextuality": {"rights": 5, "byte_size": 5, "issued": 5, "modified": 5},
}
POINTS = {name: points for metrics in METRICS.values() for name, points in metrics.items()}
_HERE = ("upload", "datastore", "tabledesigner")
_AUTHORITY = "http://publications.europa.eu/resource/authority/access-right/"


@dataclass(frozen=True)
class Mqa:
    """``metrics``: the points of each; ``unknown``: what is not counted because no check of the
    links was made yet, and may come on top.
    """

    points: int
    rating: Rating
    dimensions: Mapping[str, int]
    metrics: Mapping[str, int]
    unknown: frozenset[str] = frozenset()


def predict(dataset: Record, checks: Checks, facts: Facts) -> Mqa:
    """Return the prediction.  Of the files, the one with most points counts, as there."""
    best, unknown = _best(dataset, checks, facts)
    earned = best | _of_dataset(dataset)
    metrics = {name: points if name in earned else 0 for name, points in POINTS.items()}
    dimensions = {
        name: sum(metrics[metric] for metric in inside) for name, inside in METRICS.items()
    }
    points = sum(metrics.values())
    return Mqa(points, rating(points), dimensions, metrics, unknown - earned)


def rating(points: int) -> Rating:
    """Return the rating that so many points get."""
    return next(name for least, name in RATINGS if points >= least)


def _best(dataset: Record, checks: Checks, facts: Facts) -> tuple[set[str], frozenset[str]]:
    files = [_of_file(one, dataset, checks, facts) for one in records(dataset.get("resources"))]
    if not files:
        return set(), frozenset()
    # Of equally good ones always the same, in whatever order they stand.
    return max(files, key=lambda one: (sum(POINTS[name] for name in one[0]), sorted(one[0])))


def _of_file(
    resource: Record, dataset: Record, checks: Checks, facts: Facts
) -> tuple[set[str], frozenset[str]]:
    earned: set[str] = set()
    unknown: set[str] = set()
    here = text(resource.get("url_type")) in _HERE
    # Without an address of its own to download from, only a file that the portal keeps has one.
    download = here or is_filled(resource.get("download_url"))
    answers = "pass" if here else checks_of(resource, checks).get("link", "")
    names = ["access_answers"] * is_filled(resource.get("url"))
    names += ["download_answers"] * download
    if answers in ("pass", "warning"):
        earned.update(names)
    elif answers != "fail":
        unknown.update(names)
    given = is_filled(resource.get("format"))
    media_type = is_filled(resource.get("mimetype"))
    known = facts.format_of(resource)
    licence = facts.licences.get(text(dataset.get("license_id")))
    has_licence = is_filled(dataset.get("license_id")) and (licence is None or licence.given)
    found = {
        "download_given": download,
        "format": given,
        "media_type": media_type,
        "format_vocabulary": media_type or (known is not None and known.european),
        "non_proprietary": known is not None and known.european_open,
        "machine_readable": known is not None and known.european_machine,
        "licence": has_licence or is_filled(resource.get("license")),
        "licence_vocabulary": licence is not None and licence.european,
        # Our export says the licence as the rights of each file too.
        "rights": has_licence or is_filled(resource.get("rights")),
        "byte_size": is_filled(resource.get("size")),
    }
    earned.update(name for name, yes in found.items() if yes)
    return earned, frozenset(unknown)


def _of_dataset(dataset: Record) -> set[str]:
    access = text(dataset.get("access_rights"))
    found: dict[str, bool] = {
        "keyword": bool(keywords_of(dataset)),
        "theme": is_filled(dataset.get("theme")),
        "spatial": _any(dataset, "spatial_coverage", "spatial"),
        "temporal": _any(dataset, "temporal_coverage", "temporal_start", "temporal_end"),
        "dcat_ap": _complete(dataset),
        "access_rights": bool(access),
        "access_rights_vocabulary": access.startswith(_AUTHORITY),
        "contact": _any(dataset, "contact", "maintainer_email", "author_email"),
        "publisher": _any(dataset, "publisher", "organization", "owner_org"),
        "issued": _any(dataset, "issued", "metadata_created"),
        "modified": _any(dataset, "modified", "metadata_modified"),
    }
    return {name for name, yes in found.items() if yes}


def _complete(dataset: Record) -> bool:
    """Whether DCAT-AP's mandatory properties are there: the export itself keeps to its shapes."""
    files = records(dataset.get("resources"))
    named = is_filled(dataset.get("title")) and is_filled(dataset.get("notes"))
    return named and all(_any(one, "url", "access_url") for one in files)


def _any(record: Mapping[str, Any], *names: str) -> bool:
    return any(is_filled(record.get(name)) for name in names)
