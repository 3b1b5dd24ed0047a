"""What the forms of the page of a legal file say, and how the page arranges what it shows."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.opendatalab.legal import forms, page
from ckanext.opendatalab.legal.engine import register

RULES = register.load()


def test_the_answers_of_a_theme_are_read_by_the_kind_of_their_question():
    sent = {
        "version": ["3"],
        "asked": ["content", "Q01", "Q07", "Q04_date", "Q05"],
        "answer.content": ["persons", "security"],
        "answer.Q01": ["yes"],
        "answer.Q07.2d": ["part"],
        "answer.Q07.2f": ["no"],
        "answer.Q04_date": [" 2031-01-31 "],
        "answer.Q05": ["https://example.org/données"],
        "note.Q01": [" Vu avec le service. \r\n"],
    }
    assert forms.saved(sent, RULES) == {
        "version": 3,
        "answers": {
            "content": ["persons", "security"],
            "Q01": "yes",
            "Q07": {"2d": "part"},
            "Q04_date": "2031-01-31",
            "Q05": "https://example.org/données",
        },
        "notes": {"Q01": "Vu avec le service."},
    }


def test_a_question_that_was_shown_and_left_empty_has_no_answer_any_more():
    sent = {"asked": ["content", "Q01", "Q07", "Q05"], "note.Q01": [""], "answer.Q05": [""]}
    assert forms.answers(sent, RULES) == {"content": None, "Q01": None, "Q07": None, "Q05": None}
    assert forms.notes(sent) == {"Q01": ""}


def test_what_the_form_did_not_show_stays_as_it_is():
    assert forms.answers({"answer.Q01": ["yes"], "note.Q01": ["x"]}, RULES) == {}
    assert forms.notes({"note.Q01": ["x"]}) == {}


def test_lines_and_none_of_these_together_go_to_the_action_together():
    sent = {"asked": ["Q07"], "answer.Q07": ["none"], "answer.Q07.2d": ["whole"]}
    assert forms.answers(sent, RULES)["Q07"] == {"2d": "whole", "none": "whole"}
    assert forms.answers({"asked": ["Q07"], "answer.Q07": ["none"]}, RULES)["Q07"] == ["none"]


def test_an_unknown_question_reaches_the_action_which_refuses_it():
    assert forms.answers({"asked": ["<b>"], "answer.<b>": ["x"]}, RULES) == {"<b>": "x"}


@pytest.mark.parametrize("given", ["", "-1", "1e3", "²", "9" * 40, "abc"])
def test_a_version_that_is_no_number_stays_as_it_came(given):
    assert forms.version({"version": [given]}) == given


def test_the_proposal_is_validated_unless_another_verdict_was_chosen():
    sent = {
        "version": ["4"],
        "decision": ["proposal"],
        "verdict": ["not_publishable"],
        "reason": ["Oubli"],
        "authority": ["La maire"],
        "review_on": [""],
    }
    assert forms.validation(sent) == {"version": 4, "authority": "La maire"}
    other = forms.validation({**sent, "decision": ["other"]})
    assert (other["verdict"], other["reason"]) == ("not_publishable", "Oubli")


def test_an_attestation_names_ticked_and_typed_columns_and_the_tests_that_were_answered():
    sent = {
        "key": ["masking.Q08"],
        "method": ["Noms retirés"],
        "done_by": ["Service des archives"],
        "done_on": ["2026-02-03"],
        "columns": ["nom", "prénom"],
        "other_columns": ["âge; nom\r\nadresse\n"],
        "test.linking": ["no"],
        "test.inference": ["yes"],
    }
    read = forms.attestation(sent)
    assert read["columns"] == ["nom", "prénom", "âge", "adresse"]
    assert read["tests"] == {"linking": False, "inference": True}


def test_a_template_is_used_with_the_sentences_that_were_ticked():
    sent = {"version": ["0"], "template": ["menus"], "confirmed": ["1", "0", "0", "x"]}
    assert forms.template(sent) == {"version": 0, "template": "menus", "confirmed": [0, 1]}


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("menus-2025", "menus-2025"),
        (" https://exemple.fr/fr/dataset/menus-2025/legal?x=1 ", "menus-2025"),
        ("/dataset/menus-2025", "menus-2025"),
        ("exemple.fr/menus-2025", "menus-2025"),
        ("https://[", "https://["),
    ],
)
def test_the_dataset_to_copy_from_may_be_given_by_its_address(typed, named):
    assert forms.duplicate({"source": [typed]})["source"] == named


def theme(code: str, state: str, *questions: tuple[str, bool, bool]) -> dict[str, Any]:
    """Return a theme; a question is its code, whether it is required, whether it is answered."""
    return {
        "code": code,
        "state": state,
        "questions": [
            {"code": name, "required": required, "answered": answered, "value": None, "note": ""}
            for name, required, answered in questions
        ],
    }


THEMES = page.themes(
    {
        "themes": [
            theme("first", "done", ("a", True, True), ("b", False, False)),
            theme("gone", "hidden"),
            theme("second", "open", ("c", True, True), ("d", True, False)),
            theme("third", "open", ("e", True, False)),
        ]
    }
)


def test_themes_that_ask_something_are_numbered_through_and_say_how_far_they_are():
    assert [(one["code"], one["progress"]) for one in THEMES] == [
        ("first", "done"),
        ("second", "started"),
        ("third", "todo"),
    ]
    numbers = [(q["number"], q["total"]) for one in THEMES for q in one["questions"]]
    assert numbers == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


def test_the_page_opens_on_what_is_asked_for_else_on_what_is_left():
    assert page.current(THEMES, "first") is THEMES[0]
    for wanted in ("", "gone", "<script>"):
        assert page.current(THEMES, wanted) is THEMES[1]
    assert page.current(THEMES[:1], "") is None


def test_after_a_theme_comes_the_next_one_that_is_left_unless_it_asks_something_new():
    assert page.following(THEMES, "second", ["c", "d"]) == "third"
    assert page.following(THEMES, "second", ["c"]) == "second"
    assert page.following(THEMES, "third", ["e"]) == "second"
    assert page.following(THEMES, "unknown") == "second"
    assert page.following(THEMES[:1], "first", ["a"]) == ""


def test_what_was_typed_stands_over_what_is_saved():
    (shown,) = page.themes({"themes": [theme("first", "open", ("a", True, False))]})
    page.with_typed(shown, {"a": ["x"], "other": "y"}, {"a": "note"})
    assert (shown["questions"][0]["value"], shown["questions"][0]["note"]) == (["x"], "note")


def test_that_a_question_has_no_answer_yet_is_no_reason_to_tell():
    said = {"question": "a", "answer_label": "Oui"}
    left, dated = {"question": "b", "answer_label": ""}, {"question": "c", "answer_label": ""}
    shown = {"open_questions": [{"code": "b"}], "reasons": [said, left, dated]}
    assert page.reasons(shown) == [said, dated]


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        (None, {}),
        ("", {}),
        ("yes", {"yes": ""}),
        (["a", "b"], {"a": "", "b": ""}),
        ({"a": "part"}, {"a": "part"}),
        (7, {}),
    ],
)
def test_an_answer_of_any_kind_is_read_as_codes(value, codes):
    assert page.chosen(value) == codes


def test_an_answer_is_told_by_its_labels():
    question = {"answers": [{"code": "a", "label": "Un"}, {"code": "b", "label": "Deux"}]}
    extents = {"part": "en partie"}
    assert page.words(question, {"a": "part", "b": "whole"}, extents) == ["Un (en partie)", "Deux"]
    assert page.words(question, "2031-01-31", extents) == ["2031-01-31"]
