"""What the checks say to people, from ``words/*.yaml``: one sentence for each code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ckanext.opendatalab.common.datafile import Source

_FOLDER = Path(__file__).parent / "words"
_SECTIONS = ("checks", "sentences", "general", "reasons", "limits")
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
# What is said of one file only: "(columns: {columns})".
_ASIDE = re.compile(r"\s*\([^()]*\{[a-z_]+\}[^()]*\)")

Numbers = Mapping[str, "str | int"]


def name(check: str, language: str) -> str:
    """Return what a check is called."""
    return _said("checks", check, {}, language)


def sentence(code: str, numbers: Numbers, language: str) -> str:
    """Return what a fault is and how to mend it; the code itself where nobody worded it."""
    return _said("sentences", code, numbers, language)


def in_general(code: str, language: str) -> str:
    """Return the same of no file in particular: without the names and numbers of one."""
    section = "general" if code in words()["general"] else "sentences"
    return _ASIDE.sub("", _said(section, code, {}, language))


def reason(code: str, language: str, numbers: Numbers | None = None) -> str:
    """Return why a check was not made, or could not be."""
    return _said("reasons", code, numbers or {}, language)


def limits(numbers: Numbers, language: str) -> list[str]:
    """Return what a check did not look at, a sentence for each of its ``numbers`` that says so."""
    worded = words()["limits"]
    return [_said("limits", key, numbers, language) for key in worded if key in numbers]


def _said(section: str, code: str, numbers: Numbers, language: str) -> str:
    text = words()[section].get(code)
    if text is None:
        return code
    short = language.split("_")[0]
    template = text.get(language) or text.get(short) or text["en"]

    def fill(found: re.Match[str]) -> str:
        value = numbers.get(found[1], found[0])
        return _number(value, short) if isinstance(value, int) else str(value)

    return _PLACEHOLDER.sub(fill, template)


def _number(value: int, language: str) -> str:
    separated = f"{value:,}"
    return separated.replace(",", "\N{NARROW NO-BREAK SPACE}") if language == "fr" else separated


@cache
def words() -> dict[str, dict[str, dict[str, str]]]:
    """Return all wordings: section, code, language.

    :raises ValueError: a file is not as it should be: file, key and what was expected
    """
    found: dict[str, dict[str, dict[str, str]]] = {section: {} for section in _SECTIONS}
    for path in sorted(_FOLDER.glob("*.yaml")):
        source = Source(path)
        source.only("(the file)", source.data, ("version", *_SECTIONS))
        for section in _SECTIONS:
            for code, text in source.mapping(section, source.data.get(section, {})).items():
                key = f"{section}.{code}"
                if code in found[section]:
                    raise source.error(key, code, "a code that no other file words")
                worded = source.wording(key, text)
                if len({frozenset(_PLACEHOLDER.findall(said)) for said in worded.values()}) > 1:
                    raise source.error(key, text, "the same {placeholders} in every language")
                found[section][code] = worded
    return found
