"""Proves that everything about governed datasets agrees."""

from __future__ import annotations

from ckanext.opendatalab.workflow.upkeep.check_action import opendatalab_workflow_check

__all__ = ["opendatalab_workflow_check"]
