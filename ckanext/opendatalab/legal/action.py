"""The actions of the legal room."""

from __future__ import annotations

from ckanext.opendatalab.legal.answer_action import opendatalab_legal_answer
from ckanext.opendatalab.legal.show_action import opendatalab_legal_history, opendatalab_legal_show

__all__ = [
    "opendatalab_legal_answer",
    "opendatalab_legal_history",
    "opendatalab_legal_show",
]
