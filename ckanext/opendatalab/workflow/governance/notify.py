"""Tells people of the steps of a dataset: which one and where, never what was written of it."""

from __future__ import annotations

import ckan.model as model

from ckanext.opendatalab.workflow.engine.facts import Decision
from ckanext.opendatalab.workflow.governance.situation import Situation


def stepped(found: Situation, decision: Decision, actor: model.User | None, message: str) -> None:
    """Put the mails about a step into the caller's transaction.  Never commits."""
