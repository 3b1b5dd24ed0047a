"""The tables come and go by migration only, and a portal that lacks them goes on working."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from ckan.cli.cli import ckan
from ckan.tests import factories, helpers

from ckanext.opendatalab.common import tables

pytestmark = pytest.mark.usefixtures("used_portal")


@pytest.fixture
def without_tables(migrate_db_for: Callable[..., None]) -> Iterator[None]:
    """A portal where nobody ran the migration; other tests find their tables again."""
    migrate_db_for("opendatalab", "base", forward=False)
    try:
        yield
    finally:
        model.Session.rollback()
        migrate_db_for("opendatalab")


def present() -> set[str]:
    names = sa.inspect(model.Session.get_bind()).get_table_names()
    return {n for n in names if n.startswith(tables.PREFIX)} - {f"{tables.PREFIX}alembic_version"}


@pytest.mark.parametrize("options", [["-p", "opendatalab"], []])
def test_tables_go_and_come_again(cli: Any, without_tables: None, options: list[str]):
    assert present() == set()
    result = cli.invoke(ckan, ["db", "upgrade", *options])
    assert not result.exit_code, result.output
    assert present() == {table.name for table in tables.ours()}


def test_a_downgrade_takes_every_table_along(cli: Any, without_tables: None):
    cli.invoke(ckan, ["db", "upgrade", "-p", "opendatalab"])
    result = cli.invoke(ckan, ["db", "downgrade", "-p", "opendatalab"])
    assert not result.exit_code, result.output
    assert present() == set()


def test_autogenerate_finds_no_difference():
    def is_ours(_: Any, name: str, kind: str, *__: Any) -> bool:
        return kind != "table" or name.startswith(tables.PREFIX)

    with model.Session.get_bind().connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_object": is_ours,
                "version_table": f"{tables.PREFIX}alembic_version",
                "compare_type": True,
                "compare_server_default": True,
            },
        )
        differences = compare_metadata(context, tk.BaseModel.metadata)
    assert differences == []


def test_a_migration_leaves_the_loggers_of_the_portal_speaking(
    migrate_db_for: Callable[..., None],
):
    speaking = logging.getLogger("ckanext.theirs")
    migrate_db_for("opendatalab")
    assert not speaking.disabled


def test_without_tables_datasets_are_created_shown_found_and_purged(app: Any, without_tables: None):
    dataset = factories.Dataset(title="Budget primitif")
    shown = helpers.call_action("package_show", id=dataset["id"])
    assert shown["governance_state"] == "published"
    result = helpers.call_action("package_search", fq=f"id:{dataset['id']}")
    assert result["results"][0]["governance_state"] == "published"
    page = app.get(f"/dataset/{dataset['name']}")
    assert page.status_code == 200
    assert "Budget primitif" in page.body
    helpers.call_action("dataset_purge", id=dataset["id"])


def test_without_tables_one_error_says_which_command_to_run(
    caplog: pytest.LogCaptureFixture, without_tables: None
):
    tables.look_at_start()
    (error,) = [r for r in caplog.records if r.name == tables.__name__]
    assert error.levelname == "ERROR"
    assert "opendatalab_status" in error.getMessage()
    assert "db upgrade -p opendatalab" in error.getMessage()


def test_a_running_portal_notices_the_migration_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
):
    # The migration ran in another process: this one still remembers what it saw before.
    monkeypatch.setattr(tables._Seen, "ready", False)
    monkeypatch.setattr(tables._Seen, "looked_at", time.monotonic())
    assert not tables.ready()
    monkeypatch.setattr(tables, "SECONDS_BETWEEN_LOOKS", 0.0)
    assert tables.ready()


def test_a_column_that_a_later_version_adds_counts_as_missing(monkeypatch: pytest.MonkeyPatch):
    later = sa.Table(
        "opendatalab_status",
        sa.MetaData(),
        sa.Column("package_id", sa.UnicodeText),
        sa.Column("invented_later", sa.Integer),
    )
    assert tables.missing() == []
    monkeypatch.setattr(tables, "ours", lambda: [later])
    assert tables.missing() == ["opendatalab_status.invented_later"]


def test_a_silent_database_does_not_stop_the_commands_that_would_create_it(
    monkeypatch: pytest.MonkeyPatch,
):
    nowhere = sa.create_engine("postgresql://nobody@127.0.0.1:1/nothing")
    monkeypatch.setattr(tables, "engine", lambda: nowhere)
    assert tables.look() is None
    tables.look_at_start()
    monkeypatch.undo()
    tables.forget()
    assert tables.ready()
