"""Where a governed dataset starts, who is told what, where it may go, and its end."""

from __future__ import annotations

import ckan.model as model
import ckan.plugins.toolkit as tk
from ckan.tests import factories

from ckanext.opendatalab.common import clock
from ckanext.opendatalab.workflow import store
from tests.governance.world import COMPLETE
from tests.licence.conftest import unique
from tests.workflow import routes
from tests.workflow.governed_world import draft, kinds, public, row, told
from tests.workflow.matrix import step
from tests.workflow.routes import LINK, Attempt

# --- where it starts ---------------------------------------------------------------------------


def test_a_new_dataset_is_private_and_starts_as_a_draft_of_its_author(world):
    attempt = draft(world)
    stands = row(attempt.id)
    assert (stands.state.code, stands.version) == ("draft", 1)
    assert stands.authors == (world.person("editor")["id"],)
    assert kinds(attempt.id) == ["workflow_started"]
    assert routes.stored(attempt.id)[0] is True
    assert attempt.show()["governance_state"] == "draft"
    words = told("private", routes.create, attempt, private=False)
    assert "save it as private first" in words


def test_where_the_whole_portal_is_governed_each_dataset_has_an_organization(world):
    store.save(None, "govern", None)
    model.Session.commit()
    words = told("governance", Attempt(world, "sysadmin").call, "package_create", name=unique("x"))
    assert "choose one" in words


def test_an_account_that_is_exempt_publishes_as_in_plain_ckan(world, monkeypatch):
    account = factories.User()
    world._people["account"] = account
    world._join(world.id, "account", "editor")
    monkeypatch.setitem(tk.config, "opendatalab.exempt_accounts", [account["name"]])
    attempt = draft(world, "account")
    assert routes.stored(attempt.id)[0] is False
    assert row(attempt.id) is None
    routes.patch(attempt, notes="Autre description.")
    assert kinds(attempt.id) == ["workflow_exempt"]
    # Somebody else writes it: from then on it is governed, as it is.
    routes.patch(Attempt(world, "editor", dataset=attempt.dataset), notes="Encore une autre.")
    assert row(attempt.id).state.code == "published"
    assert routes.stored(attempt.id)[0] is False


def test_what_somebody_sends_of_the_workflow_is_ignored(world):
    attempt = draft(world)
    routes.patch(attempt, governance_state="published", notes="Autre.", version="2")
    assert row(attempt.id).state.code == "draft"
    assert attempt.show()["governance_state"] == "draft"


# --- who is told what --------------------------------------------------------------------------


def test_who_works_on_it_is_told_what_is_awaited_and_a_collaborator_is_not(world):
    attempt = draft(world)
    words = told("private", routes.patch, attempt, private=False)
    assert "submit it on its governance page" in words
    assert "Awaited now: Complete the description, then submit it" in words
    assert f"http://test.ckan.net/dataset/{attempt.dataset['name']}/governance" in words
    world.collaborator(attempt.id)
    attempt.person = "collaborator"
    words = told("private", routes.patch, attempt, private=False)
    assert "governance page" in words
    assert "Awaited" not in words


# --- moves and the end -------------------------------------------------------------------------


def test_a_draft_that_moves_starts_again_where_it_goes_and_its_authors_stay(world):
    attempt = draft(world, "editor", **COMPLETE)
    step(attempt, "submit")
    mover = Attempt(world, "admin_of_governed", dataset=attempt.dataset)
    routes.patch(mover, owner_org=world.governed.id)
    stands = row(attempt.id)
    assert (stands.state.code, stands.version) == ("draft", 3)
    assert set(stands.authors) == {
        world.person("editor")["id"],
        world.person("admin_of_governed")["id"],
    }
    assert kinds(attempt.id)[0] == "workflow_moved"


def test_only_a_sysadmin_takes_a_dataset_out_of_the_workflow_and_never_a_public_one(world):
    attempt = draft(world)
    mover = Attempt(world, "admin_of_ungoverned", dataset=attempt.dataset)
    words = told("governance", routes.patch, mover, owner_org=world.ungoverned.id)
    assert "administrators of the portal" in words
    mover.person = "sysadmin"
    routes.patch(mover, owner_org=world.ungoverned.id)
    assert row(attempt.id) is None
    assert kinds(attempt.id)[0] == "workflow_ended"
    assert routes.stored(attempt.id)[0] is True
    shown = Attempt(world, "sysadmin", dataset=public(world).dataset)
    words = told("governance", routes.patch, shown, owner_org=world.ungoverned.id)
    assert "Withdraw" in words


def test_what_is_public_comes_in_only_with_who_may_publish_there(world):
    here = {"owner_org": world.ungoverned.id, "private": False, "resources": [dict(LINK)]}
    dataset = factories.Dataset(**here)
    mover = Attempt(world, "admin_of_ungoverned", dataset=dataset)
    words = told("governance", routes.patch, mover, owner_org=world.id)
    assert "Open-data project lead" in words
    mover.person = "sysadmin"
    routes.patch(mover, owner_org=world.id)
    stands = row(dataset["id"])
    assert (stands.state.code, stands.reexamine_on) == ("published", clock.today())
    assert routes.stored(dataset["id"])[0] is False


def test_what_is_purged_leaves_its_log_and_nothing_for_who_comes_after(world):
    attempt = draft(world)
    sysadmin = Attempt(world, "sysadmin", dataset=attempt.dataset)
    sysadmin.call("dataset_purge", id=attempt.id)
    assert row(attempt.id) is None
    assert kinds(attempt.id)[0] == "workflow_ended"
    again = sysadmin.call("package_create", id=attempt.id, name=unique("jeu"), owner_org=world.id)
    assert again["id"] == attempt.id
    assert (row(attempt.id).version, row(attempt.id).state.code) == (1, "draft")


def test_a_draft_is_deleted_as_in_plain_ckan(world):
    attempt = draft(world)
    attempt.call("package_delete", id=attempt.id)
    assert routes.stored(attempt.id)[1] == "deleted"
    other = draft(world)
    admin = Attempt(world, "admin", dataset=other.dataset)
    admin.call("bulk_update_delete", datasets=[other.id], org_id=world.id)
    assert routes.stored(other.id)[1] == "deleted"
    assert row(other.id).version == 2
