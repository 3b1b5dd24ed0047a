"""What can be done about where datasets stand."""

from __future__ import annotations

from ckanext.opendatalab.workflow.governance.comment_action import (
    opendatalab_workflow_comment,
    opendatalab_workflow_comment_settle,
    opendatalab_workflow_comments,
)
from ckanext.opendatalab.workflow.governance.dates_action import (
    opendatalab_workflow_dates,
    opendatalab_workflow_explain,
)
from ckanext.opendatalab.workflow.governance.history_action import opendatalab_workflow_history
from ckanext.opendatalab.workflow.governance.step_action import (
    opendatalab_workflow_show,
    opendatalab_workflow_transition,
)

__all__ = [
    "opendatalab_workflow_comment",
    "opendatalab_workflow_comment_settle",
    "opendatalab_workflow_comments",
    "opendatalab_workflow_dates",
    "opendatalab_workflow_explain",
    "opendatalab_workflow_history",
    "opendatalab_workflow_show",
    "opendatalab_workflow_transition",
]
