"""Reads the questions of ``ruleset/questions/`` and checks that everything they name exists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from ckanext.opendatalab.common.datafile import Source
from ckanext.opendatalab.legal.engine.ruleset import (
    EXCLUSIVE,
    UNKNOWN,
    Answer,
    Duty,
    Effect,
    Emissions,
    Environment,
    Ground,
    Question,
    QuestionKind,
    Text,
)

CHOICES = ("single", "list", "extent")

_QUESTION = (
    "kind",
    "asked_of",
    "text",
    "help",
    "grounds",
    "visible_when",
    "required",
    "answers",
    "effects",
    "special_duties",
    "part",
    "whole",
    "weighable",
)
_ANSWER = ("label", "effects", "grounds", "ends", "environment", "emissions")


def questions(
    sources: Mapping[str, Source],
    effects: Mapping[str, Effect],
    grounds: Mapping[str, Ground],
    duties: Mapping[str, Duty],
    people: Mapping[str, Text],
    common: Mapping[str, Text],
) -> dict[str, Question]:
    """Return the questions of all themes in the order in which they are asked.

    :raises ValueError: the message names file, key and what is expected
    """
    found: dict[str, Question] = {}
    for theme, source in sources.items():
        reader = _Reader(source, effects, grounds, duties, people, common)
        for code, value in source.mapping("questions", source.data.get("questions")).items():
            if code in found:
                raise source.error(f"questions.{code}", code, "a question once")
            found[code] = reader.question(theme, code, value, found)
    return found


def condition(source: Source, key: str, value: Any) -> dict[str, tuple[str, ...]]:
    """Return the answers by question of one line of ``visible_when`` or of ``unless``."""
    return {
        question: source.texts(f"{key}.{question}", codes)
        for question, codes in source.mapping(key, value).items()
    }


def check_effects(
    source: Source, effects: Mapping[str, Effect], found: Mapping[str, Question]
) -> None:
    """Check that the questions and answers that effects name exist.

    :raises ValueError: one does not
    """
    used = {
        code
        for question in found.values()
        for part in (question, *question.answers.values())
        for code in part.effects
    } | {code for question in found.values() for code in (*question.part, *question.whole)}
    for effect in effects.values():
        key = f"effects.{effect.code}"
        if effect.code not in used:
            raise source.error(key, effect.code, "an effect that some answer has")
        dates = [question.code for question in found.values() if question.kind == "date"]
        if effect.date_question or effect.kind == "temporary_refusal":
            source.choice(f"{key}.date", effect.date_question, dates)
        _check_condition(source, f"{key}.unless", effect.unless, found)


def _check_condition(
    source: Source,
    key: str,
    line: Mapping[str, tuple[str, ...]],
    found: Mapping[str, Question],
) -> None:
    for question, codes in line.items():
        source.choice(key, question, found)
        for code in codes:
            source.choice(f"{key}.{question}", code, found[question].answers)


class _Reader:
    """Reads the questions of one file."""

    def __init__(
        self,
        source: Source,
        effects: Mapping[str, Effect],
        grounds: Mapping[str, Ground],
        duties: Mapping[str, Duty],
        people: Mapping[str, Text],
        common: Mapping[str, Text],
    ) -> None:
        self.source = source
        self.effects = effects
        self.grounds = grounds
        self.duties = duties
        self.people = people
        self.common = common

    def question(
        self, theme: str, code: str, value: Any, earlier: Mapping[str, Question]
    ) -> Question:
        source, key = self.source, f"questions.{code}"
        entry = source.mapping(key, value)
        source.only(key, entry, _QUESTION)
        kind: QuestionKind = source.choice(f"{key}.kind", entry.get("kind"), get_args(QuestionKind))
        question = Question(
            code=code,
            theme=theme,
            kind=kind,
            text=source.wording(f"{key}.text", entry.get("text")),
            help=source.wording(f"{key}.help", entry.get("help")),
            asked_of=self._codes(f"{key}.asked_of", entry.get("asked_of"), self.people),
            answers=self._answers(key, kind, entry),
            visible_when=self._lines(f"{key}.visible_when", entry, earlier),
            required=source.flag(f"{key}.required", entry.get("required", True)),
            grounds=self._codes(f"{key}.grounds", entry.get("grounds", []), self.grounds),
            effects=self._codes(f"{key}.effects", entry.get("effects", []), self.effects),
            part=self._codes(f"{key}.part", entry.get("part", []), self.effects),
            whole=self._codes(f"{key}.whole", entry.get("whole", []), self.effects),
            weighable=source.flag(f"{key}.weighable", entry.get("weighable", False)),
        )
        self._check(key, question)
        return question

    def _codes(self, key: str, value: Any, known: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(self.source.choice(key, code, known) for code in self.source.texts(key, value))

    def _lines(
        self, key: str, entry: Mapping[str, Any], earlier: Mapping[str, Question]
    ) -> tuple[dict[str, tuple[str, ...]], ...]:
        value = entry.get("visible_when", [])
        if not isinstance(value, list):
            raise self.source.error(key, value, "a list of conditions")
        lines = [condition(self.source, f"{key}[{at}]", line) for at, line in enumerate(value)]
        for at, line in enumerate(lines):
            _check_condition(self.source, f"{key}[{at}]", line, earlier)
        return tuple(lines)

    def _answers(self, key: str, kind: QuestionKind, entry: Mapping[str, Any]) -> dict[str, Answer]:
        if kind not in CHOICES:
            if "answers" in entry:
                raise self.source.error(f"{key}.answers", entry["answers"], f"none for a {kind}")
            return {}
        found: dict[str, Answer] = {}
        if "special_duties" in entry:
            effects = self._codes(f"{key}.special_duties", entry["special_duties"], self.effects)
            found = {
                duty.code: Answer(
                    duty.code, duty.label, effects, duty.grounds, duty.hint, duty=duty.code
                )
                for duty in self.duties.values()
                if duty.special
            }
        values = self.source.mapping(f"{key}.answers", entry.get("answers"))
        for code, value in values.items():
            found[code] = self._answer(f"{key}.answers.{code}", code, value)
        if UNKNOWN not in found:
            raise self.source.error(f"{key}.answers", list(found), f"an answer {UNKNOWN!r} as well")
        return found

    def _answer(self, key: str, code: str, value: Any) -> Answer:
        source = self.source
        entry = source.mapping(key, value)
        source.only(key, entry, _ANSWER)
        return Answer(
            code=code,
            label=source.wording(f"{key}.label", entry.get("label", self.common.get(code))),
            effects=self._codes(f"{key}.effects", entry.get("effects", []), self.effects),
            grounds=self._codes(f"{key}.grounds", entry.get("grounds", []), self.grounds),
            ends=source.flag(f"{key}.ends", entry.get("ends", False)),
            environment=source.choice(
                f"{key}.environment", entry.get("environment", ""), get_args(Environment)
            ),
            emissions=source.choice(
                f"{key}.emissions", entry.get("emissions", ""), get_args(Emissions)
            ),
        )

    def _check(self, key: str, question: Question) -> None:
        """Check what depends on several keys of a question."""
        if question.kind == "extent" and not (question.part and question.whole):
            raise self.source.error(key, question.kind, "effects under part and under whole")
        if question.kind != "extent" and (question.part or question.whole):
            raise self.source.error(key, question.kind, "extent, with part and whole")
        self._check_grounds(key, question.effects, ())
        for answer in question.answers.values():
            where = f"{key}.answers.{answer.code}"
            effects = answer.effects
            if answer.code in EXCLUSIVE:
                if question.kind != "single" and effects:
                    raise self.source.error(f"{where}.effects", effects, "no effects")
            elif question.weighable and not answer.emissions:
                raise self.source.error(f"{where}.emissions", "", "weigh or set_aside")
            else:
                effects = (*effects, *question.part, *question.whole)
            self._check_grounds(where, effects, answer.grounds)

    def _check_grounds(self, key: str, effects: tuple[str, ...], own: tuple[str, ...]) -> None:
        """Refuse a verdict that would rest on grounds to be confirmed alone."""
        for effect in (self.effects[code] for code in effects):
            codes = (*own, *effect.grounds)
            if effect.kind != "flag" and all(
                self.grounds[code].confidence == "C" for code in codes
            ):
                expected = "at least one ground of confidence A or B: a C carries no verdict alone"
                raise self.source.error(f"{key} → {effect.code}", list(codes), expected)
