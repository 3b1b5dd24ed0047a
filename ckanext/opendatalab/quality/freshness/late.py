"""Finds the public datasets of an organisation that wait for their update, in its index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendatalab import config
from ckanext.opendatalab.common import clock
from ckanext.opendatalab.fields import freshness, vocabulary
from ckanext.opendatalab.quality.freshness import rules
from ckanext.opendatalab.quality.freshness.rules import Late

MOST_EXAMINED = 2_000
_AT_ONCE = 500


@dataclass(frozen=True)
class Found:
    """The late datasets, the longest late first.

    ``examined``: how many of the ``total`` that have a frequency were looked at.
    """

    late: list[Late]
    examined: int
    total: int


def find(organization_id: str | None) -> Found:
    """Return what is late in an organisation; ``None``: in the whole portal.

    Only what everybody sees: nobody waits for the update of what is not published.
    """
    periods = _periods()
    wanted = " OR ".join(f'"{one}"' for one in sorted(periods))
    filters = [f"+vocab_opendatalab_frequency:({wanted})", "+state:active"]
    if organization_id:
        filters.append(f'+owner_org:"{organization_id}"')
    late: list[Late] = []
    examined, total = 0, 0
    while examined < MOST_EXAMINED:
        asked = {
            "fq": " ".join(filters),
            "rows": _AT_ONCE,
            "start": examined,
            "sort": "metadata_modified asc, id asc",
            "facet": "false",
        }
        page = tk.get_action("package_search")({"ignore_auth": True, "user": ""}, asked)
        total = page["count"]
        late += filter(None, (_look(one, periods) for one in page["results"]))
        examined += len(page["results"])
        if not page["results"] or examined >= total:
            break
    return Found(rules.ordered(late), examined, total)


def now(package_id: str) -> tuple[Late | None, Mapping[str, Any]]:
    """Return whether a dataset is late as the database has it, and what it is."""
    show = tk.get_action("package_show")
    try:
        dataset = show({"ignore_auth": True, "use_cache": False, "user": ""}, {"id": package_id})
    except tk.ObjectNotFound:
        return None, {}
    if dataset.get("private") or dataset.get("state") != "active":
        return None, dataset
    return _look(dataset, _periods()), dataset


def _look(dataset: Mapping[str, Any], periods: Mapping[str, int]) -> Late | None:
    if dataset.get("type") not in config.dataset_types():
        return None
    today = clock.today()
    period = periods.get(str(dataset.get("frequency") or ""))
    return rules.late(dataset, freshness.assess(dataset, period, today), today)


def _periods() -> dict[str, int]:
    """Return the days between two updates by frequency, where it sets any."""
    entries = vocabulary.get("frequency").entries
    return {one.value: one.facts["days"] for one in entries if one.facts.get("days")}
