"""The gate of quality: what an organisation asks of a dataset before it is published.

It judges the dataset as a whole, on its way to the public.  A file that arrives in a public dataset
is never refused because of its content: it is checked, and the result is shown.
"""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import gates
from ckanext.opendatalab.quality.policy import describe, judged, store

__all__ = ["quality"]

NAME = "quality"


def _blockers(package: model.Package) -> list[gates.Blocker]:
    address = describe.page(package)
    found = judged.look(package, only_blocking=True).blocking
    return [
        gates.Blocker(NAME, one.code, describe.message(one), address)
        for one in found[: describe.MOST_TOLD]
    ]


def _generic(package: model.Package) -> str:
    return tk._(
        "The quality of this dataset is still to be settled: ask the organization that it belongs"
        " to."
    )


def _is_asked(organization_id: str | None) -> bool:
    return store.of(organization_id).mode == "block"


quality = gates.Gate(NAME, _blockers, _generic, of_arrivals=False, asked_by=_is_asked)
