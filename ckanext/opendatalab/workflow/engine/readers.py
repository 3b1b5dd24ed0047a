"""Who has to read a dataset that is not public, because something there is hers to do.  Pure."""

from __future__ import annotations

from ckanext.opendatalab.common.role_rules import ROLES
from ckanext.opendatalab.workflow.engine.definition import GUARDS, Definition


def roles(definition: Definition, state: str) -> frozenset[str]:
    """Return the roles that may make a step from a state, or settle what such a step asks."""
    actors: set[str] = set()
    for step in definition.leaving(state):
        actors.update(step.by)
        actors.update(GUARDS[code].asks for code in step.guards)
    return frozenset(actors.intersection(ROLES))
