"""The mails about steps: who gets exactly which, once, and never a word of what was written."""

from __future__ import annotations

import threading

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest

from ckanext.opendatalab.workflow.governance import step, store
from tests.governance import world
from tests.legal import signing
from tests.tasks.clockwork import Commune, in_days, mails, put, submitted, told, where

pytestmark = pytest.mark.usefixtures("open_gates")

SECRET = "MOTIF-INTERNE"


@pytest.fixture
def commune(used_portal):
    found = Commune()
    for who in ("editor", "project_lead", "dpo", "legal_officer"):
        getattr(found, who)
    return found


def test_whoever_is_awaited_is_told_what_was_done_by_whom_and_by_when(commune):
    commune.project_lead2  # noqa: B018 - it makes a second project lead
    dataset = submitted(commune, title="Équipements de Valorne")
    assert told(dataset, commune.project_lead, commune.project_lead2) == ["0", "1"]
    mail = mails(dataset)[-1]
    assert mail.subject == "Submitted for review: Équipements de Valorne"
    for part in (
        "You are awaited for this dataset.",
        f"Organization: {commune.organization['title']}",
        f"What was done: Submitted for review, by {commune.editor['fullname']}",
        "What is awaited: Approve and publish, or return the dataset",
        "Of: Open-data project lead",
        "By: ",
    ):
        assert part in mail.body
    assert mail.body.count("http") == 1
    assert mail.body.endswith(f"http://test.ckan.net/dataset/{dataset['name']}/governance")


@pytest.mark.ckan_config("ckan.locale_default", "fr")
def test_mails_are_in_the_language_of_the_portal(commune):
    dataset = submitted(commune)
    mail = mails(dataset)[-1]
    assert mail.subject.startswith("Soumis à la revue")
    assert "Valider et publier, ou renvoyer le jeu de données" in mail.body


def test_what_was_written_is_never_in_a_mail_only_that_there_is_something_to_read(commune):
    dataset = submitted(commune)
    world.step(commune.project_lead, dataset, "return", reason=SECRET, message=SECRET)
    assert told(dataset, commune.editor) == ["0"]
    mail = mails(dataset)[-1]
    assert mail.subject.startswith("Returned for correction")
    assert SECRET not in mail.subject + mail.body
    assert "What was written about it is on the page." in mail.body
    assert "You are awaited" in mail.body


def test_authors_learn_of_the_publication_and_the_approver_gets_nothing(commune):
    other = commune.editor2
    dataset = commune.dataset(**world.COMPLETE)
    world.call(other, "package_patch", id=dataset["id"], title="Autre titre")
    world.step(commune.editor, dataset, "submit")
    world.step(commune.project_lead, dataset, "approve")
    assert told(dataset, commune.editor, other, commune.project_lead) == ["0", "1"]
    assert "You are awaited" not in mails(dataset)[-1].body


def test_who_left_the_organisation_learns_nothing(commune):
    dataset = submitted(commune)
    gone = {"id": commune.id, "username": commune.editor["name"]}
    world.call(world.sysadmin(), "organization_member_delete", **gone)
    world.step(commune.project_lead, dataset, "approve")
    assert all(one.recipient != commune.editor["id"] for one in mails(dataset))


def test_a_step_that_fails_tells_nobody(commune, monkeypatch):
    dataset = submitted(commune)
    before = len(mails(dataset))

    def fail(*_):
        raise RuntimeError("down")

    monkeypatch.setattr(step.opening, "commit", fail)
    with pytest.raises(RuntimeError):
        world.step(commune.project_lead, dataset, "approve")
    assert len(mails(dataset)) == before
    assert where(dataset).state.code == "in_review"


def test_the_delegate_of_who_is_away_is_told_as_well_if_she_may_read(commune):
    lead, stranger = commune.project_lead, world.person()
    today = in_days(0).date()
    for delegate, expected in ((commune.dpo, ["0", "1"]), (stranger, ["0"])):
        table = store.Absence.__table__
        model.Session.execute(table.delete().where(table.c.user_id == lead["id"]))
        values = {"user_id": lead["id"], "delegate_id": delegate["id"]}
        model.Session.execute(table.insert().values(from_on=today, until_on=today, **values))
        model.Session.commit()
        dataset = submitted(commune)
        assert told(dataset, lead, delegate) == expected


def test_an_emergency_is_told_to_dpo_and_project_lead_with_what_remains_to_be_done(commune):
    dataset = submitted(commune)
    world.step(commune.project_lead, dataset, "approve")
    other = commune.editor2
    world.step(other, dataset, "withdraw_now", reason=SECRET)
    assert told(dataset, commune.dpo, commune.project_lead, commune.editor) == ["0", "1", "2"]
    bodies = {one.recipient: one.body for one in mails(dataset)}
    for person in (commune.dpo, commune.project_lead):
        assert "72 hours" in bodies[person["id"]]
        assert "data.gouv.fr" in bodies[person["id"]]
        assert SECRET not in bodies[person["id"]]
    assert "72 hours" not in bodies[commune.editor["id"]]


def test_without_dpo_or_project_lead_the_administrators_learn_of_an_emergency():
    commune = Commune()
    commune.admin  # noqa: B018 - it makes her, beside the one who made the organisation
    dataset = commune.dataset(**world.COMPLETE)
    put(dataset, "published")
    world.step(commune.editor, dataset, "withdraw_now")
    assert "0" in told(dataset, commune.admin)
    assert len(mails(dataset)) == 2


def test_roles_that_only_read_are_told_that_they_may_object_not_that_there_is_a_message():
    commune = Commune("full")
    for who in ("project_lead", "general_director", "elected_official"):
        getattr(commune, who)
    world.govern(commune.id, definition="full", objection_days=5)
    dataset = commune.dataset(**world.COMPLETE)
    put(dataset, "director_review", submitted_by=commune.editor["id"])
    world.step(commune.general_director, dataset, "approve", message=SECRET)
    people = (commune.project_lead, commune.elected_official, commune.editor)
    assert told(dataset, *people) == ["0", "1", "2"]
    bodies = {one.recipient: one.body for one in mails(dataset)}
    assert "Objections until: " in bodies[commune.elected_official["id"]]
    assert "is on the page" not in bodies[commune.elected_official["id"]]
    assert "is on the page" in bodies[commune.project_lead["id"]]


def test_the_validation_of_the_analysis_is_the_legal_officers_step(used_portal, real_gates):
    commune = Commune("standard")
    officer, lead = commune.legal_officer, commune.project_lead
    dataset = submitted(commune)
    assert where(dataset).state.code == "legal_review"
    team = signing.Team(commune.organization, commune.editor, officer, commune.dpo)
    signing.answer(team, dataset, signing.ORDINARY)
    signing.validate(officer, dataset)
    assert where(dataset).state.code == "in_review"
    assert told(dataset, lead) == ["0"]
    assert "by the portal itself" in mails(dataset)[-1].body


def test_who_is_awaited_next_is_told_when_the_analysis_is_settled(used_portal, real_gates):
    commune = Commune()
    officer, lead = commune.legal_officer, commune.project_lead
    dataset = submitted(commune)
    assert told(dataset, officer, lead) == ["0"]
    team = signing.Team(commune.organization, commune.editor, officer, commune.dpo)
    signing.answer(team, dataset, signing.ORDINARY)
    signing.validate(officer, dataset)
    assert where(dataset).awaits == ("project_lead",)
    assert told(dataset, officer, lead, kind="turn") == ["1"]


def test_a_write_within_a_step_moves_nothing_on_by_itself(commune, monkeypatch):
    dataset = submitted(commune)
    inside = []
    advance = step.advance
    monkeypatch.setattr(
        step, "advance", lambda one: (inside.append(threading.get_ident()), advance(one))[1]
    )
    world.step(commune.project_lead, dataset, "approve")
    assert len(inside) == 1  # what follows the step, and not the write of the dataset in it
    assert where(dataset).state.code == "published"


def test_a_reader_of_the_signal_that_fails_leaves_the_action_alone(commune, monkeypatch):
    dataset = submitted(commune)

    def fail(_):
        raise RuntimeError("down")

    monkeypatch.setattr(step, "advance", fail)
    changed = world.call(commune.editor, "package_patch", id=dataset["id"], notes="Plus court.")
    assert changed["notes"] == "Plus court."
    with pytest.raises(tk.ObjectNotFound):
        world.call(commune.editor, "package_patch", id="no-such-dataset")
