"""What is public or approved changes through whoever may, and what follows from it."""

from __future__ import annotations

from datetime import timedelta

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest

from ckanext.opendatalab.common import clock, gates, log
from ckanext.opendatalab.workflow import store
from tests.governance.world import COMPLETE
from tests.workflow import routes
from tests.workflow.governed_world import draft, public, row, told
from tests.workflow.matrix import step
from tests.workflow.routes import NEW, Attempt

NEW_FILE = gates.Blocker("open", "file_added", "A file was added.", since_validated=True)
UNSIGNED = gates.Blocker("open", "unsigned", "The analysis is not validated.")


def test_every_write_raises_the_version_and_a_save_of_nothing_does_not(world):
    attempt = draft(world)
    lead = Attempt(world, "lead_and_author", dataset=attempt.dataset)
    routes.patch(lead, title="Autre titre")
    lead.call("resource_create", package_id=attempt.id, **NEW)
    assert row(attempt.id).version == 3
    assert row(attempt.id).authors == (
        world.person("editor")["id"],
        world.person("lead_and_author")["id"],
    )
    routes.update(lead)
    routes.patch(lead, title="Autre titre")
    assert row(attempt.id).version == 3


def test_in_review_who_corrects_a_word_is_no_author_and_who_changes_a_file_is(world):
    attempt = draft(world, **COMPLETE)
    step(attempt, "submit")
    lead = Attempt(world, "lead_and_author", dataset=attempt.dataset)
    routes.patch(lead, title="Titre corrigé")
    assert row(attempt.id).authors == (world.person("editor")["id"],)
    routes.change_link(lead)
    assert world.person("lead_and_author")["id"] in row(attempt.id).authors
    with pytest.raises(tk.ValidationError):
        step(lead, "approve")
    assert routes.stored(attempt.id)[0] is True


def test_words_of_what_is_public_go_live_and_open_a_reexamination(world):
    attempt = public(world)
    before = row(attempt.id)
    assert before.reexamine_on > clock.today()
    assert before.awaits == ()
    routes.patch(attempt, title="Autre titre")
    stands = row(attempt.id)
    assert routes.stored(attempt.id)[0] is False
    assert (stands.reexamine_on, stands.due_on) == (clock.today(), clock.today())
    assert stands.awaits
    (entry,) = log.read(package_id=attempt.id, kind="workflow_edited")
    assert entry.data["changes"] == ["other"]


def test_its_licence_is_for_whoever_may_publish(world):
    attempt = public(world)
    words = told("governance", routes.patch, attempt, license_id="odc-odbl")
    assert "Open-data project lead" in words
    assert f"/dataset/{attempt.dataset['name']}/governance" in words
    assert row(attempt.id).version == 1
    routes.patch(Attempt(world, "lead_and_author", dataset=attempt.dataset), license_id="odc-odbl")
    assert row(attempt.id).reexamine_on == clock.today()


def test_locked_only_who_may_publish_changes_anything_save_the_rows_of_a_file(world):
    attempt = public(world)
    store.save(world.id, "govern", None, editing="locked")
    model.Session.commit()
    assert "locked" in told("governance", routes.patch, attempt, title="Autre titre")
    admin = Attempt(world, "admin", dataset=attempt.dataset)
    me = world.person("stranger")["id"]
    given = {"id": attempt.id, "user_id": me, "capacity": "editor"}
    assert "locked" in told("governance", admin.call, "package_collaborator_create", **given)
    routes.patch(Attempt(world, "lead_and_author", dataset=attempt.dataset), title="Autre titre")
    assert row(attempt.id).version == 2


def test_a_new_file_waits_for_the_gates_but_not_for_what_says_only_that_it_is_new(world, said):
    attempt = public(world, "lead_and_author")
    said[:] = [NEW_FILE, UNSIGNED]
    words = told("governance", attempt.call, "resource_create", package_id=attempt.id, **NEW)
    assert "not validated" in words
    assert "was added" not in words
    assert row(attempt.id).version == 1
    said[:] = [NEW_FILE]
    attempt.call("resource_create", package_id=attempt.id, **NEW)
    assert row(attempt.id).reexamine_on == clock.today()
    (entry,) = log.read(package_id=attempt.id, kind="workflow_edited")
    assert entry.data["since_validated"] == ["open.file_added"]


def test_what_is_approved_stays_as_it_was_approved(world):
    attempt = draft(world, **COMPLETE)
    step(attempt, "submit")
    lead = Attempt(world, "project_lead", dataset=attempt.dataset)
    later = (clock.now() + timedelta(days=3)).isoformat()
    step(lead, "approve_later", publish_at=later)
    lead_and_author = Attempt(world, "lead_and_author", dataset=attempt.dataset)
    words = told("governance", routes.patch, attempt, title="Autre titre")
    assert "approved as it is" in words
    assert "approved" in told(
        "governance", attempt.call, "resource_create", package_id=attempt.id, **NEW
    )
    assert "by steps" in told("private", routes.patch, lead_and_author, private=False)
    step(lead, "publish")
    assert routes.stored(attempt.id)[0] is False
    assert routes.indexed(attempt.id)[0][0] is False
