"""Files that are sent: nothing reaches the disk before the gate has spoken."""

from __future__ import annotations

import os
from io import BytesIO

import ckan.plugins.toolkit as tk
import pytest
from ckan.lib.uploader import get_resource_uploader

from ckanext.opendatalab.common import log
from tests.workflow import routes
from tests.workflow.conftest import CLEARED, SECRET, adopt

pytestmark = pytest.mark.usefixtures("gate")

OLD = "nom;service\nAnne;Voirie\n"
NEW_ROWS = "nom;service\nBruno;Parcs\n"
NEW_COLUMNS = "nom;service;salaire\nBruno;Parcs;1\n"


@pytest.fixture
def published(organisation):
    """A public dataset with an uploaded file, whose clearance has lapsed since."""
    attempt = routes.Attempt(organisation, "editor")
    routes.prepare(routes.Route({}, print), attempt)
    attempt.call(
        "resource_create",
        package_id=attempt.id,
        name="Agents",
        format="CSV",
        upload=routes.upload(OLD),
    )
    adopt(organisation, "block")
    return attempt


def on_disk(resource_id: str) -> str | None:
    path = get_resource_uploader({"id": resource_id}).get_path(resource_id)
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as stream:
        return stream.read()


def replace(attempt, content, **values):
    resource = attempt.show()["resources"][0]
    return attempt.call(
        "resource_update", **{**resource, "upload": routes.upload(content), **values}
    )


def test_a_file_with_the_same_columns_replaces_the_one_online(published):
    resource = replace(published, NEW_ROWS)
    assert on_disk(resource["id"]) == NEW_ROWS


@pytest.mark.parametrize(
    ("content", "values"), [(NEW_COLUMNS, {}), (NEW_COLUMNS, {"format": "PDF"}), ("<html>", {})]
)
def test_a_file_with_other_columns_does_not_and_the_old_one_stays(published, content, values):
    was = routes.stored(published.id)
    with pytest.raises(tk.ValidationError) as refused:
        replace(published, content, **values)
    assert "The columns of the file “Agents”" in " ".join(refused.value.error_dict["private"])
    assert on_disk(was[3][0][0]) == OLD
    assert routes.stored(published.id) == was


def test_somebody_who_may_not_edit_is_not_told_about_columns(published):
    published.person = "stranger"
    with pytest.raises(tk.NotAuthorized):
        replace(published, NEW_COLUMNS)


def test_made_private_the_file_is_replaced(published):
    routes.patch(published, private=True)
    resource = replace(published, NEW_COLUMNS)
    assert on_disk(resource["id"]) == NEW_COLUMNS


def test_other_columns_in_an_organisation_that_is_warned_are_logged(published, organisation):
    adopt(organisation, "warn")
    resource = replace(published, NEW_COLUMNS)
    assert on_disk(resource["id"]) == NEW_COLUMNS
    (entry,) = log.read(package_id=published.id, kind="published_despite_blockers")
    assert entry.data == {"blockers": ["workflow.columns_changed"]}


def test_a_refused_new_file_leaves_nothing_on_the_disk(published, organisation):
    folder = tk.config["ckan.storage_path"]
    before = {path for path, _, files in os.walk(folder) for _ in files}
    with pytest.raises(tk.ValidationError) as refused:
        published.call(
            "resource_create", package_id=published.id, upload=routes.upload("a;b\n1;2\n")
        )
    assert SECRET in refused.value.error_dict["private"]
    assert {path for path, _, files in os.walk(folder) for _ in files} == before
    routes.patch(published, version=CLEARED)
    made = published.call(
        "resource_create", package_id=published.id, upload=routes.upload("a;b\n1;2\n")
    )
    assert on_disk(made["id"]) == "a;b\n1;2\n"


def test_over_the_web_a_file_with_other_columns_is_refused_in_the_form(
    app, published, organisation
):
    resource = published.show()["resources"][0]
    answer = app.post(
        f"/dataset/{published.id}/resource/{resource['id']}/edit",
        data={
            "id": resource["id"],
            "name": "Agents",
            "format": "CSV",
            "url": resource["url"],
            "url_type": "upload",
            "save": "go-metadata",
            "upload": (BytesIO(NEW_COLUMNS.encode()), "agents.csv"),
        },
        headers=organisation.headers("editor"),
        follow_redirects=False,
        content_type="multipart/form-data",
    )
    assert answer.status_code == 200
    assert "The columns of the file" in answer.body
    assert on_disk(resource["id"]) == OLD
