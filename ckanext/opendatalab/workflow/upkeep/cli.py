"""``ckan opendatalab workflow …``, ``log …`` and ``uninstall``"""

from __future__ import annotations

from ckanext.opendatalab.workflow.upkeep.log_cli import log_group
from ckanext.opendatalab.workflow.upkeep.uninstall_cli import uninstall
from ckanext.opendatalab.workflow.upkeep.workflow_cli import workflow_group

__all__ = ["log_group", "uninstall", "workflow_group"]
