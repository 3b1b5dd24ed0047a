"""What an organisation decided about licences."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import sqlalchemy as sa

__all__ = ["LicencePolicy"]


class LicencePolicy(tk.BaseModel):
    """One organisation's default licence, and whether the CRPA's licence list binds it."""

    __tablename__ = "opendatalab_licence_policy"

    organization_id = sa.Column(sa.UnicodeText, primary_key=True)
    default_license_id = sa.Column(sa.UnicodeText)
    administration = sa.Column(sa.Boolean, nullable=False, default=True, server_default=sa.true())
