"""Reads ``definitions/`` and refuses, in clear words, what does not fit or would not be safe."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

from ckanext.opendatalab.common.datafile import Source
from ckanext.opendatalab.common.role_rules import ROLES
from ckanext.opendatalab.workflow.engine import check_definition
from ckanext.opendatalab.workflow.engine.definition import (
    ACTORS,
    BADGES,
    GUARDS,
    Asked,
    Definition,
    Kind,
    ReasonAsked,
    State,
    Text,
    Transition,
    Words,
)

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
_HEAD = ("version", "definition", "definition_version", "label", "description", "first", "census")
_STATE = ("kind", "badge", "next", "files", "objection_days", "label")
_FLOW = ("from", "to", "by", "guards", "informs", "emergency")
_TRANSITION = (*_FLOW, "reason", "date", "due_days", "words")


class _Kept(Source):
    """A definition that was kept with the datasets which started under it."""

    def __init__(self, name: str, data: Any) -> None:
        self.path = Path(name)
        self.data = self.mapping("(the definition)", data)


def definition(path: Path, words: Words) -> Definition:
    """Return the definition that a file holds.

    :raises ValueError: it is malformed or not safe; the message names file, key, what is expected
    """
    found = _definition(Source(path), words)
    if found.code != path.stem:
        raise ValueError(f"{path}: definition is {found.code!r}: expected {path.stem}, as the file")
    return found


def kept(name: str, data: Mapping[str, Any], words: Words) -> Definition:
    """Return the definition of :attr:`.Definition.data`; ``name``: where that was kept.

    :raises ValueError: as :func:`definition`
    """
    return _definition(_Kept(name, data), words)


def words(path: Path) -> Words:
    """Return the wording of the workflow.

    :raises ValueError: as :func:`definition`
    """
    source = Source(path)
    parts = Words.__dataclass_fields__
    source.only("(the file)", source.data, ("version", *parts))
    found = {part: source.mapping(part, source.data.get(part)) for part in parts}
    steps = {
        code: _step_words(source, f"transitions.{code}", entry)
        for code, entry in found.pop("transitions").items()
    }
    badges = tuple(badge for allowed in BADGES.values() for badge in allowed)
    for part, codes in (("badges", badges), ("kinds", get_args(Kind)), ("guards", GUARDS)):
        source.only(part, found[part], codes)
        for code in codes:
            source.wording(f"{part}.{code}", found[part].get(code))
    texts: dict[str, dict[str, Text]] = {
        part: {code: source.wording(f"{part}.{code}", text) for code, text in found[part].items()}
        for part in found
    }
    return Words(transitions=steps, **texts)


def _definition(source: Source, words: Words) -> Definition:
    data = source.data
    source.only("(the file)", data, (*_HEAD, "states", "transitions"))
    states = source.mapping("states", data.get("states"))
    transitions = source.mapping("transitions", data.get("transitions"))
    found = Definition(
        code=_code(source, "definition", data.get("definition")),
        version=_number(source, "definition_version", data.get("definition_version"), 1, 9999),
        label=source.wording("label", data.get("label")),
        description=source.wording("description", data.get("description")),
        first=source.choice("first", data.get("first"), states),
        census=source.choice("census", data.get("census"), states),
        states={
            _code(source, f"states.{code}", code): _state(source, code, entry, transitions, words)
            for code, entry in states.items()
        },
        transitions={
            _code(source, f"transitions.{code}", code): _transition(
                source, code, entry, states, words
            )
            for code, entry in transitions.items()
        },
        data=data,
    )
    for key, value, expected in check_definition.faults(found):
        raise source.error(key, value, expected)
    return found


def _state(
    source: Source, code: str, value: Any, transitions: Mapping[str, Any], words: Words
) -> State:
    key = f"states.{code}"
    entry = source.mapping(key, value)
    source.only(key, entry, _STATE)
    kind = source.choice(f"{key}.kind", entry.get("kind"), get_args(Kind))
    days = None
    if "objection_days" in entry:
        days = _number(source, f"{key}.objection_days", entry["objection_days"], 0, 60)
    awaited = ""
    if "next" in entry:
        awaited = source.choice(f"{key}.next", entry["next"], transitions)
    label = entry.get("label", words.states.get(code))
    return State(
        code=code,
        kind=kind,
        badge=source.choice(f"{key}.badge", entry.get("badge"), BADGES[kind]),
        label=source.wording(f"{key}.label", label),
        next=awaited,
        files=source.flag(f"{key}.files", entry.get("files", True)),
        objection_days=days,
    )


def _transition(
    source: Source, code: str, value: Any, states: Mapping[str, Any], words: Words
) -> Transition:
    key = f"transitions.{code}"
    entry = source.mapping(key, value)
    source.only(key, entry, _TRANSITION)
    sources = _codes(source, f"{key}.from", entry.get("from"), states)
    if not sources:
        raise source.error(f"{key}.from", entry["from"], "at least one state")
    days = None
    if "due_days" in entry:
        days = _number(source, f"{key}.due_days", entry["due_days"], 1, 365)
    said = _step_words(source, f"{key}.words", entry.get("words", words.transitions.get(code)))
    return Transition(
        code=code,
        sources=sources,
        target=source.choice(f"{key}.to", entry.get("to"), states),
        button=said["button"],
        done=said["done"],
        next=said.get("next"),
        by=_codes(source, f"{key}.by", entry.get("by", []), ACTORS),
        guards=_codes(source, f"{key}.guards", entry.get("guards", []), GUARDS),
        reason=source.choice(f"{key}.reason", entry.get("reason", "none"), get_args(ReasonAsked)),
        date=source.choice(f"{key}.date", entry.get("date", "none"), get_args(Asked)),
        due_days=days,
        informs=_codes(source, f"{key}.informs", entry.get("informs", []), ROLES),
        emergency=source.flag(f"{key}.emergency", entry.get("emergency", False)),
    )


def _step_words(source: Source, key: str, value: Any) -> dict[str, Text]:
    entry = source.mapping(key, value)
    source.only(key, entry, ("button", "done", "next"))
    parts = ("button", "done", "next") if "next" in entry else ("button", "done")
    return {part: source.wording(f"{key}.{part}", entry.get(part)) for part in parts}


def _code(source: Source, key: str, value: Any) -> str:
    if not _CODE.fullmatch(source.text(key, value)):
        raise source.error(key, value, "small letters, digits and _, 40 at most")
    return value


def _codes(source: Source, key: str, value: Any, known: Iterable[str]) -> tuple[Any, ...]:
    known = list(known)
    found = tuple(source.choice(key, code, known) for code in source.texts(key, value))
    if len(set(found)) < len(found):
        raise source.error(key, value, "each of them once")
    return found


def _number(source: Source, key: str, value: Any, least: int, most: int) -> int:
    if type(value) is not int or not least <= value <= most:
        raise source.error(key, value, f"a whole number from {least} to {most}")
    return value
