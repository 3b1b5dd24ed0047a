"""Organisations with one person for each role, as the licence tests have them."""

from __future__ import annotations

import ckan.model as model
import pytest
import sqlalchemy as sa

from ckanext.opendatalab.common.model import Role
from tests.licence.conftest import organisation

__all__ = ["nobody_in_the_whole_portal", "organisation"]


@pytest.fixture
def nobody_in_the_whole_portal(used_portal):
    """No role holds everywhere: one that another test granted would be seen here too."""
    model.Session.execute(sa.delete(Role).where(Role.organization_id.is_(None)))
    model.Session.commit()
