"""Reads what somebody answered, question by question.  Pure.

An answer is kept as a form or a client of the API gives it: a code (``single``), a list of codes
(``list``), ``part`` or ``whole`` by code or else the one code ``none`` or ``unknown`` (``extent``),
``YYYY-MM-DD`` (``date``), an address (``url``) or a short text (``text``).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

from ckanext.opendatalab.legal.engine.ruleset import EXCLUSIVE, EXTENTS, UNKNOWN, Question, Ruleset

LONGEST_TEXT = 300
LONGEST_URL = 2000

Answers = Mapping[str, object]
Fault = Literal[
    "unknown_question",
    "wrong_kind",
    "unknown_answer",
    "exclusive",
    "too_long",
    "bad_url",
    "bad_date",
    "past_date",
]


class AnswerError(ValueError):
    """An answer that the question does not take; ``expected`` lists what it takes."""

    def __init__(self, question: str, fault: Fault, expected: Sequence[str] = ()) -> None:
        super().__init__(f"{question}: {fault}; expected: {', '.join(expected)}")
        self.question = question
        self.fault: Fault = fault
        self.expected = tuple(expected)


@dataclass(frozen=True, order=True)
class Choice:
    """One thing that was answered: a code with its extent, or the date, address or text itself."""

    code: str
    extent: str = ""


def check(
    ruleset: Ruleset, question: str, value: object, today: date | None = None
) -> tuple[Choice, ...]:
    """Return what ``value`` answers to ``question``; nothing if it is empty.

    With ``today``, a date must lie after it: give it when somebody answers, not when an old answer
    is read again.

    :raises AnswerError: there is no such question, or it does not take this value
    """
    if question not in ruleset.questions:
        raise AnswerError(question, "unknown_question")
    return _read(ruleset.questions[question], value, today)


def known(question: Question, value: object) -> tuple[Choice, ...]:
    """Return what ``value`` answers; nothing if it is no answer under these rules (any more)."""
    try:
        return _read(question, value, None)
    except AnswerError:
        return ()


def fingerprint(choices: Mapping[str, tuple[Choice, ...]]) -> str:
    """Return a short text that differs as soon as an answer differs, whatever their order."""
    plain = {
        question: sorted([choice.code, choice.extent] for choice in given)
        for question, given in choices.items()
        if given
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _read(question: Question, value: object, today: date | None) -> tuple[Choice, ...]:
    if value is None or value == "" or value == [] or value == {}:
        return ()
    if question.kind == "list":
        return _exclusive(question, [Choice(_code(question, item)) for item in _items(value)])
    if question.kind == "extent":
        return _extents(question, value)
    if not isinstance(value, str):
        raise AnswerError(question.code, "wrong_kind", [question.kind])
    if question.kind == "single":
        return (Choice(_code(question, value)),)
    if question.kind == "date":
        return _date(question, value, today)
    return _words(question, value)


def _items(value: object) -> list[Any]:
    """Return the items of a list; a form that ticks one box sends that one alone."""
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def _code(question: Question, value: object) -> str:
    if not isinstance(value, str):
        raise AnswerError(question.code, "wrong_kind", [question.kind])
    if value not in question.answers:
        raise AnswerError(question.code, "unknown_answer", list(question.answers))
    return value


def _extents(question: Question, value: object) -> tuple[Choice, ...]:
    if not isinstance(value, dict):
        items = [_code(question, item) for item in _items(value)]
        if any(item not in EXCLUSIVE for item in items):
            raise AnswerError(question.code, "wrong_kind", [question.kind])
        return _exclusive(question, [Choice(item) for item in items])
    given: list[Choice] = []
    for code, extent in cast("dict[Any, Any]", value).items():
        if _code(question, code) in EXCLUSIVE:
            raise AnswerError(question.code, "exclusive", EXCLUSIVE)
        if extent not in EXTENTS:
            raise AnswerError(question.code, "unknown_answer", EXTENTS)
        given.append(Choice(code, extent))
    return tuple(sorted(given))


def _exclusive(question: Question, given: list[Choice]) -> tuple[Choice, ...]:
    different = tuple(sorted(set(given)))
    if len(different) > 1 and any(choice.code in EXCLUSIVE for choice in different):
        raise AnswerError(question.code, "exclusive", EXCLUSIVE)
    return different


def _date(question: Question, value: str, today: date | None) -> tuple[Choice, ...]:
    if value == UNKNOWN:
        return ()
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise AnswerError(question.code, "bad_date", ["YYYY-MM-DD"]) from error
    if today is not None and day <= today:
        raise AnswerError(question.code, "past_date", [today.isoformat()])
    return (Choice(day.isoformat()),)


def _words(question: Question, value: str) -> tuple[Choice, ...]:
    words = " ".join(value.split())
    longest = LONGEST_URL if question.kind == "url" else LONGEST_TEXT
    if len(words) > longest:
        raise AnswerError(question.code, "too_long", [str(longest)])
    if question.kind == "url" and not words.startswith(("http://", "https://")):
        raise AnswerError(question.code, "bad_url", ["http://", "https://"])
    return (Choice(words),) if words else ()
