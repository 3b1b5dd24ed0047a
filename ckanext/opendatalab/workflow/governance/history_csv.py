"""The history of a dataset's way as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common.log import MOST_ENTRIES

MOST_LINES = 20_000


def titles() -> list[str]:
    return [
        tk._("When"),
        tk._("Who"),
        tk._("Account"),
        tk._("Role"),
        tk._("What"),
        tk._("From"),
        tk._("To"),
        tk._("Reason"),
        tk._("Message"),
        tk._("Details"),
        tk._("Version"),
        tk._("Definition of the path"),
        tk._("Fingerprint of the content"),
    ]


def rows(dataset_id: str) -> Iterator[list[Any]]:
    """Give every line, the latest first, as whoever is logged in may read it.

    :raises ckan.plugins.toolkit.NotAuthorized: she may not
    """
    asked: dict[str, Any] = {"id": dataset_id, "limit": MOST_ENTRIES}
    for _ in range(MOST_LINES // MOST_ENTRIES):
        entries = tk.get_action("opendatalab_workflow_history")({}, dict(asked))
        yield from (_cells(one) for one in entries)
        if len(entries) < MOST_ENTRIES:
            return
        asked["before"] = entries[-1]["id"]


def _cells(line: dict[str, Any]) -> list[Any]:
    return [
        tk.h.opendatalab_moment(line["at"]),
        line["actor_title"] or tk._("The portal itself"),
        line["actor"],
        line["role_label"],
        line["label"],
        line["from_label"],
        line["to_label"],
        line["reason"],
        line["message"],
        " ; ".join(f"{label}{tk._(': ')}{text}" for label, text in line["details"]),
        line["version"],
        line["definition"],
        line["fingerprint"],
    ]
