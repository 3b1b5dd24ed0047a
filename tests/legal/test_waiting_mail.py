"""The mail to who is to look at an analysis: once a day, without a word of what was answered."""

from __future__ import annotations

import ckan.model as model
import pytest
import sqlalchemy as sa

from ckanext.opendatalab.common.model import Mail
from ckanext.opendatalab.legal import profile_store
from tests.legal import world
from tests.legal.test_show import FIRST_NAMES

pytestmark = pytest.mark.usefixtures("used_portal")


@pytest.fixture
def organization():
    return world.organization()


@pytest.fixture
def editor(organization):
    return world.person(organization, capacity="editor")


@pytest.fixture
def dataset(organization):
    return world.dataset(organization, title="Équipements de Valorne")


def answer(user, dataset, version, answers, **data):
    given = {"id": dataset["id"], "version": version, "answers": answers, **data}
    return world.call(user, "opendatalab_legal_answer", **given)


def mails(dataset):
    """Return (recipient, subject, body) of each mail about a dataset."""
    rows = model.Session.execute(
        sa.select(Mail.recipient, Mail.subject, Mail.body)
        .where(Mail.event.like(f"legal_waiting:{dataset['id']}:%"))
        .order_by(Mail.id)
    )
    return [tuple(row) for row in rows]


def test_legal_officers_are_asked_once_when_every_question_is_answered(
    organization, editor, dataset
):
    officers = [world.person(organization, role="legal_officer") for _ in range(2)]
    world.person(organization, role="dpo")
    world.person(world.organization(), role="legal_officer")
    answer(editor, dataset, 0, {"content": ["none"]})
    assert mails(dataset) == []
    answer(
        editor, dataset, 1, {**world.ORDINARY, "Q02_producer": "MARKER"}, notes={"Q01": "MARKER"}
    )
    told = mails(dataset)
    assert {one[0] for one in told} == {one["id"] for one in officers}
    _, subject, body = told[0]
    assert subject == "Legal analysis to look at: Équipements de Valorne"
    assert f"http://test.ckan.net/dataset/{dataset['name']}/legal" in body
    assert "MARKER" not in subject + body
    assert "Publishable" not in subject + body
    # Taken back and completed again on the same day: they know already.
    answer(editor, dataset, 2, {"Q06": None})
    answer(editor, dataset, 3, {"Q06": ["none"]})
    assert len(mails(dataset)) == 2


def test_the_dpo_is_asked_where_her_opinion_is_mandatory(organization, editor, dataset):
    dpo = world.person(organization, role="dpo")
    answer(editor, dataset, 0, FIRST_NAMES)
    assert [one[0] for one in mails(dataset)] == [dpo["id"]]


def test_the_named_person_is_asked_where_there_is_no_legal_officer(organization, editor, dataset):
    named = world.person()
    profile_store.save(profile_store.Organization(organization["id"], validator_id=named["id"]))
    model.Session.commit()
    world.call(
        editor,
        "opendatalab_legal_use_template",
        id=dataset["id"],
        version=0,
        template="facilities",
        confirmed=[0, 1, 2],
    )
    assert [one[0] for one in mails(dataset)] == [named["id"]]


def test_a_legal_officer_who_answers_herself_needs_no_mail(organization, dataset):
    officer = world.person(organization, role="legal_officer")
    answer(officer, dataset, 0, world.ORDINARY)
    assert mails(dataset) == []


def test_answers_changed_after_the_validation_ask_for_another(organization, editor, dataset):
    officer = world.person(organization, role="legal_officer")
    answer(officer, dataset, 0, world.ORDINARY)
    world.call(officer, "opendatalab_legal_validate", id=dataset["id"], version=1)
    shown = answer(editor, dataset, 2, {"Q02": "administration"})
    assert shown["state"] == "lapsed"
    assert [one[0] for one in mails(dataset)] == [officer["id"]]
