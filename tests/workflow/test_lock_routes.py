"""The lock where files are sent, rows and views written, two act at once, and on CKAN's pages."""

from __future__ import annotations

import threading
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from bs4 import BeautifulSoup

from ckanext.opendatalab.common import log
from ckanext.opendatalab.workflow import store
from ckanext.opendatalab.workflow.locking import row_action
from tests.governance.world import COMPLETE
from tests.workflow import routes
from tests.workflow.governed_world import draft, kinds, public, row, told
from tests.workflow.matrix import step
from tests.workflow.routes import LINK, NEW, Attempt
from tests.workflow.test_uploads import NEW_COLUMNS, NEW_ROWS, OLD, on_disk, replace

IS_2_12 = tk.check_ckan_version(min_version="2.12")


def with_upload(world: Any) -> Attempt:
    """A public dataset with an uploaded file, and its editor."""
    found = public(world, "lead_and_author", resources=[])
    given = {"package_id": found.id, "name": "Agents", "format": "CSV"}
    found.call("resource_create", upload=routes.upload(OLD), **given)
    return Attempt(world, "editor", dataset=found.dataset)


def lock_up(world: Any) -> None:
    store.save(world.id, "govern", None, editing="locked")
    model.Session.commit()


def text(answer: Any) -> str:
    return BeautifulSoup(answer.body, "html.parser").get_text(" ", strip=True)


# --- files, rows, views, collaborators ---------------------------------------------------------


def test_a_file_with_the_same_columns_is_replaced_even_where_all_is_locked(world):
    attempt = with_upload(world)
    lock_up(world)
    before = row(attempt.id)
    resource = replace(attempt, NEW_ROWS)
    assert on_disk(resource["id"]) == NEW_ROWS
    stands = row(attempt.id)
    assert stands.version == before.version + 1
    entry = log.read(package_id=attempt.id)[0]
    assert (entry.kind, entry.data["changes"]) == ("workflow_edited", ["same_columns"])


def test_a_file_with_other_columns_is_for_whoever_may_publish(world):
    attempt = with_upload(world)
    before = row(attempt.id)
    assert "structure" in told("governance", replace, attempt, NEW_COLUMNS)
    resource = attempt.show()["resources"][0]
    assert on_disk(resource["id"]) == OLD
    assert row(attempt.id) == before
    lead = Attempt(world, "lead_and_author", dataset=attempt.dataset)
    replace(lead, NEW_COLUMNS)
    assert on_disk(resource["id"]) == NEW_COLUMNS
    assert "same_columns" not in log.read(package_id=attempt.id)[0].data["changes"]


def test_a_refused_new_file_leaves_no_file_and_no_trace(world):
    attempt = with_upload(world)
    was = routes.stored(attempt.id), row(attempt.id), kinds(attempt.id)
    upload = routes.upload("a;b\n1;2\n")
    assert told("governance", attempt.call, "resource_create", package_id=attempt.id, upload=upload)
    assert (routes.stored(attempt.id), row(attempt.id), kinds(attempt.id)) == was


def test_views_and_collaborators_of_what_is_locked_are_for_whoever_may_publish(world):
    attempt = public(world, "admin")
    view = {"resource_id": attempt.dataset["resources"][0]["id"], "view_type": "text_view"}
    stranger = {"user_id": world.person("stranger")["id"], "capacity": "editor"}
    attempt.call("package_collaborator_create", id=attempt.id, **stranger)
    assert log.read(package_id=attempt.id)[0].data["changes"] == ["collaborator"]
    lock_up(world)
    was = row(attempt.id)
    assert "locked" in told("governance", attempt.call, "resource_view_create", **view)
    stranger = {"user_id": world.person("member")["id"], "capacity": "editor"}
    create = "package_collaborator_create"
    assert "locked" in told("governance", attempt.call, create, id=attempt.id, **stranger)
    assert row(attempt.id) == was
    made = model.ResourceView(title="Vue", order=1, **view)
    model.Session.add(made)
    model.Session.commit()
    for action in ("resource_view_update", "resource_view_delete"):
        assert "locked" in told("governance", attempt.call, action, id=made.id)
    order = {"id": view["resource_id"], "order": [made.id]}
    assert "locked" in told("governance", attempt.call, "resource_view_reorder", **order)
    anonymous = Attempt(world, "anonymous", dataset=attempt.dataset)
    with pytest.raises(tk.NotAuthorized):
        anonymous.call("resource_view_create", **view)


def test_what_core_refuses_of_a_view_leaves_the_version_as_it_was(world):
    attempt = draft(world)
    was = row(attempt.id)
    view = {"resource_id": attempt.show()["resources"][0]["id"], "view_type": "no_such_view"}
    with pytest.raises((tk.ValidationError, tk.ObjectNotFound)):
        attempt.call("resource_view_create", title="Vue", **view)
    model.Session.rollback()
    assert row(attempt.id) == was


def test_rows_are_written_by_programs_and_where_all_is_locked_by_who_may_publish(
    world, monkeypatch
):
    monkeypatch.setattr(row_action.tk, "check_access", lambda *arguments: True)
    attempt = public(world)
    resource = {"resource_id": attempt.dataset["resources"][0]["id"]}
    written: list[str] = []

    def upsert(context: Any, data_dict: Any) -> None:
        written.append(context["user"])

    def write(person: str, **context: Any) -> None:
        user = world.person(person)["name"]
        row_action.datastore_upsert(upsert, {"user": user, **context}, dict(resource))

    for _ in range(3):
        write("editor")
    assert row(attempt.id).version == 4
    assert kinds(attempt.id).count("workflow_edited") == 1
    lock_up(world)
    assert "locked" in told("governance", write, "editor")
    write("editor", ignore_auth=True)
    write("lead_and_author")
    assert len(written) == 5


# --- two at once -------------------------------------------------------------------------------


def together(*actions: Any) -> list[Any]:
    """Do several things at the same time; return what each answered or refused."""
    ready = threading.Barrier(len(actions))
    answers: list[Any] = [None] * len(actions)

    def act(number: int) -> None:
        ready.wait(timeout=20)
        try:
            answers[number] = actions[number]()
        except (tk.ValidationError, tk.NotAuthorized) as error:
            answers[number] = error
        finally:
            model.Session.remove()

    threads = [threading.Thread(target=act, args=(one,)) for one in range(len(actions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    model.Session.rollback()
    return answers


def test_what_is_approved_is_what_was_read_whoever_changes_it_meanwhile(world):
    attempt = draft(world, **COMPLETE)
    step(attempt, "submit")
    lead = Attempt(world, "project_lead", dataset=attempt.dataset)
    version = row(attempt.id).version
    given = {"id": attempt.id, "transition": "approve", "version": version}
    shown = {**attempt.show(), "resources": [dict(NEW)]}
    changed, approved = together(
        lambda: attempt.call("package_update", **shown),
        lambda: lead.call("opendatalab_workflow_transition", **given),
    )
    private, _, _, files = routes.stored(attempt.id)
    first = [one[1] for one in files] == [LINK["url"]]
    assert isinstance(changed, tk.ValidationError) != isinstance(approved, tk.ValidationError)
    assert private is isinstance(approved, tk.ValidationError)
    assert first is isinstance(changed, tk.ValidationError)
    assert row(attempt.id).public is not private


def test_two_editors_at_once_are_both_counted(world):
    attempt = draft(world)
    other = Attempt(world, "lead_and_author", dataset=attempt.dataset)
    shown = attempt.show()
    together(
        lambda: attempt.call("package_update", **{**shown, "title": "Un titre"}),
        lambda: other.call("package_update", **{**shown, "notes": "Une description."}),
    )
    stands = row(attempt.id)
    assert (stands.version, len(stands.authors)) == (3, 2)


# --- the pages of CKAN -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("/dataset/delete/{name}", {}),
        ("/dataset/{name}/resource/{file}/delete", {}),
        *(
            [
                ("/dataset/{name}/resource/{file}/edit", {"save": "go-metadata-preview"}),
                (
                    "/dataset/{name}/resource/new",
                    {"save": "go-metadata-preview", "id": "{file}", **LINK},
                ),
            ]
            if IS_2_12
            else []
        ),
    ],
)
def test_a_page_of_ckan_that_would_close_what_is_public_says_what_to_do(app, world, page, data):
    attempt = public(world)
    file = attempt.dataset["resources"][0]["id"]
    was = routes.stored(attempt.id), row(attempt.id)
    answer = app.post(
        page.format(name=attempt.dataset["name"], file=file),
        data={key: value.replace("{file}", file) for key, value in data.items()},
        headers=world.headers("editor"),
        follow_redirects=False,
    )
    assert answer.status_code in (200, 409)
    assert "This dataset is public" in text(answer)
    assert (routes.stored(attempt.id), row(attempt.id)) == was


def test_the_bulk_page_closes_all_or_none(app, world):
    shown, hidden = public(world), draft(world)
    answer = app.post(
        f"/organization/bulk_process/{world.name}",
        data={"bulk_action.delete": "x", f"dataset_{shown.id}": "on", f"dataset_{hidden.id}": "on"},
        headers=world.headers("admin"),
        follow_redirects=False,
    )
    assert answer.status_code == 409
    assert "First use “Withdraw”" in text(answer)
    assert [routes.stored(one.id)[1] for one in (shown, hidden)] == ["active", "active"]
