"""The log as a table for spreadsheets, as far as whoever asks may read it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import types

from ckanext.opendatalab.common import log
from ckanext.opendatalab.common.csv_file import neutral

COLUMNS = (
    "id", "at", "kind", "actor", "role", "organization_id", "dataset_id", "dataset_name", "from",
    "to", "transition", "reason", "message", "details",
)  # fmt: skip
# What has a column of its own.
_APART = ("name", "role", "from", "to", "transition", "message")


def lines(
    context: types.Context, asked: dict[str, Any], since: datetime | None = None
) -> Iterator[str]:
    """Give the table line by line, the latest entry first: head, then ``opendatalab_log_list``.

    :param asked: ``organization``, ``package_id``
    :param since: only entries of that moment or later
    """
    yield "\ufeff" + _line(COLUMNS)
    before: int | None = None
    while True:
        page = {**asked, "limit": log.MOST_ENTRIES, **({"before": before} if before else {})}
        entries = tk.get_action("opendatalab_log_list")({**context}, page)  # type: ignore[typeddict-item] - a copy
        for entry in entries:
            if since and datetime.fromisoformat(entry["at"]) < since:
                return
            yield _line(_cells(entry))
        if len(entries) < log.MOST_ENTRIES:
            return
        before = entries[-1]["id"]


def moment(text: str) -> datetime:
    """Return the moment that a date or a moment stands for; UTC unless it says another zone.

    :raises ValueError: it is none
    """
    found = datetime.fromisoformat(text.strip())
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)


def _cells(entry: dict[str, Any]) -> list[Any]:
    data = entry["data"]
    rest = {key: value for key, value in data.items() if key not in _APART}
    return [
        entry["id"],
        entry["at"],
        entry["kind"],
        entry["actor_name"],
        data.get("role"),
        entry["organization_id"],
        entry["package_id"],
        data.get("name"),
        data.get("from"),
        data.get("to"),
        data.get("transition"),
        entry["reason"],
        data.get("message"),
        json.dumps(rest, ensure_ascii=False, sort_keys=True) if rest else "",
    ]


def _line(cells: Any) -> str:
    output = io.StringIO()
    csv.writer(output, delimiter=";", lineterminator="\r\n").writerow(neutral(one) for one in cells)
    return output.getvalue()
