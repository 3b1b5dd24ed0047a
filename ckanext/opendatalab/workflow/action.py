"""The actions of the workflow."""

from __future__ import annotations

from ckanext.opendatalab.workflow.adoption_action import (
    opendatalab_adoption_plan,
    opendatalab_adoption_show,
    opendatalab_adoption_update,
)
from ckanext.opendatalab.workflow.write_action import (
    bulk_update_public,
    organization_purge,
    package_create,
    package_owner_org_update,
    package_update,
)

__all__ = [
    "bulk_update_public",
    "opendatalab_adoption_plan",
    "opendatalab_adoption_show",
    "opendatalab_adoption_update",
    "organization_purge",
    "package_create",
    "package_owner_org_update",
    "package_update",
]
