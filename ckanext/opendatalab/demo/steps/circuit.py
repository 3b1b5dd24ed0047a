"""What people did with their datasets once they were governed: submitted, returned, approved.

Every step is an action by one of the people, with her rights.  Only what has not moved since it was
put under governance is moved: what people did since stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ckanext.opendatalab.demo import store
from ckanext.opendatalab.demo.circuit import OTHERS
from ckanext.opendatalab.demo.content import Content, identity
from ckanext.opendatalab.demo.law import Entry
from ckanext.opendatalab.demo.portal import call_as
from ckanext.opendatalab.demo.steps import Event, Outcome, Wish

KIND = "circuit"
_VERSIONED = ("assign", "dates")


def total(content: Content) -> int:
    return len(content.circuit.paths)


def load(content: Content, wish: Wish) -> Iterator[Event]:
    ids = {identity("package", name): name for name in content.circuit.paths}
    still = store.not_moved(list(ids))
    for id_, name in ids.items():
        outcome: Outcome = "unchanged"
        if id_ in still:
            for step in content.circuit.paths[name]:
                _act(id_, step)
            outcome = "created"
        yield Event(KIND, name, outcome)


def clear(content: Content) -> Iterator[Event]:
    """Nothing by itself: where datasets stand goes with them; the log stays, as everywhere."""
    yield from ()


def _act(id_: str, step: Entry) -> None:
    data: dict[str, Any] = {k: v for k, v in step.items() if k not in ("by", "do", "aged")}
    code = step["do"]
    if code not in OTHERS:
        action, data["transition"] = "transition", code
    else:
        action = code
    if action == "transition" or action in _VERSIONED:
        data["version"] = store.governed_version(id_)
    call_as(step["by"], f"opendatalab_workflow_{action}", id=id_, **data)
    if step.get("aged"):
        store.age(id_, step["aged"])
