"""What can be done about where datasets stand."""

from __future__ import annotations

from ckanext.opendatalab.workflow.governance.step_action import (
    opendatalab_workflow_show,
    opendatalab_workflow_transition,
)

__all__ = ["opendatalab_workflow_show", "opendatalab_workflow_transition"]
