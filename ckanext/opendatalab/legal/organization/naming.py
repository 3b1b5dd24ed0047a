"""Who may name the person who validates where an organisation has no legal officer.

It is as much as naming a legal officer, and follows the same rule (``common.role_rules``).
"""

from __future__ import annotations

import ckan.authz as authz
import ckan.model as model

from ckanext.opendatalab import config
from ckanext.opendatalab.common import people, role_rules, roles
from ckanext.opendatalab.common.role_rules import Change, Refusal


def refusal(
    user_name: str | None, organization_id: str, before: str | None, after: str | None
) -> Refusal | None:
    """Return why somebody may not put one person (an id) in another's place; ``None``: she may.

    Nobody names herself, and nobody gives up the task alone.
    """
    if before == after:
        return None
    user = model.User.get(user_name) if user_name else None
    return role_rules.refusal(
        Change(
            role=roles.LEGAL_OFFICER,
            by_sysadmin=authz.is_sysadmin(user_name),
            by_administrator=people.administers(user_name, organization_id),
            to_self=user is not None and user.id in (before, after),
            whole_portal=False,
            legal_roles_delegated=config.delegate_legal_roles(),
        )
    )


def may_name(user_name: str | None, organization_id: str) -> bool:
    """Return whether somebody may name another person at all."""
    return refusal(user_name, organization_id, None, "somebody else") is None
