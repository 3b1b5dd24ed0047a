"""The permission labels that say who finds a dataset, and which plugin gives them.

CKAN takes them all from one plugin: the first listed of those that give any.
"""

from __future__ import annotations

from typing import Any

import ckan.plugins as p

PLUGIN = "opendatalab_reviewers"


def givers() -> list[Any]:
    """Return the plugins that give labels; CKAN asks the first."""
    return list(p.PluginImplementations(p.IPermissionLabels))


def instead_of_ours() -> str | None:
    """Return the name of the plugin that CKAN takes labels from, where ours is not asked."""
    names = [giver.name for giver in givers()]
    return names[0] if PLUGIN in names and names[0] != PLUGIN else None


def how_to_order(other: str) -> str:
    """Return what is wrong where another plugin is asked instead of ours, and what to write."""
    return (
        f"ckan.plugins has {other} before {PLUGIN}, and CKAN takes permission labels from the first"
        f" of them only: reviewers do not find in searches what they have to decide about."
        f" Put {PLUGIN} before {other}, whose labels it keeps"
    )
