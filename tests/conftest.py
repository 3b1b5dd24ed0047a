"""Fixtures that several rooms share."""

from __future__ import annotations

import pytest


@pytest.fixture
def portal(with_plugins, clean_db, clean_index, migrate_db_for):
    """A portal with the plugins of ``test.ini``, its tables, and nothing in it."""
    migrate_db_for("activity")
    migrate_db_for("opendatalab")


@pytest.fixture
def used_portal(with_plugins, non_clean_db, migrate_db_for):
    """The same without emptying it first: much faster, for tests that use names of their own."""
    migrate_db_for("activity")
    migrate_db_for("opendatalab")
