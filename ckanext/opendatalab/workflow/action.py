"""The actions of the workflow."""

from __future__ import annotations

from ckanext.opendatalab.workflow.adoption_action import (
    opendatalab_adoption_plan,
    opendatalab_adoption_show,
    opendatalab_adoption_update,
)
from ckanext.opendatalab.workflow.bulk_action import (
    bulk_update_delete,
    bulk_update_private,
    bulk_update_public,
    organization_delete,
    organization_purge,
)
from ckanext.opendatalab.workflow.check_action import opendatalab_workflow_check
from ckanext.opendatalab.workflow.circuit_action import opendatalab_circuit_show
from ckanext.opendatalab.workflow.delete_action import dataset_purge, package_delete
from ckanext.opendatalab.workflow.row_action import (
    datastore_create,
    datastore_delete,
    datastore_upsert,
    package_collaborator_create,
    package_collaborator_delete,
    resource_view_create,
    resource_view_delete,
    resource_view_reorder,
    resource_view_update,
)
from ckanext.opendatalab.workflow.write_action import (
    package_create,
    package_owner_org_update,
    package_update,
    resource_delete,
)

__all__ = [
    "bulk_update_delete",
    "bulk_update_private",
    "bulk_update_public",
    "dataset_purge",
    "datastore_create",
    "datastore_delete",
    "datastore_upsert",
    "opendatalab_adoption_plan",
    "opendatalab_adoption_show",
    "opendatalab_adoption_update",
    "opendatalab_circuit_show",
    "opendatalab_workflow_check",
    "organization_delete",
    "organization_purge",
    "package_collaborator_create",
    "package_collaborator_delete",
    "package_create",
    "package_delete",
    "package_owner_org_update",
    "package_update",
    "resource_delete",
    "resource_view_create",
    "resource_view_delete",
    "resource_view_reorder",
    "resource_view_update",
]
