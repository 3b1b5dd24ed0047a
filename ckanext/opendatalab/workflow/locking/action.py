"""The actions of CKAN that the lock watches."""

from __future__ import annotations

from ckanext.opendatalab.workflow.locking.bulk_action import (
    bulk_update_delete,
    bulk_update_private,
    bulk_update_public,
    group_delete,
    group_purge,
    group_update,
    organization_delete,
    organization_purge,
    organization_update,
)
from ckanext.opendatalab.workflow.locking.delete_action import dataset_purge, package_delete
from ckanext.opendatalab.workflow.locking.row_action import (
    datastore_create,
    datastore_delete,
    datastore_upsert,
    package_collaborator_create,
    package_collaborator_delete,
    package_relationship_create,
    package_relationship_delete,
    package_relationship_update,
    resource_view_create,
    resource_view_delete,
    resource_view_reorder,
    resource_view_update,
)
from ckanext.opendatalab.workflow.locking.write_action import (
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
    "group_delete",
    "group_purge",
    "group_update",
    "organization_delete",
    "organization_purge",
    "organization_update",
    "package_collaborator_create",
    "package_collaborator_delete",
    "package_create",
    "package_delete",
    "package_owner_org_update",
    "package_relationship_create",
    "package_relationship_delete",
    "package_relationship_update",
    "package_update",
    "resource_delete",
    "resource_view_create",
    "resource_view_delete",
    "resource_view_reorder",
    "resource_view_update",
]
