"""What other portals are likely to say of a dataset: for those who administer its organisation."""

from __future__ import annotations

from typing import Any

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.quality import criteria
from ckanext.opendatalab.quality.assess import Assessment
from ckanext.opendatalab.quality.scoring import mqa


def of(found: Assessment) -> dict[str, Any]:
    """Return the predictions: ``mqa`` (405 points and a rating) and ``datagouv`` (9 points)."""
    said = criteria.predictions(found.dataset, found.checks, clock.today())
    words = criteria.profile_words()
    european, french = words["mqa"], words["datagouv"]
    return {
        "mqa": {
            "title": european["title"],
            "note": european["note"],
            "points": said.mqa.points,
            "most": mqa.MOST_POINTS,
            "rating": said.mqa.rating,
            "rating_label": european["ratings"][said.mqa.rating],
            # What no verification of a link told yet.
            "unknown": sum(mqa.POINTS[name] for name in said.mqa.unknown),
            "dimensions": [
                {
                    "id": name,
                    "label": european["dimensions"][name],
                    "points": points,
                    "most": sum(mqa.METRICS[name].values()),
                    "lost": [
                        european["points"][metric]
                        for metric in mqa.METRICS[name]
                        if not said.mqa.metrics[metric]
                    ],
                }
                for name, points in said.mqa.dimensions.items()
            ],
        },
        "datagouv": {
            "title": french["title"],
            "note": french["note"],
            "points": said.datagouv.total,
            "most": len(said.datagouv.points),
            "answers": [
                {"id": name, "label": french["points"][name], "earned": earned}
                for name, earned in said.datagouv.points.items()
            ],
        },
    }
