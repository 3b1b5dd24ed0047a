"""The pages of this room."""

from __future__ import annotations

from ckanext.opendatalab.legal.organization.information_views import opendatalab_information
from ckanext.opendatalab.legal.organization.profile_views import opendatalab_profile
from ckanext.opendatalab.legal.organization.register_views import (
    opendatalab_legal_queue,
    opendatalab_register,
)
from ckanext.opendatalab.legal.organization.template_views import opendatalab_analyses

__all__ = [
    "opendatalab_analyses",
    "opendatalab_information",
    "opendatalab_legal_queue",
    "opendatalab_profile",
    "opendatalab_register",
]
