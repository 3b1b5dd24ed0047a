"""Reads the room's data files and refuses, in clear words, whatever does not fit."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from ckanext.opendatalab.common.datafile import Source
from ckanext.opendatalab.licence import rules

_FLAGS = frozenset(
    spec.name for spec in dataclasses.fields(rules.Licence) if isinstance(spec.default, bool)
)
_ADDRESSES = ("url", "text_url", "eu_uri")
_TERMS = ("permits", "requires", "forbids")
_REQUIRED = ("group", "name", "title", "crpa", "high_value", *_TERMS)
_KNOWN = frozenset(spec.name for spec in dataclasses.fields(rules.Licence)) - {"id"}


@dataclass(frozen=True)
class Group:
    """A group of the select: its title and one line that explains it."""

    key: str
    title: rules.Text
    hint: rules.Text


@dataclass(frozen=True)
class Licences:
    """What ``licences.yaml`` holds; ``wordings`` gives a licence's id by each of its names."""

    groups: tuple[Group, ...]
    terms: Mapping[str, Mapping[str, rules.Text]]
    licences: Mapping[str, rules.Licence]
    wordings: Mapping[str, str]


def licences(path: Path) -> Licences:
    """Return groups, sentences of the card, and licences.

    :raises ValueError: the file is malformed; the message names file, key and what is expected
    """
    source = Source(path)
    source.only("(the file)", source.data, ("version", "groups", "terms", "licences"))
    groups = tuple(_groups(source))
    terms = _terms(source)
    entries = source.mapping("licences", source.data.get("licences"))
    found = {
        identifier: _licence(source, identifier, entry, groups, terms)
        for identifier, entry in entries.items()
    }
    for licence in found.values():
        if licence.superseded_by:
            key = f"licences.{licence.id}.superseded_by"
            source.choice(key, licence.superseded_by, found)
    return Licences(groups, terms, found, _index(source, found))


def _groups(source: Source) -> Iterable[Group]:
    value = source.data.get("groups")
    if not isinstance(value, list) or not value:
        raise source.error("groups", value, "a list of groups")
    for at, item in enumerate(value):
        key = f"groups[{at}]"
        entry = source.mapping(key, item)
        source.only(key, entry, ("key", "title", "hint"))
        yield Group(
            source.text(f"{key}.key", entry.get("key")),
            source.wording(f"{key}.title", entry.get("title")),
            source.wording(f"{key}.hint", entry.get("hint")),
        )


def _terms(source: Source) -> dict[str, dict[str, rules.Text]]:
    value = source.mapping("terms", source.data.get("terms"))
    source.only("terms", value, _TERMS)
    return {
        kind: {
            name: source.wording(f"terms.{kind}.{name}", words)
            for name, words in source.mapping(f"terms.{kind}", value.get(kind)).items()
        }
        for kind in _TERMS
    }


def _licence(
    source: Source,
    identifier: str,
    value: Any,
    groups: tuple[Group, ...],
    terms: Mapping[str, Mapping[str, rules.Text]],
) -> rules.Licence:
    where = f"licences.{identifier}"
    entry = source.mapping(where, value)
    source.only(where, entry, _KNOWN)
    for name in _REQUIRED:
        if name not in entry:
            raise source.error(f"{where}.{name}", None, "a value: the key is missing")
    values: dict[str, Any] = {}
    for name, given in entry.items():
        key = f"{where}.{name}"
        if name in _FLAGS:
            values[name] = source.flag(key, given)
        elif name in _ADDRESSES:
            values[name] = source.address(key, given)
        elif name in _TERMS:
            values[name] = tuple(
                source.choice(key, term, terms[name]) for term in source.texts(key, given)
            )
        elif name == "aliases":
            values[name] = source.texts(key, given)
        elif name == "title":
            values[name] = source.wording(key, given)
        elif name == "group":
            values[name] = source.choice(key, given, [group.key for group in groups])
        elif name == "crpa":
            values[name] = source.choice(key, given, get_args(rules.Crpa))
        elif name == "high_value":
            values[name] = source.choice(key, given, get_args(rules.HighValue))
        else:
            values[name] = source.text(key, given)
    return rules.Licence(id=identifier, **values)


def _index(source: Source, found: Mapping[str, rules.Licence]) -> dict[str, str]:
    try:
        return rules.index(found)
    except ValueError as error:
        raise source.error("licences", str(error), "each wording once") from error


def findings(path: Path) -> dict[str, rules.Notice]:
    """Return the wording of every finding.

    :raises ValueError: the file is malformed; the message names file, key and what is expected
    """
    source = Source(path)
    source.only("(the file)", source.data, ("version", "articles", "findings"))
    articles = {
        name: _article(source, f"articles.{name}", value)
        for name, value in source.mapping("articles", source.data.get("articles")).items()
    }
    entries = source.mapping("findings", source.data.get("findings"))
    source.only("findings", entries, rules.CODES)
    return {code: _notice(source, code, entries.get(code), articles) for code in rules.CODES}


def _article(source: Source, key: str, value: Any) -> rules.Article:
    entry = source.mapping(key, value)
    source.only(key, entry, ("label", "url"))
    url = source.address(f"{key}.url", entry["url"]) if "url" in entry else ""
    return rules.Article(source.wording(f"{key}.label", entry.get("label")), url)


def _notice(
    source: Source, code: str, value: Any, articles: Mapping[str, rules.Article]
) -> rules.Notice:
    where = f"findings.{code}"
    entry = source.mapping(where, value)
    source.only(where, entry, ("level", "field", "article", "message"))
    article = entry.get("article")
    if article is not None:
        source.choice(f"{where}.article", article, articles)
    return rules.Notice(
        code=code,
        level=source.choice(f"{where}.level", entry.get("level"), rules.LEVELS),
        field=source.text(f"{where}.field", entry.get("field")),
        message=source.wording(f"{where}.message", entry.get("message")),
        article=articles.get(article) if article else None,
    )
