"""Tables of the workflow."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import sqlalchemy as sa

__all__ = ["Adoption"]


class Adoption(tk.BaseModel):
    """How strictly the publications of one organisation are checked: off, warn or block.

    The row whose id is empty holds for every organisation that has none.  No foreign key: an
    organisation's purge must not be refused, and the row goes with it by hand.
    """

    __tablename__ = "opendatalab_adoption"

    organization_id = sa.Column(sa.UnicodeText, primary_key=True)
    mode = sa.Column(sa.UnicodeText, nullable=False)
    since = sa.Column(sa.DateTime(timezone=True), nullable=False)
    changed_by = sa.Column(sa.UnicodeText)
