"""Analyses for common datasets, answered beforehand.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ckanext.opendatalab.legal.engine.answers import Answers, fingerprint
from ckanext.opendatalab.legal.engine.ruleset import Ruleset, Text, Verdict
from ckanext.opendatalab.legal.engine.visibility import asked


@dataclass(frozen=True)
class Template:
    """``confirm``: what the agent says is true of her dataset; ``verdict``: what comes out."""

    code: str
    title: Text
    description: Text
    answers: Mapping[str, object]
    confirm: tuple[Text, ...]
    verdict: Verdict


def same_answers(ruleset: Ruleset, first: Answers, second: Answers) -> bool:
    """Tell whether two sets of answers say the same; what is not asked does not count.

    A dataset keeps the validation of its template, or of last year's file, as long as they do.
    """
    return fingerprint(asked(ruleset, first)) == fingerprint(asked(ruleset, second))


def differences(ruleset: Ruleset, first: Answers, second: Answers) -> tuple[str, ...]:
    """Return the questions, in order, to which two sets of answers say different things."""
    one, other = asked(ruleset, first), asked(ruleset, second)
    return tuple(code for code in ruleset.questions if one.get(code, ()) != other.get(code, ()))
