"""The rules on licences: facts about one dataset go in, findings with their reasons come out.

Pure: the register (``licences.yaml``) and the wordings (``findings.yaml``) are given by the caller.
Sources: the French code of relations between the public and the administration (CRPA, book III,
title II) and the implementing regulation (EU) 2023/138 on high-value datasets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Crpa = Literal["listed", "homologation", "third_party", "none"]
HighValue = Literal["allowed", "refused", "check"]
Level = Literal["error", "warning", "info"]
Text = Mapping[str, str]
Params = dict[str, "str | Text"]

LEVELS: tuple[Level, ...] = ("error", "warning", "info")
CODES = (
    "fee_needs_basis",
    "fee_needs_licence",
    "fee_against_licence",
    "high_value_needs_licence",
    "high_value_share_alike",
    "high_value_too_restrictive",
    "high_value_to_check",
    "homologation_missing",
    "inherited_from_missing",
    "no_licence",
    "no_licence_outside_law",
    "superseded",
    "unknown_licence",
    "unknown_licence_like",
)

_VERSION = re.compile(r"\bv(?:ersion)?\s*(?=\d)")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_LONGEST_WORDING = 500


@dataclass(frozen=True)
class Licence:
    """One entry of the register; ``licences.yaml`` says what each attribute means."""

    id: str
    group: str
    name: str
    title: Text
    crpa: Crpa
    high_value: HighValue
    url: str = ""
    text_url: str = ""
    spdx: str = ""
    datagouv: str = ""
    eu_uri: str = ""
    superseded_by: str = ""
    open: bool = False
    free: bool = False
    attribution: bool = False
    share_alike: bool = False
    core: bool = False
    generic: bool = False
    domain_content: bool = False
    domain_data: bool = False
    permits: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    forbids: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Article:
    """The text behind a finding; without ``url`` only its name is shown."""

    label: Text
    url: str = ""


@dataclass(frozen=True)
class Notice:
    """The wording of one kind of finding."""

    code: str
    level: Level
    field: str
    message: Text
    article: Article | None = None


@dataclass(frozen=True)
class Facts:
    """What the rules need to know of a dataset and of the organisation behind it."""

    licence_id: str = ""
    administration: bool = True
    high_value_categories: Sequence[str] = ()
    fee: bool = False
    fee_basis: str = ""
    homologation_reference: str = ""
    inherited_from: str = ""


@dataclass(frozen=True)
class Finding:
    """Something to settle, to look at or to know."""

    notice: Notice
    params: Params = field(default_factory=dict[str, "str | Text"])

    @property
    def code(self) -> str:
        return self.notice.code

    @property
    def level(self) -> Level:
        return self.notice.level

    def message(self, language: str) -> str:
        """Return the sentence in ``language``, in English where there is none."""
        filled = {
            name: value if isinstance(value, str) else in_language(value, language)
            for name, value in self.params.items()
        }
        return in_language(self.notice.message, language).format(**filled)


def in_language(text: Text, language: str) -> str:
    """Return the wording for ``language`` ("fr", "fr_CA"), else the English one."""
    return text.get(language) or text.get(language.split("_")[0]) or text["en"]


def check(
    facts: Facts, licences: Mapping[str, Licence], notices: Mapping[str, Notice]
) -> list[Finding]:
    """Return what the rules say about ``facts``, the most serious first.

    :raises KeyError: ``notices`` lacks one of :data:`CODES`
    """
    found = [Finding(notices[code], params) for code, params in _apply(facts, licences)]
    return sorted(found, key=lambda finding: LEVELS.index(finding.level))


def _apply(facts: Facts, licences: Mapping[str, Licence]) -> Iterator[tuple[str, Params]]:
    licence = licences.get(facts.licence_id)
    if facts.fee and not facts.fee_basis.strip():
        yield "fee_needs_basis", {}
    if not facts.licence_id or (licence and licence.crpa == "none"):
        yield from _without_licence(facts)
    elif licence is None:
        yield from _unknown(facts.licence_id, licences)
    else:
        yield from _with_licence(facts, licence, licences)


def _without_licence(facts: Facts) -> Iterator[tuple[str, Params]]:
    if facts.fee:
        yield "fee_needs_licence", {}
    elif facts.high_value_categories:
        yield "high_value_needs_licence", {}
    elif facts.administration:
        yield "no_licence", {}
    else:
        yield "no_licence_outside_law", {}


def _unknown(value: str, licences: Mapping[str, Licence]) -> Iterator[tuple[str, Params]]:
    alike = match(value, licences)
    if alike is None:
        yield "unknown_licence", {"value": value}
    else:
        yield "unknown_licence_like", {"value": value, "suggestion": licences[alike].title}


def _with_licence(
    facts: Facts, licence: Licence, licences: Mapping[str, Licence]
) -> Iterator[tuple[str, Params]]:
    params: Params = {"licence": licence.title}
    holder = facts.inherited_from.strip()
    inherited = bool(holder) or licence.crpa == "third_party"

    if inherited and not holder:
        yield "inherited_from_missing", {}
    # L323-2 speaks of the licence of a reuse free of charge; an inherited licence is no choice.
    if (
        licence.crpa == "homologation"
        and facts.administration
        and not inherited
        and not facts.fee
        and not facts.homologation_reference.strip()
    ):
        yield "homologation_missing", params
    if facts.high_value_categories and licence.high_value == "refused":
        code = "high_value_share_alike" if licence.share_alike else "high_value_too_restrictive"
        yield code, params
    if facts.high_value_categories and licence.high_value == "check":
        yield "high_value_to_check", params
    if facts.fee and licence.free:
        yield "fee_against_licence", params
    if licence.superseded_by and not inherited:
        yield "superseded", {**params, "successor": licences[licence.superseded_by].title}


def match(wording: str, licences: Mapping[str, Licence]) -> str | None:
    """Return the id of the one licence that ``wording`` names, ``None`` if unclear."""
    return find(wording, index(licences))


def index(licences: Mapping[str, Licence]) -> dict[str, str]:
    """Return the id of a licence by each of its wordings, for :func:`find`.

    :raises ValueError: two licences share a wording
    """
    known: dict[str, str] = {}
    for licence in licences.values():
        for wording in filter(None, wordings(licence)):
            first = known.setdefault(_normalise(wording), licence.id)
            if first != licence.id:
                raise ValueError(f"{wording!r} names both {first} and {licence.id}")
    return known


def find(wording: str, known: Mapping[str, str]) -> str | None:
    """Return the id of the one licence that ``wording`` names, ``None`` if unclear.

    ``wording`` is an id, a name, an address or both, as inventories write them.  A wording that may
    mean several licences ("Creative Commons-CC") names none: a wrong licence is worse than none.
    """
    wording = wording[:_LONGEST_WORDING]
    whole = known.get(_normalise(wording))
    if whole:
        return whole
    parts = [_ADDRESS.sub(" ", wording), *_ADDRESS.findall(wording)]
    found = {known[key] for part in parts if (key := _normalise(part)) in known}
    return found.pop() if len(found) == 1 else None


def wordings(licence: Licence) -> tuple[str, ...]:
    """Return everything that names ``licence``."""
    return (
        licence.id,
        licence.name,
        *licence.title.values(),
        licence.url,
        licence.text_url,
        licence.spdx,
        licence.eu_uri,
        *licence.aliases,
    )


def _normalise(wording: str) -> str:
    """Return ``wording`` without what does not tell licences apart."""
    plain = unicodedata.normalize("NFKD", wording).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"^\s*https?://(www\.)?", "", plain)
    plain = re.sub(r"[^a-z0-9]+", " ", plain).replace("license", "licence")
    return " ".join(_VERSION.sub("", plain).split())
