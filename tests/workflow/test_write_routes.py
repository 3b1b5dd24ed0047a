"""Every write that may show the public a file, in every mode."""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

from ckanext.opendatalab.common import gates, log
from ckanext.opendatalab.workflow.locking.refusal import PublicationRefused
from tests.workflow import routes
from tests.workflow.conftest import ASK, CLEARED, SECOND, SECRET, TESTED, adopt

pytestmark = pytest.mark.usefixtures("gate")


@pytest.fixture(params=routes.ROUTES)
def route(request):
    return routes.ROUTES[request.param]


def made(route, organisation, version=""):
    attempt = routes.Attempt(organisation, route.person, version)
    routes.prepare(route, attempt)
    return attempt


def datasets_of(organisation):
    query = model.Session.query(model.Package).filter_by(owner_org=organisation.id)
    return [package.id for package in query]


def published(organisation):
    return log.read(organization_id=organisation.id, kind="published_despite_blockers")


def test_no_way_is_open_while_something_is_to_settle_and_a_warning_lets_it_pass(
    route, organisation
):
    attempt = made(route, organisation)
    adopt(organisation, "block")
    before = datasets_of(organisation)
    was = [(routes.stored(one), routes.indexed(one)) for one in before]
    with pytest.raises(tk.ValidationError) as refused:
        route.attempt(attempt)
    assert SECRET in refused.value.error_dict["private"]
    if isinstance(refused.value, PublicationRefused):  # resource_* make another error of it
        assert SECRET in " ".join(refused.value.error_summary.values())
    assert datasets_of(organisation) == before
    assert [(routes.stored(one), routes.indexed(one)) for one in before] == was
    assert published(organisation) == []

    adopt(organisation, "warn")
    route.attempt(attempt)
    (found,) = datasets_of(organisation)
    private, state, _, files = routes.stored(found)
    assert (private, bool(files)) == (False, True)
    entries = published(organisation)
    assert len(entries) == (1 if state == "active" else 0)
    for entry in entries:
        assert (entry.package_id, entry.data) == (found, {"blockers": ["tested.unsigned"]})
        assert entry.actor_name == organisation.person(route.person)["name"]


SOME = ("create", "patch", "revise", "another file", "another address", "bulk", "undelete")


@pytest.mark.parametrize("name", SOME)
def test_what_is_settled_is_published(name, organisation):
    attempt = made(routes.ROUTES[name], organisation, CLEARED)
    adopt(organisation, "block")
    routes.ROUTES[name].attempt(attempt)
    (found,) = datasets_of(organisation)
    private, state, _, files = routes.stored(found)
    assert (private, state, bool(files)) == (False, "active", True)


@pytest.mark.parametrize("name", SOME)
def test_an_organisation_that_nobody_adopted_publishes_as_before(name, organisation):
    attempt = made(routes.ROUTES[name], organisation)
    routes.ROUTES[name].attempt(attempt)
    (found,) = datasets_of(organisation)
    assert routes.stored(found)[0] is False
    assert published(organisation) == []


# --- what stays free ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "change"),
    [
        (routes.PRIVATE, lambda a: routes.patch(a, title="Other", private=None)),
        (routes.PRIVATE, lambda a: a.call("resource_create", package_id=a.id, **routes.NEW)),
        (routes.PRIVATE, lambda a: routes.patch(a, state="draft")),
        ({**routes.PRIVATE, "state": "draft"}, lambda a: routes.patch(a, state="active")),
        (routes.WITH_FILE, lambda a: routes.patch(a, notes="Another sentence.")),
        (routes.WITH_FILE, lambda a: routes.update(a, notes="Another sentence.")),
        (routes.WITH_FILE, lambda a: routes.patch(a, private=True)),
        (routes.WITH_FILE, lambda a: a.call("package_delete", id=a.id)),
        (
            routes.WITH_FILE,
            lambda a: a.call("resource_patch", id=a.dataset["resources"][0]["id"], name="Other"),
        ),
        (
            {"resources": [routes.LINK, routes.NEW]},
            lambda a: a.call("resource_delete", id=a.dataset["resources"][0]["id"]),
        ),
        (
            {"resources": [routes.LINK, routes.NEW]},
            lambda a: a.call(
                "package_resource_reorder", id=a.id, order=[a.dataset["resources"][1]["id"]]
            ),
        ),
        ({"private": True}, lambda a: routes.patch(a, private=False)),
    ],
)
def test_work_that_shows_the_public_nothing_new_is_never_stopped(organisation, before, change):
    attempt = made(routes.Route(before, change), organisation)
    adopt(organisation, "block")
    change(attempt)


def test_private_none_keeps_a_dataset_private(organisation):
    attempt = made(routes.Route(routes.PRIVATE, print), organisation)
    adopt(organisation, "block")
    routes.patch(attempt, private=None)
    assert routes.stored(attempt.id)[0] is True


# --- who is told what --------------------------------------------------------------------------


def test_rights_come_first_so_that_a_stranger_learns_nothing(organisation):
    attempt = made(routes.Route(routes.PRIVATE, print), organisation)
    adopt(organisation, "block")
    attempt.person = "stranger"
    for change in (
        lambda: attempt.call("package_update", id=attempt.id, private=False),
        lambda: attempt.call("resource_create", package_id=attempt.id, url="https://x.example"),
        lambda: attempt.call("package_owner_org_update", id=attempt.id, organization_id=None),
        lambda: routes.bulk(attempt),
    ):
        with pytest.raises(tk.NotAuthorized):
            change()


@pytest.mark.parametrize(
    "datasets", ["an-id", {"an-id": 1}, [["an-id"]], [{"id": "an-id"}], 3, None]
)
def test_many_at_once_are_a_list_of_ids(organisation, datasets):
    attempt = made(routes.Route(routes.PRIVATE, print, "admin"), organisation)
    with pytest.raises(tk.ValidationError) as refused:
        attempt.call("bulk_update_public", datasets=datasets, org_id=organisation.id)
    assert list(refused.value.error_dict) == ["datasets"]


def test_errors_of_the_form_come_first(organisation):
    attempt = made(routes.Route(routes.PRIVATE, print), organisation)
    adopt(organisation, "block")
    with pytest.raises(tk.ValidationError) as refused:
        routes.patch(attempt, private=False, name="NOT A NAME")
    assert list(refused.value.error_dict) == ["name"]


def test_a_collaborator_learns_whom_to_ask_and_not_what_is_missing(organisation, ckan_config):
    ckan_config["ckan.auth.allow_dataset_collaborators"] = True
    attempt = made(routes.Route(routes.PRIVATE, print), organisation)
    helpers.call_action(
        "package_collaborator_create",
        id=attempt.id,
        user_id=organisation.person("stranger")["id"],
        capacity="editor",
    )
    adopt(organisation, "block")
    attempt.person = "stranger"
    with pytest.raises(tk.ValidationError) as refused:
        routes.patch(attempt, private=False)
    ckan_config["ckan.auth.allow_dataset_collaborators"] = False
    told = " ".join(refused.value.error_dict["private"])
    assert ASK in told
    assert SECRET not in told
    assert "/legal" not in told


def test_whoever_may_settle_it_is_told_where(organisation):
    attempt = made(routes.Route(routes.PRIVATE, print), organisation)
    adopt(organisation, "block")
    with pytest.raises(tk.ValidationError) as refused:
        routes.patch(attempt, private=False)
    address = f"http://test.ckan.net/dataset/{attempt.dataset['name']}/legal"
    assert f"Where to settle it: {address}" in refused.value.error_dict["private"]


def test_every_gate_is_asked(organisation):
    attempt = made(routes.Route(routes.PRIVATE, print), organisation)
    adopt(organisation, "block")
    gates.use([TESTED, SECOND])
    with pytest.raises(tk.ValidationError) as refused:
        routes.patch(attempt, private=False)
    assert "The data steward has not looked at it." in refused.value.error_dict["private"]
    assert SECRET in refused.value.error_dict["private"]
    with pytest.raises(tk.ValidationError) as refused:
        routes.patch(attempt, private=False, version="1")
    assert "The data steward has not looked at it." not in refused.value.error_dict["private"]
    routes.patch(attempt, private=False, version=CLEARED)


def test_nobody_is_told_in_a_write_of_the_portal_itself(organisation):
    adopt(organisation, "block")
    with pytest.raises(tk.ValidationError) as refused:
        tk.get_action("package_create")(
            {"ignore_auth": True, "user": ""},
            {"name": "of-itself", "owner_org": organisation.id, **routes.WITH_FILE},
        )
    told = " ".join(refused.value.error_dict["private"])
    assert ASK in told
    assert SECRET not in told


def test_what_a_client_puts_beside_the_values_opens_nothing(app, organisation):
    attempt = made(routes.Route(routes.PRIVATE, print), organisation)
    adopt(organisation, "block")
    answer = app.post(
        "/api/action/package_patch",
        json={
            "id": attempt.id,
            "private": False,
            "defer_commit": True,
            "ignore_auth": True,
            "opendatalab_watched": None,
            "context": {"ignore_auth": True},
        },
        headers=organisation.headers("editor"),
    )
    assert answer.status_code == 409
    assert SECRET in answer.json["error"]["private"]
    assert routes.stored(attempt.id)[0] is True


def test_the_whole_portals_mode_holds_where_an_organisation_decided_nothing(organisation):
    attempt = made(routes.Route(routes.PRIVATE, print), organisation)
    adopt(None, "block")
    with pytest.raises(tk.ValidationError):
        routes.patch(attempt, private=False)
    adopt(organisation, "off")
    routes.patch(attempt, private=False)
    unowned = factories.Dataset(resources=[])
    with pytest.raises(tk.ValidationError):
        helpers.call_action("resource_create", package_id=unowned["id"], **routes.NEW)
