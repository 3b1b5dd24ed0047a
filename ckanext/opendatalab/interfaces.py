"""What other extensions may implement."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p


class IOpendatalabQuality(p.Interface):
    """Lets another extension add criteria to the score of a dataset's description."""

    def quality_criteria(self) -> dict[str, Any]:
        """Return more criteria: ``criteria``, as in ``quality/scoring/criteria.yaml``, and
        ``measures``, functions by name.

        It is asked once, at start; what does not fit stops the start with a message.  A measure is
        given a ``Look`` and returns an ``Answer``, quickly and from what it is given alone: no
        query, no file, no network.  One that raises an error counts as not measured.  ::

            from ckanext.opendatalab.quality.scoring.situation import Answer, Look, met

            def has_picture(look: Look) -> Answer:
                return met(bool(look.dataset.get("picture")))

            class MyPlugin(p.SingletonPlugin):
                p.implements(IOpendatalabQuality)

                def quality_criteria(self):
                    return {
                        "measures": {"has_picture": has_picture},
                        "criteria": {
                            "picture": {
                                "dimension": "findability",
                                "weight": 2,
                                "fields": ["picture"],
                                "measure": "has_picture",
                                "label": {"en": "Picture", "fr": "Image"},
                                "why": {"en": "People see…", "fr": "On voit…"},
                                "fix": {"en": "Add a picture.", "fr": "Ajoutez une image."},
                            }
                        },
                    }

        A portal changes their weights with ``opendatalab.quality_weights``, like those of ours.
        """
        return {}
