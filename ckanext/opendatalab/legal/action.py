"""The actions of the legal room."""

from __future__ import annotations

from ckanext.opendatalab.legal.answer_action import opendatalab_legal_answer
from ckanext.opendatalab.legal.copy_action import (
    opendatalab_legal_duplicate,
    opendatalab_legal_use_template,
)
from ckanext.opendatalab.legal.opinion_action import opendatalab_legal_give_opinion
from ckanext.opendatalab.legal.proof_action import opendatalab_legal_attest, opendatalab_legal_prove
from ckanext.opendatalab.legal.purge_action import dataset_purge
from ckanext.opendatalab.legal.show_action import opendatalab_legal_history, opendatalab_legal_show
from ckanext.opendatalab.legal.sign_action import (
    opendatalab_legal_reconfirm,
    opendatalab_legal_reopen,
    opendatalab_legal_validate,
)
from ckanext.opendatalab.legal.template_action import opendatalab_legal_validate_template

__all__ = [
    "dataset_purge",
    "opendatalab_legal_answer",
    "opendatalab_legal_attest",
    "opendatalab_legal_duplicate",
    "opendatalab_legal_give_opinion",
    "opendatalab_legal_history",
    "opendatalab_legal_prove",
    "opendatalab_legal_reconfirm",
    "opendatalab_legal_reopen",
    "opendatalab_legal_show",
    "opendatalab_legal_use_template",
    "opendatalab_legal_validate",
    "opendatalab_legal_validate_template",
]
