"""The lists of allowed values, one YAML file each in ``vocabularies/``.

A vocabulary finds the value that somebody meant: an address, a code (``ANNUAL``), a French or
English label, whatever the accents and the case.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("vocabularies")
LANGUAGES = ("en", "fr")
_OWN_KEYS = frozenset({"value", "code", "label", "aliases"})


class VocabularyError(ValueError):
    """A vocabulary file is wrong, or a name has no file."""


@dataclass(frozen=True)
class Entry:
    """One allowed value; ``facts`` holds what only this vocabulary knows (``days``, ``scdl``…)."""

    value: str
    code: str
    label: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


def fold(text: str) -> str:
    """Return ``text`` without accents, case, typographic apostrophes or doubled spaces."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("œ", "oe"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", plain).strip().casefold()


class Vocabulary:
    """A list of entries in the order of its file."""

    def __init__(self, name: str, version: str, source: str, entries: list[Entry]) -> None:
        self.name = name
        self.version = version
        self.source = source
        self.entries = tuple(entries)
        self._by_value = {entry.value: entry for entry in entries}
        self._by_text: dict[str, str] = {}
        for entry in entries:
            for text in (entry.value, entry.code, *entry.label.values(), *entry.aliases):
                if self._by_text.setdefault(fold(text), entry.value) != entry.value:
                    raise VocabularyError(
                        f"vocabularies/{name}.yaml: {text!r} names two entries; "
                        "expected: a value, code, label or alias of one entry only"
                    )
        for entry in entries:
            if "udata" in entry.facts:
                self._by_text.setdefault(fold(entry.facts["udata"]), entry.value)

    def choices(self) -> list[dict[str, Any]]:
        """Return the entries as scheming's choices: ``value`` and ``label`` by language."""
        return [{"value": entry.value, "label": dict(entry.label)} for entry in self.entries]

    def entry(self, value: str) -> Entry | None:
        """Return the entry whose value is exactly ``value``, or None."""
        return self._by_value.get(value)

    def label(self, value: str, language: str) -> str:
        """Return the label of ``value``; the value itself when the vocabulary lacks it."""
        entry = self._by_value.get(value)
        if entry is None:
            return value
        return entry.label.get(language[:2], entry.label["en"])

    def normalise(self, text: str) -> str | None:
        """Return the value that ``text`` means, or None when it means none."""
        folded = fold(text)
        known = self._by_text.get(folded)
        if known is None and folded.startswith("https://"):
            # Authority tables are named by http addresses; people copy them from the address bar.
            known = self._by_text.get("http://" + folded.removeprefix("https://"))
        return known


@cache
def get(name: str) -> Vocabulary:
    """Return the vocabulary ``name``.

    :raises VocabularyError: no such file, or a file that is not a vocabulary
    """
    path = FOLDER / f"{name}.yaml"
    if not re.fullmatch(r"[a-z_]+", name) or not path.is_file():
        known = ", ".join(names())
        raise VocabularyError(f"no vocabulary {name!r}; expected one of: {known}")
    return parse(name, path.read_text(encoding="utf-8"))


def names() -> list[str]:
    """Return the names of all vocabularies."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def parse(name: str, text: str) -> Vocabulary:
    """Return the vocabulary that ``text`` describes.

    :raises VocabularyError: names the file, the key and what is expected
    """
    where = f"vocabularies/{name}.yaml"
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise VocabularyError(f"{where}: not YAML: {error}") from error
    if not isinstance(content, dict):
        raise VocabularyError(f"{where}: expected the keys version, source and entries")
    for key in ("version", "source"):
        if not isinstance(content.get(key), str):
            raise VocabularyError(f"{where}: {key}: expected a text, got {content.get(key)!r}")
    entries = content.get("entries")
    if not isinstance(entries, list) or not entries:
        raise VocabularyError(f"{where}: entries: expected a list of entries, got {entries!r}")
    base = content.get("base", "")
    parsed = [_entry(f"{where}: entries[{n}]", base, raw) for n, raw in enumerate(entries)]
    return Vocabulary(name, content["version"], content["source"], parsed)


def _entry(where: str, base: str, raw: Any) -> Entry:
    if not isinstance(raw, dict):
        raise VocabularyError(f"{where}: expected a mapping, got {raw!r}")
    code = raw.get("code", raw.get("value"))
    if not isinstance(code, str):
        raise VocabularyError(f"{where}: value or code: expected a text, got {code!r}")
    label = raw.get("label")
    if not isinstance(label, dict) or not all(isinstance(label.get(x), str) for x in LANGUAGES):
        raise VocabularyError(f"{where} ({code}): label: expected {{en: …, fr: …}}, got {label!r}")
    aliases = raw.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise VocabularyError(
            f"{where} ({code}): aliases: expected a list of texts, got {aliases!r}"
        )
    facts = {key: value for key, value in raw.items() if key not in _OWN_KEYS}
    return Entry(raw.get("value", base + code), code, label, tuple(aliases), facts)
