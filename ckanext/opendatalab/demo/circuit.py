"""What people of the demonstration did with their datasets on the circuit, checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ckanext.opendatalab.demo.law import ContentError, Entry, Known

# What may be done beside the steps of a circuit: the end of the name of an action.
OTHERS = ("assign", "comment", "dates", "explain")


@dataclass(frozen=True)
class Circuit:
    """``paths``: by dataset, what is done, in order, and by whom."""

    paths: Mapping[str, list[Entry]] = field(default_factory=dict)

    def only(self, datasets: Known, accounts: Known) -> Circuit:
        """The same for these only; a path goes if one of its people is not there."""
        return Circuit(
            {
                name: steps
                for name, steps in self.paths.items()
                if name in datasets and all(step["by"] in accounts for step in steps)
            }
        )


def parse(content: Any, datasets: Known, accounts: Known, steps: Known) -> Circuit:
    """Return what ``circuit.yaml`` says.

    :param steps: codes of the steps that circuits have
    :raises ContentError: names the file, the entry and what is expected
    """
    paths = (content or {}).get("paths", {})
    for name, path in paths.items():
        if name not in datasets:
            raise ContentError(f"circuit.yaml: no such dataset: {name!r}")
        for number, step in enumerate(path, 1):
            spot = f"circuit.yaml: {name}: step {number}"
            if step.get("do") not in (*steps, *OTHERS):
                raise ContentError(f"{spot}: do is a step of a circuit, or {', '.join(OTHERS)}")
            if step.get("by") not in accounts:
                raise ContentError(f"{spot}: no such account: {step.get('by')!r}")
    return Circuit(paths)
