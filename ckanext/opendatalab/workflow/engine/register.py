"""The definitions that are shipped and their wording, loaded once.  Nothing of CKAN in here."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

from ckanext.opendatalab.workflow.engine import parse_definition
from ckanext.opendatalab.workflow.engine.definition import Definition, Words

FOLDER = Path(__file__).parent / "definitions"
PRESETS = ("simple", "standard", "full")
DEFAULT = "simple"


@functools.cache
def words() -> Words:
    """Return the wording.

    :raises ValueError: the file is malformed; the message names file, key and what is expected
    """
    return parse_definition.words(FOLDER / "words.yaml")


@functools.cache
def presets() -> Mapping[str, Definition]:
    """Return the shipped definitions by code, in the order in which they are offered.

    :raises ValueError: as :func:`words`
    """
    return {code: parse_definition.definition(FOLDER / f"{code}.yaml", words()) for code in PRESETS}


@functools.cache
def definitions(*written: Path) -> Mapping[str, Definition]:
    """Return the shipped definitions and those that an administrator wrote, by code.

    :raises ValueError: as :func:`words`; also for one that has the code of another
    """
    found = dict(presets())
    for path in written:
        one = parse_definition.definition(path, words())
        if one.code in found:
            expected = f"none of {', '.join(found)}, which are taken"
            raise ValueError(f"{path}: definition is {one.code!r}: expected {expected}")
        found[one.code] = one
    return found
