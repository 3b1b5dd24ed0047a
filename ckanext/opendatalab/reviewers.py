"""Plugin ``opendatalab_reviewers``: whoever has to decide about a dataset finds it in searches.

It adds readers to those whom CKAN, or the next plugin that gives labels, already lets read; it
takes none away.  Without it she reads the dataset by its address and in her tasks.
"""

from __future__ import annotations

import logging
from typing import Any

import ckan.model as model
import ckan.plugins as p
from ckan.common import CKANConfig
from ckan.lib.plugins import DefaultPermissionLabels

from ckanext.opendatalab.common import labels
from ckanext.opendatalab.common.closer import readable
from ckanext.opendatalab.workflow.governance import reading

log = logging.getLogger(__name__)


class OpendatalabReviewersPlugin(p.SingletonPlugin, DefaultPermissionLabels):
    """Labels for the roles that have something to do with a dataset."""

    p.implements(p.IConfigurable)
    p.implements(p.IPermissionLabels)

    # IConfigurable

    def configure(self, config: CKANConfig) -> None:
        readable.count_also(reading.condition)
        other = labels.instead_of_ours()
        if other:
            log.error("%s: %s", config.get("__file__") or "ckan.ini", labels.how_to_order(other))

    # IPermissionLabels

    def get_dataset_labels(self, dataset_obj: model.Package) -> list[str]:
        found = self._others().get_dataset_labels(dataset_obj)
        return [*found, *reading.dataset_labels(dataset_obj)]

    def get_user_dataset_labels(self, user_obj: Any) -> list[str]:
        found = self._others().get_user_dataset_labels(user_obj)
        if not user_obj or user_obj.is_anonymous:
            return found
        return [*found, *reading.user_labels(user_obj)]

    def _others(self) -> Any:
        after = labels.givers()
        after = after[after.index(self) + 1 :]
        return after[0] if after else super()
