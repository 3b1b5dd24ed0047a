"""Organisations whose files are checked, their files, and the checks made on the spot."""

from __future__ import annotations

from typing import Any

import ckan.model as model
from ckan.tests import factories, helpers

from ckanext.opendatalab.quality import store
from ckanext.opendatalab.workflow import store as adoption
from tests.legal import world as legal

call = legal.call
person = legal.person

GOOD_CSV = "nom;commune;capacite\nGymnase;Valorne;250\nPiscine;Valorne;120\n"
# The second data row has a cell too many.
RAGGED_CSV = "nom;commune\nGymnase;Valorne\nPiscine;Valorne;120\n"


def adopted(mode: str = "warn", **values: Any) -> dict[str, Any]:
    """Return a new organisation whose files are checked automatically."""
    organization = factories.Organization(**values)
    adopt(organization["id"], mode)
    return organization


def adopt(organization_id: str, mode: str = "warn") -> None:
    adoption.save(organization_id, mode, None)
    model.Session.commit()


def dataset(organization: dict[str, Any], *contents: str, **values: Any) -> dict[str, Any]:
    """Return a new private dataset with these contents as uploaded CSV files, not checked yet."""
    made = factories.Dataset(**{"owner_org": organization["id"], "private": True, **values})
    for number, content in enumerate(contents, 1):
        upload(made, content, f"fichier-{number}.csv")
    return show(made["id"])


def upload(
    dataset: dict[str, Any], content: str, name: str = "fichier.csv", **values: Any
) -> dict[str, Any]:
    """Return a new uploaded file of a dataset, not checked yet."""
    return legal.upload(_site_user(), dataset, content, name, **values)


def replace(resource: dict[str, Any], content: str) -> dict[str, Any]:
    """Upload another content for a file; return the file."""
    file = legal.FileStorage(legal.io.BytesIO(content.encode()), filename="autre.csv")
    return call(_site_user(), "resource_patch", id=resource["id"], upload=file)


def do(action: str, **data: Any) -> Any:
    """Call an action as the portal itself."""
    return helpers.call_action(action, context={"user": _site_user()["name"]}, **data)


def show(dataset_id: str) -> dict[str, Any]:
    return helpers.call_action("package_show", id=dataset_id)


def check_files(dataset_id: str | None = None) -> int:
    """Make every check that is asked for, here and now; return how many.

    ``dataset_id``: those of one dataset, so that what other tests left waiting does not matter.
    """
    from ckanext.opendatalab.quality.running import jobs

    model.Session.rollback()
    made = 0
    for resource_id in _asked(dataset_id):
        made += jobs.check(resource_id)
    model.Session.rollback()
    model.Session.expire_all()
    return made


def file(resource: dict[str, Any]) -> store.FileState:
    """Return what is known of a file's checks."""
    model.Session.rollback()
    found = store.file(resource["id"])
    assert found is not None
    return found


def row(dataset_id: str) -> Any:
    """Return the stored score of a dataset."""
    model.Session.rollback()
    return store.load(dataset_id)


def indexed(dataset_id: str) -> dict[str, Any]:
    """Return a dataset as a search finds it."""
    found = helpers.call_action(
        "package_search", fq=f"+id:{dataset_id}", include_private=True, include_drafts=True
    )
    return found["results"][0]


def _asked(dataset_id: str | None) -> list[str]:
    table = store.FileCheck.__table__
    query = table.select().where(table.c.requested_at.isnot(None))
    if dataset_id:
        query = query.where(table.c.package_id == dataset_id)
    return [one.resource_id for one in model.Session.execute(query).all()]


def _site_user() -> dict[str, Any]:
    return helpers.call_action("get_site_user")
