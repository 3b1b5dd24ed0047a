"""Reads what the scores of other portals are called.  Pure but for reading the file."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ckanext.opendatalab.common.datafile import Source
from ckanext.opendatalab.quality.scoring import datagouv, mqa

FILE = Path(__file__).with_name("profiles.yaml")
# What is one text; the others are texts by code.
TEXTS = ("title", "note")

_CODES: Mapping[str, Mapping[str, Iterable[str]]] = {
    "mqa": {
        "dimensions": mqa.METRICS,
        "ratings": [name for _, name in mqa.RATINGS],
        "points": mqa.POINTS,
    },
    "datagouv": {"points": datagouv.NAMES},
}


@functools.cache
def load() -> Mapping[str, Mapping[str, Any]]:
    """Return the words, by profile.

    :raises ValueError: the file is malformed; the message names key and what is expected
    """
    source = Source(FILE)
    source.only("(the file)", source.data, ("version", *_CODES))
    return {name: _profile(source, name, codes) for name, codes in _CODES.items()}


def _profile(source: Source, name: str, codes: Mapping[str, Iterable[str]]) -> dict[str, Any]:
    given = source.mapping(name, source.data.get(name))
    source.only(name, given, (*TEXTS, *codes))
    found: dict[str, Any] = {key: source.wording(f"{name}.{key}", given.get(key)) for key in TEXTS}
    for key, wanted in codes.items():
        texts = source.mapping(f"{name}.{key}", given.get(key))
        source.only(f"{name}.{key}", texts, wanted)
        found[key] = {
            code: source.wording(f"{name}.{key}.{code}", texts.get(code)) for code in wanted
        }
    return found
