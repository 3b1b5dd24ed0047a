"""An organisation with datasets that are public, never were, or no longer are; words in each."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import ckan.model as model
import sqlalchemy as sa
from ckan.tests import factories, helpers
from ckanext.datastore.cli import permissions_sql

from tests.legal import world
from tests.portal import markers

# What became of each; only the first may be read by everybody.
KINDS = ("public", "private", "draft", "deleted", "withdrawn", "purged")
OURS = ["opendatalab", "opendatalab_datasets", "dcat", "structured_data"]
PLUGINS = [*OURS, "activity", "datastore", "text_view"]


@dataclass
class Unpublished:
    """``words``: by kind, those that a surface may tell; ``headers``: how each person asks."""

    organization: dict[str, Any]
    group: dict[str, Any]
    people: dict[str, dict[str, Any]]
    headers: dict[str, dict[str, str]]
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    datasets: dict[str, dict[str, Any]] = field(default_factory=dict)

    def told(self, text: str) -> set[str]:
        """Return the kinds of datasets that a text says a word of."""
        return {
            kind
            for kind, words in self.words.items()
            if any(word in text for word in words.values())
        }


def datastore_database() -> str:
    """Return the address of a datastore beside the tests' database; the first time, make it."""
    address = sa.engine.make_url(os.environ.get("CKAN_SQLALCHEMY_URL") or _main())
    main = address.set(query={})
    datastore = main.set(database=f"{main.database}_datastore")
    with sa.create_engine(main, isolation_level="AUTOCOMMIT").connect() as connection:
        there = connection.execute(
            sa.text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": datastore.database}
        )
        if there.scalar() is None:
            connection.execute(sa.text(f'CREATE DATABASE "{datastore.database}"'))
    user = str(main.username)
    sql = permissions_sql(str(main.database), str(datastore.database), user, user, user)
    connection = sa.create_engine(datastore).raw_connection()
    try:
        # Not the rights of its two users: here both are the owner.
        connection.cursor().execute(sql[sql.index("-- a view for listing") :])
        connection.commit()
    finally:
        connection.close()
    return datastore.render_as_string(hide_password=False)


def read_only(datastore: str) -> str:
    """Return the address that CKAN reads the datastore at.

    CKAN wants another user there, who cannot write; the tests have one only.  So it is told of a
    user of PostgreSQL's own, and the connection of the one that there is.
    """
    address = sa.engine.make_url(datastore)
    told = address.set(username="pg_monitor").update_query_dict({"user": str(address.username)})
    return told.render_as_string(hide_password=False)


def _main() -> str:
    return model.meta.engine.url.render_as_string(hide_password=False)


def planted() -> Unpublished:
    """Return a new organisation and one dataset of each kind."""
    organization = world.organization()
    people = {
        "follower": factories.UserWithToken(),
        "member": markers.person(organization, capacity="member"),
        "editor": markers.person(organization, capacity="editor"),
        "sysadmin": factories.SysadminWithToken(),
    }
    headers = {name: {"Authorization": one["token"]} for name, one in people.items()}
    group = factories.Group(user=people["editor"])
    made = Unpublished(organization, group, people, {"anonymous": {}, **headers})
    for kind in KINDS:
        _plant(made, kind)
    return made


def _plant(made: Unpublished, kind: str) -> None:
    editor, sysadmin = made.people["editor"], made.people["sysadmin"]
    words = {name: markers.word(name) for name in ("title", "tag", "format", "view", "alias")}
    dataset = world.call(
        editor,
        "package_create",
        name=factories.Dataset.stub().name,
        title=words["title"],
        tags=[{"name": words["tag"]}],
        owner_org=made.organization["id"],
        groups=[{"name": made.group["name"]}],
        private=kind == "private",
        state="draft" if kind == "draft" else "active",
        resources=[{"url": "https://example.org/fichier", "format": words["format"]}],
    )
    resource = dataset["resources"][0]["id"]
    made.words[kind], made.datasets[kind] = {**words, "resource": resource}, dataset
    helpers.call_action(
        "datastore_create",
        context={"user": sysadmin["name"]},
        resource_id=resource,
        force=True,
        aliases=[words["alias"]],
        fields=[{"id": "nom", "type": "text"}],
    )
    world.call(
        editor,
        "resource_view_create",
        resource_id=resource,
        view_type="text_view",
        title=words["view"],
    )
    if kind in ("public", "deleted", "withdrawn", "purged"):
        for name in ("follower", "member", "editor"):
            world.call(made.people[name], "follow_dataset", id=dataset["id"])
    if kind == "withdrawn":
        world.call(editor, "package_patch", id=dataset["id"], private=True)
    if kind == "deleted":
        world.call(editor, "package_delete", id=dataset["id"])
    if kind == "purged":
        world.call(sysadmin, "dataset_purge", id=dataset["id"])
