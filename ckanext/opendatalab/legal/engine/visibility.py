"""Which questions are asked, given what was answered before.  Pure."""

from __future__ import annotations

from collections.abc import Mapping

from ckanext.opendatalab.legal.engine.answers import Answers, Choice, known
from ckanext.opendatalab.legal.engine.ruleset import Question, Ruleset

Asked = dict[str, tuple[Choice, ...]]

# Asked of data about persons only; beside these the columns of the files help.
PERSONAL = ("Q11", "Q12", "Q13", "Q14")


def asked(ruleset: Ruleset, answers: Answers) -> Asked:
    """Return the questions to ask, in order, with what was answered to each (maybe nothing).

    An answer to a question that is not asked is left out: it counts for nothing.
    """
    found: Asked = {}
    for question in ruleset.questions.values():
        if not _visible(question, found):
            continue
        found[question.code] = known(question, answers.get(question.code))
        if any(_ends(question, choice) for choice in found[question.code]):
            break
    return found


def gives(found: Mapping[str, tuple[Choice, ...]], question: str, codes: tuple[str, ...]) -> bool:
    """Tell whether one of ``codes`` was answered to ``question``."""
    return any(choice.code in codes for choice in found.get(question, ()))


def _visible(question: Question, found: Asked) -> bool:
    if not question.visible_when:
        return True
    return any(
        all(gives(found, earlier, codes) for earlier, codes in line.items())
        for line in question.visible_when
    )


def _ends(question: Question, choice: Choice) -> bool:
    answer = question.answers.get(choice.code)
    return answer is not None and answer.ends
