"""What organisations decide about the path of their datasets."""

from __future__ import annotations

from ckanext.opendatalab.workflow.adoption.adoption_action import (
    opendatalab_adoption_plan,
    opendatalab_adoption_show,
    opendatalab_adoption_update,
)
from ckanext.opendatalab.workflow.adoption.circuit_action import opendatalab_circuit_show

__all__ = [
    "opendatalab_adoption_plan",
    "opendatalab_adoption_show",
    "opendatalab_adoption_update",
    "opendatalab_circuit_show",
]
