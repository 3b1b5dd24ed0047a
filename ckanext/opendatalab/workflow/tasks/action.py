"""What can be done about tasks."""

from __future__ import annotations

from ckanext.opendatalab.workflow.tasks.absence_action import (
    opendatalab_absence_end,
    opendatalab_absence_show,
    opendatalab_absence_update,
)
from ckanext.opendatalab.workflow.tasks.assign_action import opendatalab_workflow_assign
from ckanext.opendatalab.workflow.tasks.bulk_action import opendatalab_workflow_transition_bulk
from ckanext.opendatalab.workflow.tasks.list_action import (
    opendatalab_task_counts,
    opendatalab_task_list,
)
from ckanext.opendatalab.workflow.tasks.tick_action import opendatalab_tick

__all__ = [
    "opendatalab_absence_end",
    "opendatalab_absence_show",
    "opendatalab_absence_update",
    "opendatalab_task_counts",
    "opendatalab_task_list",
    "opendatalab_tick",
    "opendatalab_workflow_assign",
    "opendatalab_workflow_transition_bulk",
]
