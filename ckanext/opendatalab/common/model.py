"""Tables that every room shares."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import sqlalchemy as sa

__all__ = ["Status"]


class Status(tk.BaseModel):
    """The public conclusions about one dataset; the rooms' own tables hold how they came about.

    No foreign key: a dataset's purge must not be refused, and the row goes with it by hand.
    """

    __tablename__ = "opendatalab_status"

    package_id = sa.Column(sa.UnicodeText, primary_key=True)
    governance_state = sa.Column(sa.UnicodeText)
    legal_eligibility = sa.Column(sa.UnicodeText)
    quality_status = sa.Column(sa.UnicodeText)
    quality_score = sa.Column(sa.Integer)
