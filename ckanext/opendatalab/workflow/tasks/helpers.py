"""What templates ask about tasks."""

from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import tables
from ckanext.opendatalab.workflow.tasks import list_store

__all__ = ["opendatalab_open_tasks"]


def opendatalab_open_tasks() -> int | None:
    """Return how many tasks wait for the reader, for her dashboard only.

    ``None``: nobody is logged in, or the portal governs no dataset.
    """
    if not tk.current_user.is_authenticated or not tables.ready() or not list_store.in_use():
        return None
    counts = tk.g.get("opendatalab_task_counts")
    if counts is None:
        counts = tk.get_action("opendatalab_task_counts")({}, {})
    return counts[list_store.TO_DECIDE] + counts[list_store.RETURNED]
