"""Who may do what with a legal file, and read the private dataset that it is about."""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

from ckanext.opendatalab.legal import profile_store
from tests.legal import world

pytestmark = pytest.mark.usefixtures("used_portal")

READ = {"opendatalab_legal_show"}
WORK = READ | {
    "opendatalab_legal_answer",
    "opendatalab_legal_duplicate",
    "opendatalab_legal_history",
    "opendatalab_legal_use_template",
}
DATASET = {"package_show"}
ACTIONS = sorted(WORK | DATASET)


@pytest.fixture
def organization():
    return world.organization()


def somebody(who, organization):
    """Return a person of that sort; ``None`` is anonymous."""
    roles = {
        "elected_official",
        "general_director",
        "project_lead",
        "data_steward",
        "legal_officer",
        "dpo",
    }
    if who == "anonymous":
        return None
    if who == "sysadmin":
        return factories.Sysadmin()
    if who == "editor elsewhere":
        return world.person(world.organization(), capacity="editor")
    if who == "legal_officer elsewhere":
        return world.person(world.organization(), role="legal_officer")
    if who == "legal_officer everywhere":
        return world.person(organization, role="legal_officer", everywhere=True)
    if who == "named validator":
        user = world.person()
        profile_store.save(profile_store.Organization(organization["id"], validator_id=user["id"]))
        model.Session.commit()
        return user
    if who in roles:
        return world.person(organization, role=who)
    return world.person(organization, capacity=who)


@pytest.mark.parametrize(
    ("who", "allowed"),
    [
        ("anonymous", set()),
        ("editor elsewhere", set()),
        ("legal_officer elsewhere", set()),
        ("member", READ | DATASET),
        ("elected_official", READ),
        ("general_director", READ),
        ("project_lead", WORK),
        ("data_steward", WORK),
        ("editor", WORK | DATASET),
        ("admin", WORK | DATASET),
        ("legal_officer", WORK | DATASET),
        ("dpo", WORK | DATASET),
        ("named validator", WORK | DATASET),
        ("sysadmin", WORK | DATASET),
    ],
)
def test_each_may_do_what_her_role_lets_her_and_no_more(organization, who, allowed):
    dataset = world.dataset(organization)
    user = somebody(who, organization)
    name = user["name"] if user else ""
    may = set()
    for action in ACTIONS:
        try:
            tk.check_access(action, {"user": name}, {"id": dataset["id"]})
        except tk.NotAuthorized:
            continue
        may.add(action)
    assert may == allowed


def test_the_legal_officer_of_the_whole_portal_works_everywhere():
    organization = world.organization()
    user = somebody("legal_officer everywhere", organization)
    dataset = world.dataset(world.organization())
    shown = world.call(user, "opendatalab_legal_show", id=dataset["id"])
    assert shown["rights"] == {"work": True, "sign_as": "legal_officer", "opinion": False}
    helpers.call_action("opendatalab_role_revoke", user=user["name"], role="legal_officer")


def test_a_request_without_an_account_is_told_nothing(organization, app):
    dataset = world.dataset(organization)
    for action in sorted(WORK):
        answer = app.post(f"/api/action/{action}", json={"id": dataset["id"]}, status=403)
        assert dataset["title"] not in answer.body
    app.get(f"/dataset/{dataset['name']}", status=404)


def test_nobody_passes_for_somebody_else_by_what_she_sends(organization, app):
    """Fields of the context and of the file, sent by a client, change nothing."""
    stranger = factories.UserWithToken()
    dataset = world.dataset(organization)
    forged = {
        "id": dataset["id"],
        "version": 0,
        "answers": {"Q01": "yes"},
        "ignore_auth": True,
        "user": "ckan_admin",
        "context": {"ignore_auth": True},
        "validation": {"verdict": "open_as_is"},
    }
    headers = {"Authorization": stranger["token"]}
    app.post("/api/action/opendatalab_legal_answer", json=forged, headers=headers, status=403)
    editor = world.person(organization, capacity="editor")
    more = {"state": "validated", "template": "menus", "complete": True, "package_id": "x"}
    shown = tk.get_action("opendatalab_legal_answer")({"user": editor["name"]}, {**forged, **more})
    assert shown["validation"] is None
    assert shown["template"] == ""
    assert shown["state"] == "in_progress"


@pytest.mark.parametrize("role", ["legal_officer", "dpo"])
def test_a_shared_officer_reads_the_private_dataset_and_its_files_but_searches_as_before(
    organization, app, role
):
    dataset = world.dataset(organization, resources=[])
    editor = world.person(organization, capacity="editor")
    resource = world.upload(editor, dataset, "nom\nA\n", "f.csv", name="Fichier")
    user = world.person(organization, role=role)
    token = helpers.call_action("api_token_create", user=user["name"], name="t")["token"]
    headers = {"Authorization": token}
    assert world.call(user, "package_show", id=dataset["name"])["id"] == dataset["id"]
    assert world.call(user, "resource_show", id=resource["id"])["name"] == "Fichier"
    page = app.get(f"/dataset/{dataset['name']}", headers=headers)
    assert dataset["title"] in page.body
    download = f"/dataset/{dataset['id']}/resource/{resource['id']}/download/f.csv"
    assert app.get(download, headers=headers).body.strip() == "nom\nA"
    app.get(download, status=403)
    found = world.call(user, "package_search", fq=f"id:{dataset['id']}", include_private=True)
    assert found["count"] == 0
    for action in ("package_update", "package_patch", "package_delete", "resource_create"):
        given = {"id": dataset["id"], "package_id": dataset["id"], "title": "Mien"}
        with pytest.raises(tk.NotAuthorized):
            world.call(user, action, **given)


def test_a_deleted_dataset_stays_hers_who_may_read_it_in_ckan(organization):
    dataset = world.dataset(organization)
    officer = world.person(organization, role="legal_officer")
    world.call(factories.Sysadmin(), "package_delete", id=dataset["id"])
    with pytest.raises(tk.NotAuthorized):
        world.call(officer, "package_show", id=dataset["id"])


def test_a_role_that_is_taken_away_gives_nothing_any_more(organization):
    dataset = world.dataset(organization)
    officer = world.person(organization, role="legal_officer")
    assert world.call(officer, "package_show", id=dataset["id"])
    helpers.call_action(
        "opendatalab_role_revoke",
        user=officer["name"],
        role="legal_officer",
        organization=organization["id"],
    )
    for action in ("package_show", "opendatalab_legal_show"):
        with pytest.raises(tk.NotAuthorized):
            world.call(officer, action, id=dataset["id"])
