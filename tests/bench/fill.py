"""Gives the portals their datasets, all fields filled: ``python -m tests.bench.fill INI COUNT``.

Runs with the extension on.  Datasets that are already there and up to date are kept.  Progress goes
to standard error; standard output ends with one line of JSON: the token of an administrator, the
identifiers and the versions.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import json
import secrets
import sys
import time
from random import Random
from typing import Any

import ckan.lib.uploader as uploader
import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import types
from ckan.cli import load_config
from ckan.config.middleware import make_app
from werkzeug.datastructures import FileStorage

from tests.bench import values

USER = "bench"


def main() -> None:
    ini, count = sys.argv[1:]
    app = make_app(load_config(ini))
    with app._wsgi_app.test_request_context():
        token = _administrator()
        _places()
        ids = _datasets(int(count))
        _conclusions(ids)
        sys.stdout.write(json.dumps({"token": token, "ids": ids, "versions": _versions()}) + "\n")


def _context() -> types.Context:
    return {"user": USER, "ignore_auth": True}


def _administrator() -> str:
    if model.User.get(USER) is None:
        tk.get_action("user_create")(
            {"ignore_auth": True},
            {"name": USER, "email": "bench@example.org", "password": secrets.token_hex()},
        )
    user = model.User.get(USER)
    assert user
    user.sysadmin = True
    model.Session.query(model.ApiToken).filter_by(user_id=user.id).delete()
    model.Session.commit()
    return tk.get_action("api_token_create")(_context(), {"user": USER, "name": "bench"})["token"]


def _places() -> None:
    for action, number_of, named in (
        ("organization_create", values.ORGANIZATIONS, values.organization),
        ("group_create", values.GROUPS, values.group),
    ):
        for number in range(number_of):
            if model.Group.get(named(number)) is None:
                data = {"name": named(number), "title": named(number).replace("-", " ").title()}
                tk.get_action(action)(_context(), data)


def _datasets(count: int) -> list[str]:
    """Create or bring up to date what must be; return all identifiers, in order of number."""
    schema = tk.get_action("scheming_dataset_schema_show")(
        _context(), {"type": "dataset", "expanded": True}
    )
    written_as = _fingerprint(schema)
    rows = model.Session.execute(
        sa.select(model.Package.name, model.Package.id, model.Package.version).where(
            model.Package.name.like("bench-%"), model.Package.state == "active"
        )
    ).all()
    known = {row.name: row for row in rows}
    # Nothing here reads its own writing in the index: one commit in the end.
    tk.config["ckan.search.solr_commit"] = False
    shown = time.monotonic()
    for number in range(count):
        row = known.get(values.name(number))
        if row is None or row.version != written_as:
            _write(number, row.id if row else None, written_as, schema)
        if time.monotonic() - shown > 5:
            shown = time.monotonic()
            sys.stderr.write(f"  ... {number + 1} of {count} datasets\n")
    rows = model.Session.execute(
        sa.select(model.Package.id)
        .where(model.Package.name.like("bench-%"), model.Package.state == "active")
        .order_by(model.Package.name)
    ).all()
    return [row.id for row in rows]


def _write(number: int, identifier: str | None, written_as: str, schema: dict[str, Any]) -> None:
    data = values.dataset(number, schema["dataset_fields"], _choices)
    data["version"] = written_as
    data["resources"] = values.resources(number, schema["resource_fields"], _choices)
    table, *_others = data["resources"]
    table["upload"] = FileStorage(
        io.BytesIO(values.table(number)), "donnees.csv", content_type="text/csv"
    )
    upload = uploader.get_resource_uploader(table)
    if identifier:
        data["id"] = identifier
    action = "package_update" if identifier else "package_create"
    tk.get_action(action)(_context(), data)
    upload.upload(table["id"])
    # A session that remembers 2,000 datasets gets slower and slower.
    model.Session.expunge_all()


def _choices(field: Any) -> list[str]:
    if not {"choices", "choices_helper"} & set(field):
        return []
    return [choice["value"] for choice in tk.h.scheming_field_choices(field) or []]


def _fingerprint(schema: dict[str, Any]) -> str:
    fields = [*schema["dataset_fields"], *schema["resource_fields"]]
    names = [field["field_name"] for field in fields]
    text = json.dumps([values.GENERATION, names])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _conclusions(ids: list[str]) -> None:
    """Write the row of computed fields of each dataset, as the rooms that conclude will."""
    from ckanext.opendatalab.common.model import Status

    known = set(model.Session.scalars(sa.select(Status.package_id)))
    for identifier in ids:
        if identifier not in known:
            random = Random(identifier)
            row = Status(
                package_id=identifier,
                governance_state="published",
                legal_eligibility="open",
                quality_status=random.choice(["good", "fair"]),
                quality_score=random.randrange(40, 100),
            )
            model.Session.add(row)
    model.Session.commit()


def _versions() -> dict[str, str]:
    packages = ("ckan", "ckanext-scheming", "ckanext-dcat", "ckanext-opendatalab", "SQLAlchemy")
    versions = {package: importlib.metadata.version(package) for package in packages}
    database = model.Session.execute(sa.text("SHOW server_version")).scalar() or ""
    return {**versions, "PostgreSQL": str(database).split(" ")[0]}


if __name__ == "__main__":
    main()
