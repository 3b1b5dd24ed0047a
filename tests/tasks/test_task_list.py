"""Who finds which tasks, and on which tab."""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from ckan.tests import factories, helpers

from tests.legal.world import person
from tests.tasks import world
from tests.tasks.world import Commune, ago, counts, names, put, tasks

pytestmark = pytest.mark.usefixtures("used_portal")

NOTHING = {"to_decide": 0, "returned": 0, "waiting": 0, "overdue": 0}


def test_each_finds_what_awaits_her_and_what_she_waits_for():
    commune = Commune()
    draft = commune.dataset()
    review = put(commune.dataset(), "in_review", submitted_by=commune.editor)
    returned = put(commune.dataset(), "to_correct", assignee_id=commune.editor)
    late = put(commune.dataset(), "in_review", submitted_by=commune.editor, due_on=ago(3))
    assert set(tasks(commune.editor)) == names(draft)
    assert set(tasks(commune.editor, "returned")) == names(returned)
    assert set(tasks(commune.editor, "waiting")) == names(review, late)
    assert set(tasks(commune.editor, "overdue")) == set()
    lead = tasks(commune.project_lead)
    assert list(lead) == [late["name"], review["name"]]  # the most urgent first
    assert counts(commune.project_lead) == {**NOTHING, "to_decide": 2, "overdue": 1}
    task = lead[late["name"]]
    assert (task["badge"], task["overdue"], task["version"]) == ("in_review", True, 1)
    assert task["organization"]["name"] == commune.organization["name"]
    assert task["actors"] == ["Open-data project lead"]
    assert task["awaited"]
    assert task["url"].endswith(f"/dataset/{late['name']}/governance")
    for reader in (commune.member, commune.elected_official, commune.legal_officer):
        assert counts(reader) == NOTHING


def test_those_who_lead_or_administer_find_what_is_late_of_others():
    commune = Commune()
    late = put(commune.dataset(), "draft", due_on=ago(1))
    for one in (commune.project_lead, commune.admin):
        assert set(tasks(one, "overdue")) == names(late)
        assert tasks(one) == {}
    assert set(tasks(commune.editor, "overdue")) == names(late)
    assert tasks(commune.dpo, "overdue") == tasks(commune.editor2, "overdue") == {}


def test_a_role_elsewhere_and_the_powers_of_a_sysadmin_find_nothing():
    commune, other = Commune(), Commune()
    put(commune.dataset(), "in_review", due_on=ago(1))
    assert counts(other.project_lead) == counts(other.editor) == NOTHING
    assert counts(factories.User()) == counts(factories.Sysadmin()) == NOTHING


def test_a_role_in_the_whole_portal_finds_the_tasks_of_every_organization():
    first, second = Commune(), Commune()
    wanted = names(put(first.dataset(), "in_review"), put(second.dataset(), "in_review"))
    lead = person(role="project_lead", everywhere=True)
    assert wanted <= set(tasks(lead))
    shown = call_list(lead, organization=second.organization["name"])
    assert {one["organization"]["id"] for one in shown["tasks"]} == {second.id}
    assert shown["total"] == 1
    assert shown["counts"]["to_decide"] >= 2


def test_a_role_taken_away_takes_the_tasks_away():
    commune = Commune()
    put(commune.dataset(), "in_review", assignee_id=commune.project_lead)
    put(commune.dataset(), "in_review", submitted_by=commune.project_lead)
    assert counts(commune.project_lead)["to_decide"] == 2
    helpers.call_action(
        "opendatalab_role_revoke",
        user=commune.project_lead["name"],
        role="project_lead",
        organization=commune.id,
    )
    assert counts(commune.project_lead) == NOTHING


def test_what_is_assigned_is_no_longer_for_the_others_until_that_person_has_left():
    commune = Commune()
    dataset = put(commune.dataset(), "in_review", assignee_id=commune.dpo)
    assert commune.project_lead2
    assert tasks(commune.project_lead) == {}
    assert set(tasks(commune.dpo)) == names(dataset)
    assert tasks(commune.dpo)[dataset["name"]]["assignee"]["name"] == commune.dpo["name"]
    helpers.call_action("user_delete", id=commune.dpo["id"])
    assert set(tasks(commune.project_lead)) == set(tasks(commune.project_lead2)) == names(dataset)


def test_whoever_wrote_a_dataset_goes_on_with_it_and_any_editor_once_she_left():
    commune = Commune()
    dataset = commune.dataset()
    assert commune.editor2
    assert set(tasks(commune.editor)) == names(dataset)
    assert tasks(commune.editor2) == {}
    world.call(
        factories.Sysadmin(),
        "organization_member_delete",
        id=commune.id,
        username=commune.editor["name"],
    )
    assert set(tasks(commune.editor2)) == names(dataset)
    assert tasks(commune.editor) == {}


@pytest.mark.ckan_config("ckan.auth.allow_dataset_collaborators", True)
def test_a_collaborator_finds_the_datasets_that_she_edits():
    commune, stranger = Commune(), factories.User()
    dataset, _other = put(commune.dataset(), "draft", authors=[]), commune.dataset()
    helpers.call_action(
        "package_collaborator_create",
        id=dataset["id"],
        user_id=stranger["id"],
        capacity="editor",
    )
    assert set(tasks(stranger)) == names(dataset)


def test_deleted_datasets_and_those_that_await_nobody_are_no_tasks():
    commune = Commune()
    gone = put(commune.dataset(), "in_review", due_on=ago(1))
    put(commune.dataset(), "in_review", awaits=[], assignee_id=commune.project_lead)
    model.Package.get(gone["id"]).state = "deleted"
    model.Session.commit()
    assert counts(commune.project_lead) == NOTHING


def test_filters_and_pages_keep_the_counts_and_the_order():
    commune = Commune()
    made = [put(commune.dataset(title=f"Titre {n}"), "in_review") for n in range(3)]
    put(made[2], "in_review", due_on=ago(-5))
    put(commune.dataset(title="En retard"), "in_review", badge="approved", due_on=ago(2))
    order = [one["title"] for one in call_list(commune.project_lead)["tasks"]]
    assert order == ["En retard", "Titre 2", "Titre 0", "Titre 1"]
    page = call_list(commune.project_lead, offset=2, limit=1)
    assert [one["title"] for one in page["tasks"]] == ["Titre 0"]
    assert (page["total"], page["counts"]["to_decide"]) == (4, 4)
    assert call_list(commune.project_lead, badge="in_review")["total"] == 3
    assert call_list(commune.project_lead, late=True)["total"] == 1
    beyond = call_list(commune.project_lead, offset=100)
    assert (beyond["tasks"], beyond["total"]) == ([], 4)


def test_steps_are_offered_for_many_only_where_they_need_no_look_at_each():
    commune = Commune()
    draft = commune.dataset()
    review = put(commune.dataset(), "in_review")

    def quick(user, dataset, tab="to_decide"):
        return [one["code"] for one in tasks(user, tab)[dataset["name"]]["quick"]]

    assert quick(commune.editor, draft) == ["submit"]
    # Neither "return", which needs a reason, nor "approve_later", which needs a date.
    assert quick(commune.project_lead, review) == ["approve"]
    put(review, "in_review", authors=[commune.project_lead])
    assert quick(commune.project_lead, review) == []
    assert quick(commune.editor, put(draft, "in_review"), "waiting") == ["take_back"]


@pytest.mark.parametrize(
    "asked",
    [
        {"tab": "everything"},
        {"badge": "1 OR 1=1"},
        {"organization": "no-such-organization"},
        {"organization": "\0"},
        {"offset": -1},
        {"offset": 10**30},
        {"limit": 101},
        {"limit": "many"},
    ],
)
def test_bad_input_is_told(asked):
    with pytest.raises(tk.ValidationError) as error:
        world.call(factories.User(), "opendatalab_task_list", **asked)
    assert set(error.value.error_dict) == set(asked)


def test_nobody_who_is_not_logged_in_has_tasks(app):
    for action in ("opendatalab_task_list", "opendatalab_task_counts", "opendatalab_absence_show"):
        with pytest.raises(tk.NotAuthorized):
            world.call(None, action)
        app.get(f"/api/3/action/{action}", status=403)


def test_a_list_costs_the_same_number_of_queries_however_many_tasks():
    commune = Commune()
    put(commune.dataset(), "in_review")
    few = statements(commune.project_lead)
    for _ in range(5):
        put(commune.dataset(), "in_review", assignee_id=commune.project_lead)
    assert statements(commune.project_lead) == few <= 4


def statements(user) -> int:
    sent = []
    engine = model.Session.get_bind()

    def count(connection, cursor, statement, *_):
        sent.append(statement)

    sa.event.listen(engine, "before_cursor_execute", count)
    try:
        call_list(user)
    finally:
        sa.event.remove(engine, "before_cursor_execute", count)
    return len(sent)


def call_list(user, **asked):
    return world.call(user, "opendatalab_task_list", **asked)
