"""Fixtures that several rooms share."""

from __future__ import annotations

import itertools

import pytest
import sqlalchemy as sa

from tests import kept_portal


@pytest.fixture(scope="session", autouse=True)
def _watched_portal():
    kept_portal.watch()


@pytest.fixture
def with_plugins(ckan_config, monkeypatch, request):
    """As CKAN's, whose plugins stay loaded for the next test that wants the same."""
    marked = itertools.chain.from_iterable(
        mark.args for mark in request.node.iter_markers("with_plugins")
    )
    wanted = ckan_config["ckan.plugins"]
    names = wanted.split() if isinstance(wanted, str) else list(wanted)
    for plugin in marked:
        for name, made in plugin.items() if isinstance(plugin, dict) else ((plugin, None),):
            if made is not None:
                request.getfixturevalue("provide_plugin")(name, made)  # CKAN 2.11 has none
            names.append(name)
    monkeypatch.setitem(ckan_config, "ckan.plugins", names)
    kept_portal.load(ckan_config)


@pytest.fixture
def app(make_app, ckan_config):
    """As CKAN's, kept for the next test that wants the same portal."""
    return kept_portal.app(ckan_config, make_app)


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


@pytest.fixture
def outside(with_plugins, ckan_config, monkeypatch):
    """A portal that asks any server that the public reaches, as portals do."""
    monkeypatch.setitem(ckan_config, "opendatalab.fetch_others", True)


def _migrate(migrate_db_for):
    migrate_db_for("activity")
    migrate_db_for("opendatalab")
