"""Two people at once: one wins, the other learns what changed, nothing is lost."""

from __future__ import annotations

import threading

import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa

from ckanext.opendatalab.legal import store
from ckanext.opendatalab.legal.model import LegalFileRow
from tests.legal import world
from tests.threads import at_once

pytestmark = pytest.mark.usefixtures("used_portal")


@pytest.fixture
def organization():
    return world.organization()


@pytest.fixture
def dataset(organization):
    return world.dataset(organization)


def test_of_six_who_save_at_once_one_wins_and_five_learn_what_changed(organization, dataset):
    people = [world.person(organization, capacity="editor") for _ in range(6)]
    producers = [f"Producteur {number}" for number in range(6)]
    outcomes = at_once(
        *(
            (
                person,
                "opendatalab_legal_answer",
                {
                    "id": dataset["id"],
                    "version": 0,
                    "answers": {"Q02": "private", "Q02_producer": producer},
                },
            )
            for person, producer in zip(people, producers, strict=True)
        )
    )
    (won,) = [one for one in outcomes if isinstance(one, dict)]
    lost = [one for one in outcomes if not isinstance(one, dict)]
    winner = won["answers"]["Q02_producer"]
    for one in lost:
        assert isinstance(one, tk.ValidationError), one
        assert people[producers.index(winner)]["name"] in one.error_dict["version"][0]
        assert any(winner in line for line in one.error_dict["changed"])
    file = store.load(dataset["id"])
    assert (file.version, file.answers["Q02_producer"]) == (1, winner)
    assert len(store.history(dataset["id"])) == 1


def test_nobody_validates_answers_that_change_at_that_moment(organization, dataset):
    editor = world.person(organization, capacity="editor")
    officer = world.person(organization, role="legal_officer")
    world.call(
        editor, "opendatalab_legal_answer", id=dataset["id"], version=0, answers=world.ORDINARY
    )
    outcomes = at_once(
        (officer, "opendatalab_legal_validate", {"id": dataset["id"], "version": 1}),
        (
            editor,
            "opendatalab_legal_answer",
            {"id": dataset["id"], "version": 1, "answers": {"Q03": "no"}},
        ),
    )
    assert sorted(isinstance(one, dict) for one in outcomes) == [False, True]
    (error,) = [one for one in outcomes if not isinstance(one, dict)]
    assert set(error.error_dict) >= {"version", "current_version"}
    assert store.load(dataset["id"]).version == 2


def test_who_answers_while_the_dataset_is_purged_leaves_nothing_behind(organization, dataset):
    editor = world.person(organization, capacity="editor")
    store.lock(dataset["id"])  # what a purge begins with
    outcome = []

    def answer():
        data = {"id": dataset["id"], "version": 0, "answers": {"Q01": "yes"}}
        try:
            outcome.append(
                tk.get_action("opendatalab_legal_answer")({"user": editor["name"]}, data)
            )
        except tk.ObjectNotFound as error:
            outcome.append(error)
        finally:
            model.Session.remove()

    thread = threading.Thread(target=answer)
    thread.start()
    thread.join(timeout=2)
    assert thread.is_alive()  # it waits for the purge
    tk.get_action("dataset_purge")({"ignore_auth": True}, {"id": dataset["id"]})
    thread.join(timeout=60)
    assert isinstance(outcome[0], tk.ObjectNotFound)
    rows = sa.select(sa.func.count()).where(LegalFileRow.package_id == dataset["id"])
    assert model.Session.execute(rows).scalar() == 0
