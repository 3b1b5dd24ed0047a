"""What the law asks of an organisation, and of one of its datasets.  Pure.

Thresholds by the letter of articles L312-1-1 and D312-1-1-1 of the CRPA (and not of D312-1-4, which
is on algorithms); they are data: ``duties.yaml``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ckanext.opendatalab.legal.engine.ruleset import Duty, Line, Profile, Ruleset

Obligation = Literal["default", "special_text", "optional", "on_request", "to_clarify"]


@dataclass(frozen=True)
class Application:
    """Whether a duty applies (``None``: not known); ``to_confirm``: the reading is disputed."""

    duty: Duty
    applies: bool | None
    to_confirm: bool = False


@dataclass(frozen=True)
class Owed:
    """The duty to publish one dataset, the duties it comes from and the articles behind it."""

    code: Obligation
    duties: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    to_confirm: bool = False


def duties(ruleset: Ruleset, profile: Profile) -> tuple[Application, ...]:
    """Return every duty of an organisation and whether it applies."""
    return tuple(application(ruleset, duty, profile) for duty in ruleset.duties.values())


def application(ruleset: Ruleset, duty: Duty, profile: Profile) -> Application:
    """Tell whether ``duty`` applies to an organisation."""
    results = [(line, _holds(line, profile)) for line in duty.when]
    applying = [line for line, holds in results if holds]
    if applying:
        disputed = all(_disputed(line, profile) for line in applying)
        return Application(duty, True, disputed or not _sure(ruleset, duty))
    unclear = any(holds is None for _, holds in results)
    return Application(duty, None if unclear else False, not _sure(ruleset, duty))


def owed(
    ruleset: Ruleset,
    profile: Profile,
    special: Sequence[str] = (),
    *,
    requested: bool = False,
    unclear: bool = False,
) -> Owed:
    """Return the duty to publish a dataset that may be published.

    ``special``: the duties whose text names these data; ``requested``: somebody asked for them;
    ``unclear``: whether a text names them is not known.
    """
    named = [application(ruleset, ruleset.duties[code], profile) for code in special]
    certain = [one for one in named if one.applies and not one.to_confirm]
    if certain:
        return _owed("special_text", certain)
    doubtful = [one for one in named if one.applies is not False]
    if doubtful:
        return _owed("to_clarify", doubtful)
    general = application(ruleset, ruleset.duties[ruleset.default_duty], profile)
    if general.applies:
        return _owed("default", [general])
    if requested:
        return _owed(
            "on_request", [application(ruleset, ruleset.duties[ruleset.request_duty], profile)]
        )
    if unclear or general.applies is None:
        return _owed("to_clarify", [general])
    return _owed("optional", [general])


def _owed(code: Obligation, sources: Sequence[Application]) -> Owed:
    grounds = dict.fromkeys(ground for one in sources for ground in one.duty.grounds)
    to_confirm = any(one.to_confirm for one in sources)
    return Owed(code, tuple(one.duty.code for one in sources), tuple(grounds), to_confirm)


def _sure(ruleset: Ruleset, duty: Duty) -> bool:
    return any(ruleset.grounds[ground].confidence != "C" for ground in duty.grounds)


def _holds(line: Line, profile: Profile) -> bool | None:
    """Tell whether everything in ``line`` holds; ``None``: what would tell is not known."""
    parts: list[bool | None] = []
    if line.types:
        parts.append(None if profile.type is None else profile.type in line.types)
    if line.population:
        parts.append(_reaches(profile.population, line.population))
    if line.staff:
        parts.append(_reaches(profile.staff, line.staff))
    if False in parts:
        return False
    return None if None in parts else True


def _reaches(value: float | None, threshold: int) -> bool | None:
    return None if value is None else value >= threshold


def _disputed(line: Line, profile: Profile) -> bool:
    return bool(line.reading) and (profile.population is None or profile.population < line.reading)
