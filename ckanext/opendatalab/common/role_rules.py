"""Which roles there are and who may change them.  Pure: no portal, no database, no wording."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Refusal = Literal["not_administrator", "whole_portal", "own_role", "legal_role"]

LEGAL_OFFICER = "legal_officer"
DPO = "dpo"
PROJECT_LEAD = "project_lead"
GENERAL_DIRECTOR = "general_director"
ELECTED_OFFICIAL = "elected_official"
DATA_STEWARD = "data_steward"

# In the order of lists and forms.
ROLES = (LEGAL_OFFICER, DPO, PROJECT_LEAD, GENERAL_DIRECTOR, ELECTED_OFFICIAL, DATA_STEWARD)

# Who has one of these decides what may be published: sysadmins name them unless they delegate it.
LEGAL_ROLES = frozenset({LEGAL_OFFICER, DPO})

# Who has one of these reads where datasets stand, and never what is behind it.
READING = frozenset({GENERAL_DIRECTOR, ELECTED_OFFICIAL})


@dataclass(frozen=True)
class Change:
    """A role that somebody wants to grant or to take away."""

    role: str
    by_sysadmin: bool
    by_administrator: bool  # of the organisation concerned
    to_self: bool
    whole_portal: bool
    legal_roles_delegated: bool


def refusal(change: Change) -> Refusal | None:
    """Return why the change is refused, ``None`` when it may be made.

    The same for granting and for taking away: a data protection officer who could drop her own
    role would be free to validate what she gave an opinion about.
    """
    if change.by_sysadmin:
        return None
    if change.whole_portal:
        return "whole_portal"
    if not change.by_administrator:
        return "not_administrator"
    if change.to_self:
        return "own_role"
    if change.role in LEGAL_ROLES and not change.legal_roles_delegated:
        return "legal_role"
    return None
