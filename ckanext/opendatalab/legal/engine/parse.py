"""Reads ``ruleset/`` and refuses, in clear words, whatever does not fit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, get_args

from ckanext.opendatalab.common.datafile import LANGUAGES, Source
from ckanext.opendatalab.legal.engine import parse_questions, ready
from ckanext.opendatalab.legal.engine.ruleset import (
    VERDICTS,
    Access,
    BlockerWording,
    Confidence,
    Duty,
    Effect,
    EffectKind,
    Ground,
    Line,
    OrganisationType,
    Outcome,
    Ruleset,
    Text,
)

LEGIFRANCE = "https://www.legifrance.gouv.fr/codes/article_lc/"
BUILT_IN = ("unanswered", "unknown", "review_due", "environment_balance", "emissions_set_aside")
OUTCOMES = (
    *VERDICTS,
    "not_publishable_concerned",
    "not_publishable_request",
    "not_publishable_for_now",
)

_LEGIARTI = re.compile(r"LEGIARTI\d{12}")


def ruleset(folder: Path) -> Ruleset:
    """Return the rules that the files of ``folder`` hold.

    :raises ValueError: a file is malformed; the message names file, key and what is expected
    """
    head = _file(folder / "ruleset.yaml", ("ruleset_version", "themes", "people", "common_answers"))
    themes = _wordings(head, "themes", head.data.get("themes"))
    people = _wordings(head, "people", head.data.get("people"))
    common = _wordings(head, "common_answers", head.data.get("common_answers"))
    grounds = _grounds(_file(folder / "grounds.yaml", ("articles", "codes", "grounds")))
    duties_file = _file(folder / "duties.yaml", ("default_duty", "request_duty", "duties"))
    duties = _entries(duties_file, "duties", _duty, grounds)
    effects_file = _file(folder / "effects.yaml", ("built_in", "environment", "effects"))
    effects = _entries(effects_file, "effects", _effect, grounds)
    environment = effects_file.mapping("environment", effects_file.data.get("environment"))
    effects_file.only("environment", environment, ("balance", "set_aside"))
    verdicts_file = _file(folder / "verdicts.yaml", ("open_grounds", "outcomes"))
    blockers_file = _file(folder / "blockers.yaml", ("generic", "blockers"))
    sources = {
        theme: _file(folder / "questions" / f"{theme}.yaml", ("questions",)) for theme in themes
    }
    questions = parse_questions.questions(sources, effects, grounds, duties, people, common)
    parse_questions.check_effects(effects_file, effects, questions)
    return Ruleset(
        version=head.text("ruleset_version", head.data.get("ruleset_version")),
        themes=themes,
        people=people,
        questions=questions,
        effects=effects,
        built_in=_exactly(effects_file, "built_in", BUILT_IN),
        balance_grounds=_codes(
            effects_file, "environment.balance", environment.get("balance"), grounds
        ),
        set_aside_grounds=_codes(
            effects_file, "environment.set_aside", environment.get("set_aside"), grounds
        ),
        grounds=grounds,
        duties=duties,
        default_duty=_one(duties_file, "default_duty", duties),
        request_duty=_one(duties_file, "request_duty", duties),
        outcomes=_outcomes(verdicts_file),
        open_grounds=_codes(
            verdicts_file, "open_grounds", verdicts_file.data.get("open_grounds"), grounds
        ),
        blockers=_blockers(blockers_file, people),
        blocker_generic=blockers_file.wording("generic", blockers_file.data.get("generic")),
    )


def _file(path: Path, known: tuple[str, ...]) -> Source:
    source = Source(path)
    source.only("(the file)", source.data, ("version", *known))
    return source


def _one(source: Source, key: str, allowed: Mapping[str, Any]) -> str:
    return source.choice(key, source.data.get(key), allowed)


def _wordings(source: Source, key: str, value: Any) -> dict[str, Text]:
    return {
        name: source.wording(f"{key}.{name}", words)
        for name, words in source.mapping(key, value).items()
    }


def _exactly(source: Source, key: str, names: tuple[str, ...]) -> dict[str, Text]:
    entries = source.mapping(key, source.data.get(key))
    source.only(key, entries, names)
    return {name: source.wording(f"{key}.{name}", entries.get(name)) for name in names}


def _entries(source: Source, key: str, read: Any, grounds: Mapping[str, Ground]) -> dict[str, Any]:
    return {
        code: read(source, f"{key}.{code}", code, value, grounds)
        for code, value in source.mapping(key, source.data.get(key)).items()
    }


def _codes(source: Source, key: str, value: Any, known: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(source.choice(key, code, known) for code in source.texts(key, value))


# ---------------------------------------------------------------------------------------- grounds
def _grounds(source: Source) -> dict[str, Ground]:
    articles = source.mapping("articles", source.data.get("articles"))
    codes = _wordings(source, "codes", source.data.get("codes"))
    facts = {
        name: _article(source, f"articles.{name}", name, value, codes)
        for name, value in articles.items()
    }
    return {
        code: _ground(source, f"grounds.{code}", code, value, facts)
        for code, value in source.mapping("grounds", source.data.get("grounds")).items()
    }


def _article(
    source: Source, key: str, name: str, value: Any, codes: Mapping[str, Text]
) -> dict[str, Any]:
    entry = source.mapping(key, value)
    known = ("code", "label", "legiarti", "in_force", "read_on", "url", "confidence")
    source.only(key, entry, known)
    code = source.choice(f"{key}.code", entry.get("code"), codes)
    label = source.text(f"{key}.label", entry.get("label", name))
    confidence = source.choice(f"{key}.confidence", entry.get("confidence"), get_args(Confidence))
    facts: dict[str, Any] = {
        "label": {one: words.format(article=label) for one, words in codes[code].items()},
        "confidence": confidence,
    }
    if "url" in entry:
        facts["url"] = source.address(f"{key}.url", entry["url"])
    if "legiarti" in entry:
        legiarti = source.text(f"{key}.legiarti", entry["legiarti"])
        if not _LEGIARTI.fullmatch(legiarti):
            raise source.error(f"{key}.legiarti", legiarti, "LEGIARTI and twelve digits")
        facts |= {"legiarti": legiarti, "url": LEGIFRANCE + legiarti}
        facts |= {name: _day(source, f"{key}.{name}", entry) for name in ("in_force", "read_on")}
    return facts


def _day(source: Source, key: str, entry: Mapping[str, Any]) -> date:
    value = entry.get(key.rsplit(".", 1)[-1])
    if type(value) is not date:
        raise source.error(key, value, "a date, YYYY-MM-DD")
    return value


def _ground(
    source: Source, key: str, code: str, value: Any, articles: Mapping[str, dict[str, Any]]
) -> Ground:
    entry = source.mapping(key, value)
    source.only(key, entry, ("article", "point", "public"))
    facts = dict(articles[source.choice(f"{key}.article", entry.get("article", code), articles)])
    if "point" in entry:
        point = source.wording(f"{key}.point", entry["point"])
        facts["label"] = {
            language: f"{facts['label'][language]}, {point[language]}" for language in LANGUAGES
        }
    if facts["confidence"] == "C":
        if "public" in entry:
            expected = "no sentence: a ground that is to be confirmed (C) is never public"
            raise source.error(f"{key}.public", entry["public"], expected)
        return Ground(code=code, **facts)
    return Ground(code=code, public=source.wording(f"{key}.public", entry.get("public")), **facts)


# --------------------------------------------------------------------------------- effects, duties
def _effect(
    source: Source, key: str, code: str, value: Any, grounds: Mapping[str, Ground]
) -> Effect:
    entry = source.mapping(key, value)
    flags = ("dpo", "request", "tests")
    known = ("kind", "grounds", "text", "access", "date", "unless", *flags)
    source.only(key, entry, known)
    return Effect(
        code=code,
        kind=source.choice(f"{key}.kind", entry.get("kind"), get_args(EffectKind)),
        text=source.wording(f"{key}.text", entry.get("text")),
        grounds=_codes(source, f"{key}.grounds", entry.get("grounds"), grounds),
        access=source.choice(f"{key}.access", entry.get("access", ""), get_args(Access)),
        date_question=entry.get("date", ""),
        unless=parse_questions.condition(source, f"{key}.unless", entry.get("unless", {})),
        **{flag: source.flag(f"{key}.{flag}", entry.get(flag, False)) for flag in flags},
    )


def _duty(source: Source, key: str, code: str, value: Any, grounds: Mapping[str, Ground]) -> Duty:
    entry = source.mapping(key, value)
    source.only(key, entry, ("label", "hint", "grounds", "when", "special"))
    lines = entry.get("when")
    if not isinstance(lines, list) or not lines:
        raise source.error(f"{key}.when", lines, "a list of lines")
    return Duty(
        code=code,
        label=source.wording(f"{key}.label", entry.get("label")),
        hint=source.wording(f"{key}.hint", entry["hint"]) if "hint" in entry else None,
        grounds=_codes(source, f"{key}.grounds", entry.get("grounds"), grounds),
        when=tuple(_line(source, f"{key}.when[{at}]", line) for at, line in enumerate(lines)),
        special=source.flag(f"{key}.special", entry.get("special", False)),
    )


def _line(source: Source, key: str, value: Any) -> Line:
    entry = source.mapping(key, value)
    numbers = ("population", "staff", "reading")
    source.only(key, entry, ("types", *numbers))
    for name in numbers:
        if name in entry and (type(entry[name]) is not int or entry[name] < 1):
            raise source.error(f"{key}.{name}", entry[name], "a whole number above 0")
    types = dict.fromkeys(get_args(OrganisationType))
    return Line(
        types=_codes(source, f"{key}.types", entry.get("types", []), types),
        **{name: entry.get(name, 0) for name in numbers},
    )


# ------------------------------------------------------------------------------ verdicts, blockers
def _outcomes(source: Source) -> dict[str, Outcome]:
    entries = source.mapping("outcomes", source.data.get("outcomes"))
    source.only("outcomes", entries, OUTCOMES)
    found: dict[str, Outcome] = {}
    for code in OUTCOMES:
        key = f"outcomes.{code}"
        entry = source.mapping(key, entries.get(code))
        source.only(key, entry, ("words", "access_right"))
        right = entry.get("access_right")
        if code != "analysis_required":
            source.address(f"{key}.access_right", right)
        found[code] = Outcome(code, source.wording(f"{key}.words", entry.get("words")), right or "")
    return found


def _blockers(source: Source, people: Mapping[str, Text]) -> dict[str, BlockerWording]:
    entries = source.mapping("blockers", source.data.get("blockers"))
    source.only("blockers", entries, ready.BLOCKERS)
    found: dict[str, BlockerWording] = {}
    for code in ready.BLOCKERS:
        key = f"blockers.{code}"
        entry = source.mapping(key, entries.get(code))
        source.only(key, entry, ("text", "ask"))
        found[code] = BlockerWording(
            source.wording(f"{key}.text", entry.get("text")),
            source.choice(f"{key}.ask", entry.get("ask"), people),
        )
    return found
