"""The criteria of this portal: ours, those of other extensions, and the weights that it chose."""

from __future__ import annotations

import functools
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast

import ckan.plugins as p

from ckanext.opendatalab import config
from ckanext.opendatalab.common import language
from ckanext.opendatalab.interfaces import IOpendatalabQuality
from ckanext.opendatalab.quality import facts
from ckanext.opendatalab.quality.scoring import criteria as parts
from ckanext.opendatalab.quality.scoring import datagouv, mqa, profiles
from ckanext.opendatalab.quality.scoring.score import Score, score
from ckanext.opendatalab.quality.scoring.situation import NOT_MEASURED, Answer, Look, Measure

log = logging.getLogger(__name__)

EXPECTED = "expected criteria and their weights, such as frequency:8 licence:0"


@dataclass(frozen=True)
class Predictions:
    """What other portals would say of a dataset: for the administrator's pages only."""

    mqa: mqa.Mqa
    datagouv: datagouv.Datagouv


def criteria() -> parts.Criteria:
    """Return the criteria; ``version`` differs where the same dataset may score differently."""
    return _criteria(tuple(config.quality_weights()), _givers())


def of(dataset: Mapping[str, Any], checks: Mapping[str, Mapping[str, str]], today: date) -> Score:
    """Return the score of a dataset; ``checks``: outcomes by file and check, current ones only."""
    return score(criteria(), dataset, checks, today, _facts(dataset))


def predictions(
    dataset: Mapping[str, Any], checks: Mapping[str, Mapping[str, str]], today: date
) -> Predictions:
    """Return what data.europa.eu and data.gouv.fr would say."""
    known = _facts(dataset)
    return Predictions(
        mqa.predict(dataset, checks, known), datagouv.predict(dataset, checks, today, known)
    )


def words(criterion_id: str, wanted: str | None = None) -> dict[str, str]:
    """Return ``label``, ``why``, ``fix`` and ``dimension`` in a language, else in the reader's.

    :raises KeyError: no such criterion
    """
    known = criteria()
    one = known.by_id[criterion_id]
    texts = {
        "label": one.label,
        "why": one.why,
        "fix": one.fix,
        "dimension": known.dimensions[one.dimension],
    }
    return {name: language.say(text, wanted) for name, text in texts.items()}


def dimension(name: str, wanted: str | None = None) -> str:
    """Return what a dimension is called."""
    return language.say(criteria().dimensions[name], wanted)


def profile_words(wanted: str | None = None) -> dict[str, dict[str, Any]]:
    """Return the words of the profiles ``mqa`` and ``datagouv``: their ``title`` and ``note``, and
    what their points, dimensions and ratings are called.
    """
    return {
        name: {
            key: language.say(value, wanted)
            if key in profiles.TEXTS
            else {code: language.say(text, wanted) for code, text in value.items()}
            for key, value in parts_.items()
        }
        for name, parts_ in profiles.load().items()
    }


def look_at_start() -> None:
    """Read everything once.

    :raises ValueError: the option, a file of ours or what an extension gives does not fit
    """
    criteria()
    profiles.load()


def weights(written: tuple[str, ...]) -> dict[str, int]:
    """Return the weights that the option gives.

    :raises ValueError: names the option, what is written there and what is expected
    """
    found: dict[str, int] = {}
    for item in written:
        name, colon, weight = item.partition(":")
        if not colon or not weight.isascii() or not weight.isdigit() or len(weight) > 9:
            raise ValueError(f"{config.QUALITY_WEIGHTS}: {item!r} is no weight: {EXPECTED}")
        if name in found:
            raise ValueError(f"{config.QUALITY_WEIGHTS}: {name} is there twice: {EXPECTED}")
        found[name] = int(weight)
    return found


def _facts(dataset: Mapping[str, Any]) -> Any:
    return facts.of(str(dataset.get("type") or "dataset"))


def _givers() -> tuple[Any, ...]:
    return tuple(p.PluginImplementations(IOpendatalabQuality))


@functools.lru_cache(maxsize=4)
def _criteria(written: tuple[str, ...], givers: tuple[Any, ...]) -> parts.Criteria:
    known = parts.load()
    for giver in givers:
        where = f"quality_criteria() of the plugin {giver.name}"
        known = parts.add(known, _guarded(giver.quality_criteria(), giver.name), where)
    try:
        known = parts.weigh(known, weights(written))
    except ValueError as error:
        if str(error).startswith(config.QUALITY_WEIGHTS):
            raise
        raise ValueError(f"{config.QUALITY_WEIGHTS}: {error}: {EXPECTED}") from error
    # What the lists say of formats, frequencies and licences makes a score as well.
    lists = (facts.formats(), facts.periods(), facts.registered_licences())
    return replace(known, version=parts.fingerprint(known.version, *lists))


def _guarded(given: Any, plugin: str) -> Any:
    if not isinstance(given, dict) or not isinstance(given.get("measures"), dict):
        return given  # whatever is wrong with it is told where it is read
    measures: dict[str, Any] = given["measures"]
    careful = {
        name: _careful(cast(Measure, one), f"{plugin}: {name}") if callable(one) else one
        for name, one in measures.items()
    }
    return {**given, "measures": careful}


def _careful(measure: Measure, name: str) -> Measure:
    """Return ``measure``, whose faults keep nobody from saving a dataset."""

    @functools.wraps(measure)
    def ask(look: Look) -> Answer:
        try:
            answer = measure(look)
        except Exception:  # noqa: BLE001 - the code is another extension's: whatever it raises
            log.exception("The measure %s raised an error: its criterion is not measured", name)
            return NOT_MEASURED
        if not isinstance(answer, Answer):
            log.error("The measure %s returned %r: expected an Answer", name, answer)
            return NOT_MEASURED
        return answer

    return ask
