"""What templates ask about an organisation's legal side."""

from __future__ import annotations

import ckan.model as model
from ckan.common import current_user

from ckanext.opendatalab.legal.organization import information_store, scopes

__all__ = ["opendatalab_has_legal_queue", "opendatalab_has_public_information"]


def opendatalab_has_public_information(organization_id: str) -> bool:
    """Return whether an organisation's directory has an entry to show; one query."""
    return information_store.any_public(organization_id)


def opendatalab_has_legal_queue() -> bool:
    """Return whether the reader validates or gives opinions anywhere; for her dashboard only."""
    if not current_user.is_authenticated:
        return False
    user = model.User.get(current_user.id)
    return not (scopes.signature(user).nothing and scopes.opinion(user).nothing)
