"""What templates ask about the quality that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.quality.policy import describe

__all__ = ["opendatalab_quality_advice", "opendatalab_quality_waiver"]


def opendatalab_quality_advice(package: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what is to be settled of a dataset's quality; nothing for whoever does not work on it.

    ``blocking``: what holds the publication back; ``advice``: the rest; ``waiver``: the exception
    that counts today.
    """
    try:
        found = tk.get_action("opendatalab_quality_findings")({}, {"id": package["id"]})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return None
    every = found["findings"]
    if not every and not found["waiver"]:
        return None
    return {
        "mode": found["mode"],
        "waiver": found["waiver"],
        "blocking": [one for one in every if one["blocks"]],
        "advice": [one for one in every if not one["blocks"]],
        "page": every[0]["page"] if every else "",
    }


def opendatalab_quality_waiver(package: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the exceptions of a dataset; nothing for whoever does not work on it.

    ``running``: the one that counts today, or ``None``; ``earlier``: the others; ``decides``:
    whether the reader may grant and end them; ``useful``: whether anything is held back here.
    """
    asked = {"id": package["id"]}
    try:
        every = tk.get_action("opendatalab_quality_waiver_list")({}, dict(asked))
        found = tk.get_action("opendatalab_quality_findings")({}, dict(asked))
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return None
    return {
        "running": found["waiver"],
        "earlier": [one for one in every if not one["running"]],
        "decides": tk.h.check_access("opendatalab_quality_waiver_create", asked),
        "useful": found["mode"] == "block",
        "mode": found["mode"],
        "today": clock.today().isoformat(),
        "latest": describe.latest_day(),
    }
