"""What templates ask about the quality of datasets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendatalab import config
from ckanext.opendatalab.common import tables
from ckanext.opendatalab.quality.page import describe, live, wording

__all__ = [
    "opendatalab_quality_badge",
    "opendatalab_quality_label",
    "opendatalab_quality_live",
    "opendatalab_quality_summary",
    "opendatalab_shows_quality",
]


def opendatalab_quality_label(code: str) -> str:
    """Return a status in the reader's language; a code that nobody knows is its own label."""
    return wording.status(code)


def opendatalab_quality_badge(package: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the badge of a search result, from what the result itself says: no query.

    ``None`` where nothing was verified, and on a portal that shows none.
    """
    code = package.get("quality_status")
    if not config.quality_badges() or not isinstance(code, str) or code == "not_assessed":
        return None
    return describe.status(code) if code in wording.ICONS else None


def opendatalab_shows_quality() -> bool:
    """Return whether this portal shows how good datasets are outside the page about it."""
    return config.quality_badges()


def opendatalab_quality_summary(package: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return score and status for the dataset's own page, from the dataset alone: no query."""
    code, total = package.get("quality_status"), package.get("quality_score")
    if not config.quality_badges() or not isinstance(code, str) or not isinstance(total, int):
        return None
    return {
        "score": describe.score(total),
        "status": describe.status(code),
        "url": tk.h.url_for("opendatalab_quality.show", id=package["name"]),
    }


def opendatalab_quality_live(
    dataset_type: str, dataset: Mapping[str, Any] | None, kind: live.Kind, page: Any = 1
) -> dict[str, Any] | None:
    """Return the score beside a form: of what is saved."""
    if not tables.ready():
        return None
    try:
        return live.of_saved(dataset_type, dataset or {}, kind, int(page))
    except (tk.ObjectNotFound, ValueError):
        return None  # a form is shown whatever becomes of the score beside it
