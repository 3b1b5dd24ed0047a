"""Fixtures that several rooms share."""

from __future__ import annotations

import pytest
import sqlalchemy as sa


@pytest.fixture
def portal(with_plugins, clean_db, clean_index, migrate_db_for):
    """A portal with the plugins of ``test.ini``, its tables, and nothing in it."""
    _migrate(migrate_db_for)


@pytest.fixture
def used_portal(with_plugins, non_clean_db, migrate_db_for):
    """The same without emptying it first: much faster, for tests that use names of their own."""
    from ckan import model  # not above: the pure tests run without CKAN

    if not sa.inspect(model.meta.engine).has_table("opendatalab_status"):
        _migrate(migrate_db_for)
    # A role that another test granted in the whole portal would be held here as well.
    model.Session.execute(sa.text("DELETE FROM opendatalab_role WHERE organization_id IS NULL"))
    model.Session.commit()


def _migrate(migrate_db_for):
    migrate_db_for("activity")
    migrate_db_for("opendatalab")
