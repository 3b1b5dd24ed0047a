"""Reads ``ruleset/templates.yaml``, checks that each gives the verdict it announces."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from ckanext.opendatalab.common.datafile import Source
from ckanext.opendatalab.legal.engine.answers import AnswerError, check
from ckanext.opendatalab.legal.engine.rules import evaluate
from ckanext.opendatalab.legal.engine.ruleset import VERDICTS, Profile, Ruleset
from ckanext.opendatalab.legal.engine.templates import Template


def templates(path: Path, ruleset: Ruleset) -> dict[str, Template]:
    """Return the templates by their code.

    :raises ValueError: the file is malformed, an answer is not one of the question's, or the
        verdict is another; the message names file, key and what is expected
    """
    source = Source(path)
    source.only("(the file)", source.data, ("version", "templates"))
    entries = source.mapping("templates", source.data.get("templates"))
    return {code: _template(source, code, value, ruleset) for code, value in entries.items()}


def _template(source: Source, code: str, value: Any, ruleset: Ruleset) -> Template:
    key = f"templates.{code}"
    entry = source.mapping(key, value)
    source.only(key, entry, ("title", "description", "answers", "confirm", "verdict"))
    confirm = entry.get("confirm")
    if not isinstance(confirm, list) or not confirm:
        raise source.error(f"{key}.confirm", confirm, "a list of statements")
    template = Template(
        code=code,
        title=source.wording(f"{key}.title", entry.get("title")),
        description=source.wording(f"{key}.description", entry.get("description")),
        answers=source.mapping(f"{key}.answers", entry.get("answers")),
        confirm=tuple(
            source.wording(f"{key}.confirm[{at}]", words) for at, words in enumerate(confirm)
        ),
        verdict=source.choice(f"{key}.verdict", entry.get("verdict"), VERDICTS),
    )
    _check(source, key, template, ruleset)
    return template


def _check(source: Source, key: str, template: Template, ruleset: Ruleset) -> None:
    for question, given in template.answers.items():
        try:
            check(ruleset, question, given)
        except AnswerError as error:
            expected = ", ".join(error.expected) or "a question of the ruleset"
            raise source.error(f"{key}.answers.{question}", given, expected) from error
    # No template has a date in it: the verdict is the same on any day.
    result = evaluate(ruleset, template.answers, Profile(), date.min)
    useless = [question for question in template.answers if question not in result.asked]
    if useless:
        raise source.error(f"{key}.answers", useless, "answers to questions that are asked")
    if result.open_questions:
        raise source.error(f"{key}.answers", list(result.open_questions), "an answer to each")
    if result.verdict != template.verdict:
        raise source.error(f"{key}.verdict", template.verdict, f"{result.verdict}, as computed")
