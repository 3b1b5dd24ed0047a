"""What core's own actions must also do for what is known of quality."""

from __future__ import annotations

from ckanext.opendatalab.quality.purge_action import dataset_purge, package_owner_org_update

__all__ = ["dataset_purge", "package_owner_org_update"]
