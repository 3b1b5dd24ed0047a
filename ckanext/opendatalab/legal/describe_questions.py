"""The questions that are asked, theme by theme, with what was answered."""

from __future__ import annotations

from typing import Any

from ckanext.opendatalab.common import language
from ckanext.opendatalab.legal import describe_reasons, said
from ckanext.opendatalab.legal.assessment import Assessment
from ckanext.opendatalab.legal.engine import answers
from ckanext.opendatalab.legal.engine.ruleset import Question, Ruleset
from ckanext.opendatalab.legal.engine.visibility import PERSONAL


def themes(ruleset: Ruleset, assessed: Assessment) -> list[dict[str, Any]]:
    """Return every theme with the questions that are asked in it now.

    ``state``: ``hidden`` where nothing is asked, ``open`` while something is missing, or ``done``.
    """
    asked = [ruleset.questions[code] for code in assessed.current.asked]
    missing = {ruleset.questions[code].theme for code in assessed.current.open_questions}
    found: list[dict[str, Any]] = []
    for code, title in ruleset.themes.items():
        questions = [_question(ruleset, one, assessed) for one in asked if one.theme == code]
        state = "open" if code in missing else "done" if questions else "hidden"
        found.append(
            {
                "code": code,
                "title": language.say(title),
                "state": state,
                "questions": questions,
            }
        )
    return found


def open_questions(ruleset: Ruleset, assessed: Assessment) -> list[dict[str, str]]:
    """Return what still needs an answer."""
    return [
        {"code": code, "text": said.text(ruleset, code), "theme": ruleset.questions[code].theme}
        for code in assessed.current.open_questions
    ]


def _question(ruleset: Ruleset, question: Question, assessed: Assessment) -> dict[str, Any]:
    choices = answers.known(question, assessed.file.answers.get(question.code))
    return {
        "code": question.code,
        "kind": question.kind,
        "text": language.say(question.text),
        "help": language.say(question.help),
        "asked_of": [language.say(ruleset.people[one]) for one in question.asked_of],
        "grounds": describe_reasons.grounds(ruleset, question.grounds),
        "answers": [
            {
                "code": one.code,
                "label": language.say(one.label),
                "hint": language.say(one.hint) if one.hint else "",
            }
            for one in question.answers.values()
        ],
        "value": said.value(question, choices),
        "note": assessed.file.notes.get(question.code, ""),
        "required": question.required,
        "answered": bool(choices),
        "personal": question.code.split("_")[0] in PERSONAL,
    }
