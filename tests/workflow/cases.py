"""What the tests of the machine share: the presets, people, and a dataset where all is settled."""

from __future__ import annotations

from ckanext.opendatalab.common.role_rules import ROLES
from ckanext.opendatalab.workflow.engine import register
from ckanext.opendatalab.workflow.engine.definition import ACTORS, GUARDS
from ckanext.opendatalab.workflow.engine.facts import Facts, Who

PRESETS = register.presets()
WORDS = register.words()
SETTLED = dict.fromkeys(GUARDS, ())
VERSION = 7

STRANGER = Who()
EDITOR = Who(editor=True)
AUTHOR = Who(editor=True, author=True)
ADMINISTRATOR = Who(editor=True, administrator=True)
SYSADMIN = Who(editor=True, administrator=True, sysadmin=True)
HOLDERS = {role: Who(roles=frozenset({role})) for role in ROLES}
LEAD = HOLDERS["project_lead"]
LEGAL = HOLDERS["legal_officer"]
DIRECTOR = HOLDERS["general_director"]
ELECTED = HOLDERS["elected_official"]


def whoever(actor, **more):
    """Return somebody who is that one thing and nothing else."""
    if actor in ROLES:
        return Who(roles=frozenset({actor}), **more)
    assert actor in ACTORS
    return Who(**{actor: True}, **more)


def facts(state, who=LEAD, *, unmet=(), **more):
    """Return a dataset in a state where everything is settled but ``unmet``."""
    guards = SETTLED | dict.fromkeys(unmet, ("something",))
    given = {"guards": guards, "has_files": True, "version": VERSION} | more
    return Facts(state, who, **given)
