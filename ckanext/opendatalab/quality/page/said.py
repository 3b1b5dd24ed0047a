"""What the checks of files say, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.opendatalab.common import language
from ckanext.opendatalab.quality.checks import wording


def name(check: str) -> str:
    """Return what a check is called."""
    return wording.name(check, language.reader())


def reason(code: str, numbers: Mapping[str, Any]) -> str:
    """Return why a check was not made, or could not be."""
    return wording.reason(code, language.reader(), numbers)


def sentence(code: str, numbers: Mapping[str, Any]) -> str:
    """Return what a fault is and how to mend it."""
    return wording.sentence(code, numbers, language.reader())


def in_general(code: str) -> str:
    """Return the same of no file in particular: nothing of one stands for the others."""
    return wording.in_general(code, language.reader())


def limits(numbers: Mapping[str, Any]) -> list[str]:
    """Return what a check did not look at."""
    return wording.limits(numbers, language.reader())
