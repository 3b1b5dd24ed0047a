"""Answering the questions of a legal file: what is saved, what is refused, what is kept of it."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
import pytest

from ckanext.opendatalab.legal import store
from tests.legal import world

pytestmark = pytest.mark.usefixtures("used_portal")


@pytest.fixture
def organization():
    return world.organization()


@pytest.fixture
def editor(organization):
    return world.person(organization, capacity="editor")


@pytest.fixture
def dataset(organization):
    return world.dataset(organization)


def answer(user, dataset, version=0, **data):
    return world.call(user, "opendatalab_legal_answer", id=dataset["id"], version=version, **data)


def errors_of(user, dataset, **data):
    with pytest.raises(tk.ValidationError) as refused:
        answer(user, dataset, **data)
    assert refused.value.error_summary  # what CKAN makes of it for its API
    return refused.value.error_dict


def test_an_ordinary_dataset_takes_seven_answers_to_wait_for_its_validation(editor, dataset):
    shown = answer(editor, dataset, answers={"content": ["none"]})
    assert shown["state"] == "in_progress"
    shown = answer(editor, dataset, shown["version"], answers=world.ORDINARY)
    assert len(world.ORDINARY) == 7
    assert shown["state"] == "waiting"
    assert shown["state_label"] == "Waiting for validation"
    assert shown["proposal"] == {"verdict": "open_as_is", "label": "Publishable"}
    assert shown["verdict"]["decided"] is False
    assert shown["open_questions"] == []
    assert shown["version"] == 2


def test_answers_that_are_not_given_stay_and_empty_ones_are_taken_back(editor, dataset):
    answer(editor, dataset, answers={"content": ["none"], "Q01": "yes"}, notes={"Q01": "Régie"})
    shown = answer(editor, dataset, 1, answers={"Q01": None, "Q02": "us"})
    assert shown["answers"] == {"content": ["none"], "Q02": "us"}
    assert shown["notes"] == {"Q01": "Régie"}


def test_an_answer_that_is_no_longer_asked_is_kept_but_does_not_count(editor, dataset):
    given = {**world.ORDINARY, "content": ["persons"], "Q11": "direct"}
    shown = answer(editor, dataset, answers=given)
    assert "Q12" in [one["code"] for one in shown["open_questions"]]
    shown = answer(editor, dataset, 1, answers={"content": ["none"]})
    assert shown["answers"]["Q11"] == "direct"
    assert shown["proposal"]["verdict"] == "open_as_is"
    persons = next(one for one in shown["themes"] if one["code"] == "persons")
    assert persons["state"] == "hidden"
    assert persons["questions"] == []


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_saved(editor, dataset):
    errors = errors_of(
        editor,
        dataset,
        answers={
            "Q01": "yes",
            "Q02": "martians",
            "Q03_date": "2020-01-01",
            "Q05": "javascript:alert(1)",
            "Q99": "yes",
            "tags": "\0",
            "": "no",
            "content": ["none", "persons"],
        },
        notes={"Q01": "x" * 100_000, "Q98": "lost"},
    )
    assert set(errors) == {"Q02", "Q03_date", "Q05", "answers", "content", "note_Q01", "notes"}
    assert "administration" in errors["Q02"][0]
    assert errors["answers"][0] == "There is no question called Q99."
    assert "tags" in errors["answers"][1]
    assert errors["note_Q01"] == ["Write at most 4000 characters: this note has 100000."]
    assert store.load(dataset["id"]).version == 0
    assert world.call(editor, "opendatalab_legal_history", id=dataset["id"]) == []


@pytest.mark.parametrize("text", ["null \0 character", "half \ud800 of a pair"])
def test_a_text_that_cannot_be_kept_is_refused(editor, dataset, text):
    given = {"Q02_producer": text}
    errors = errors_of(editor, dataset, answers=given, notes={"Q01": text})
    sentence = ["Remove the characters that cannot be read, then try again."]
    assert errors == {"Q02_producer": sentence, "note_Q01": sentence}


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"answers": ["Q01"]}, "answers"),
        ({"answers": {f"Q{number}": "yes" for number in range(1_000)}}, "answers"),
        ({"notes": "a text"}, "notes"),
        ({"version": "latest"}, "version"),
        ({"version": -1}, "version"),
        ({"version": True}, "version"),
        ({"version": None}, "version"),
    ],
)
def test_what_no_form_sends_is_refused_with_a_word_on_what_to_send(editor, dataset, data, key):
    assert set(errors_of(editor, dataset, **data)) == {key}


def test_html_in_a_note_is_a_text_like_another(editor, dataset):
    note = "<script>alert('x')</script>"
    shown = answer(editor, dataset, notes={"Q01": f"  {note}\r\nline "})
    assert shown["notes"]["Q01"] == f"{note}\nline"


def test_the_same_answers_again_change_nothing(editor, dataset):
    answer(editor, dataset, answers=world.ORDINARY, notes={"Q01": "Régie"})
    # Whatever version the form was opened with: a second click on the button is no conflict.
    again = {**world.ORDINARY, "content": "none"}
    shown = answer(editor, dataset, 0, answers=again, notes={"Q01": "Régie\r\n"})
    assert shown["version"] == 1
    assert len(world.call(editor, "opendatalab_legal_history", id=dataset["id"])) == 1


def test_the_history_tells_what_was_answered_before_and_after(editor, dataset):
    answer(editor, dataset, answers={"Q01": "yes"})
    answer(editor, dataset, 1, answers={"Q01": "no"}, notes={"Q01": "Archives privées"})
    latest, first = world.call(editor, "opendatalab_legal_history", id=dataset["id"])
    assert latest["kind_label"] == "Answers changed"
    assert latest["actor_name"] == editor["name"]
    assert latest["version"] == 2
    assert latest["ruleset_version"]
    (changed,) = latest["changes"]
    assert (changed["before"], changed["after"]) == ("Yes", "No")
    assert changed["text"].startswith("Did your authority produce")
    assert first["data"]["answers"] == {"Q01": {"before": None, "after": "yes"}}
    # The history only grows: what may name somebody stays where it can be changed.
    assert "Archives" not in str(latest)
    assert latest["data"]["notes"] == ["Q01"]
    older = world.call(
        editor, "opendatalab_legal_history", id=dataset["id"], before=latest["id"], limit=1
    )
    assert [one["id"] for one in older] == [first["id"]]


def test_who_saves_second_learns_what_changed_meanwhile(editor, organization, dataset):
    other = world.person(organization, capacity="editor")
    answer(other, dataset, answers={"Q01": "no"}, notes={"Q02": "Sous-traitant"})
    errors = errors_of(editor, dataset, version=0, answers={"Q01": "yes", "Q02": "us"})
    assert other["name"] in errors["version"][0]
    assert "Answers changed" in errors["version"][0]
    assert errors["changed_questions"] == ["Q01", "Q02"]
    assert errors["changed"][0].endswith("now: No")
    assert errors["current_version"] == ["1"]
    assert store.load(dataset["id"]).answers == {"Q01": "no"}
    # Going on from there, what she typed is saved.
    shown = answer(editor, dataset, 1, answers={"Q01": "yes", "Q02": "us"})
    assert shown["answers"] == {"Q01": "yes", "Q02": "us"}


def test_a_date_that_has_come_meanwhile_may_be_sent_back_as_it_was(editor, dataset, monkeypatch):
    answer(editor, dataset, answers={"Q03": "no", "Q03_date": "2099-01-01"})
    from datetime import date

    from ckanext.opendatalab.legal import answer_action

    monkeypatch.setattr(answer_action.clock, "today", lambda: date(2100, 1, 1))
    given = {"Q03": "no", "Q03_date": "2099-01-01", "Q01": "yes"}
    shown = answer(editor, dataset, 1, answers=given)
    assert shown["answers"]["Q01"] == "yes"
    assert errors_of(editor, dataset, version=2, answers={"Q03_date": "2099-01-02"})
