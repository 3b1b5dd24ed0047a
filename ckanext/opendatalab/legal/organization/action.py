"""The actions about an organisation's legal side."""

from __future__ import annotations

from ckanext.opendatalab.legal.organization.information_action import (
    opendatalab_information_list,
    opendatalab_information_propose,
    opendatalab_information_show,
    opendatalab_information_validate,
    opendatalab_information_withdraw,
)
from ckanext.opendatalab.legal.organization.profile_action import (
    opendatalab_profile_show,
    opendatalab_profile_update,
    organization_purge,
)
from ckanext.opendatalab.legal.organization.purge_action import dataset_purge
from ckanext.opendatalab.legal.organization.queue_action import opendatalab_legal_queue
from ckanext.opendatalab.legal.organization.register_action import opendatalab_legal_register
from ckanext.opendatalab.legal.organization.template_action import opendatalab_legal_template_list

__all__ = [
    "dataset_purge",
    "opendatalab_information_list",
    "opendatalab_information_propose",
    "opendatalab_information_show",
    "opendatalab_information_validate",
    "opendatalab_information_withdraw",
    "opendatalab_legal_queue",
    "opendatalab_legal_register",
    "opendatalab_legal_template_list",
    "opendatalab_profile_show",
    "opendatalab_profile_update",
    "organization_purge",
]
