"""What a policy may name: criteria of the score, checks of files and their faults."""

from __future__ import annotations

from dataclasses import dataclass

from ckanext.opendatalab.common import language
from ckanext.opendatalab.quality import criteria
from ckanext.opendatalab.quality.checks import report, wording


@dataclass(frozen=True)
class Choice:
    """One thing that may be named, with what it is called in the reader's language."""

    code: str
    label: str


def criteria_of_site() -> list[Choice]:
    """Return the criteria of the score, in their order."""
    spoken = language.reader()
    return [
        Choice(one.id, criteria.words(one.id, spoken)["label"])
        for one in criteria.criteria().criteria
    ]


def checks() -> list[Choice]:
    """Return the checks of files that count, in the order in which they are made."""
    return [Choice(one, check_name(one)) for one in _names()]


def check_name(code: str) -> str:
    """Return what a check is called, in the reader's language."""
    return wording.name(code, language.reader())


def is_criterion(code: str) -> bool:
    return code in criteria.criteria().by_id


def is_fault(code: str) -> bool:
    """Return whether it is a check that counts, or the code of a fault."""
    return code in _names() or code in wording.words()["sentences"]


def _names() -> list[str]:
    return [one for one in report.CHECKS if one not in report.INTERNAL]
