"""Answers as values that JSON keeps, and as words for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendatalab.common import language
from ckanext.opendatalab.legal import wording
from ckanext.opendatalab.legal.engine import answers
from ckanext.opendatalab.legal.engine.answers import Choice
from ckanext.opendatalab.legal.engine.ruleset import EXCLUSIVE, Question, Ruleset


def value(question: Question, choices: tuple[Choice, ...]) -> Any:
    """Return the one value that says ``choices``, ``None`` for nothing (see ``answers.py``)."""
    if not choices:
        return None
    if question.kind == "list":
        # In the order of the screen, so that the same boxes give the same value.
        given = {choice.code for choice in choices}
        return [code for code in question.answers if code in given]
    if question.kind == "extent" and choices[0].code not in EXCLUSIVE:
        return {choice.code: choice.extent for choice in choices}
    return choices[0].code


def plain(ruleset: Ruleset, given: Mapping[str, object]) -> dict[str, Any]:
    """Return every answer that these rules take, each as its one value; to whatever question."""
    found: dict[str, Any] = {}
    for code, one in given.items():
        question = ruleset.questions.get(code)
        choices = answers.known(question, one) if question else ()
        if question and choices:
            found[code] = value(question, choices)
    return found


def words(question: Question, choices: tuple[Choice, ...]) -> str:
    """Return what was answered, in the reader's language."""
    if not choices:
        return tk._("No answer")
    return ", ".join(filter(None, (_word(question, choice) for choice in choices)))


def answer(question: Question, code: str, extent: str = "") -> str:
    """Return the wording of one answer; nothing if it is none of the question's."""
    return _word(question, Choice(code, extent)) if code in question.answers else ""


def stored(ruleset: Ruleset, question: str, given: object) -> str:
    """Return a value of the file or its history in words; what no rule knows any more, as it is."""
    if question not in ruleset.questions:
        return wording.short(str(given))
    known = answers.known(ruleset.questions[question], given)
    if not known and given not in (None, "", [], {}):
        return wording.short(str(given))
    return words(ruleset.questions[question], known)


def text(ruleset: Ruleset, question: str) -> str:
    """Return the wording of a question, its code if there is none (any more)."""
    found = ruleset.questions.get(question)
    return language.say(found.text) if found else question


def _word(question: Question, choice: Choice) -> str:
    answer_ = question.answers.get(choice.code)
    label = language.say(answer_.label) if answer_ else choice.code
    return f"{label} ({wording.extent(choice.extent)})" if choice.extent else label
