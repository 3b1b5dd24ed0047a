"""What turns the wordings of a catalogue into the codes of the portal, for the pure mapping."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import yaml

from ckanext.opendatalab.fields import territories, vocabulary
from ckanext.opendatalab.licence import register
from ckanext.opendatalab.observatory.inventory.records import Words
from ckanext.opendatalab.observatory.inventory.texts import plain

# How the name of a territory begins, and the level that this means.
_LEVELS = (
    (r"(ville|commune)\b", "communale"),
    (r"(metropole|communaute|agglomeration|agglo|intercommunalite)\b", "intercommunale"),
    (r"departement\b", "départementale"),
    (r"region\b", "régionale"),
)

THEMES = Path(__file__).with_name("themes.yaml")


def portal_words() -> Words:
    """Return the readings of this extension's own vocabularies."""
    return Words(
        licence=register.match,
        frequency=frequency,
        language=vocabulary.get("language").normalise,
        theme=theme,
        fee=vocabulary.get("fee").normalise,
        coverage_level=vocabulary.get("coverage_level").normalise,
        place_level=place_level,
        company=company,
    )


def frequency(text: str) -> str | None:
    """Return the frequency; of "Annuelle ou plusieurs fois par an", the least frequent one."""
    known = vocabulary.get("frequency").normalise
    found = known(text)
    if found is None:
        found = known(
            re.sub(r"\s+ou plusieurs fois par \w+$", "", text.strip(), flags=re.IGNORECASE)
        )
    return found


def place_level(text: str) -> str | None:
    """Return the coverage level that the name of a territory says: "Ville de Montpellier"."""
    level = next((level for start, level in _LEVELS if re.match(start, plain(text))), None)
    return vocabulary.get("coverage_level").normalise(level) if level else None


def theme(text: str) -> str | None:
    """Return the European theme that a local category means."""
    return vocabulary.get("data_theme").normalise(text) or local_themes().get(plain(text))


def company(text: str) -> str | None:
    """Return a SIREN or SIRET number without its spaces when its check digit is right."""
    try:
        return territories.check_siren_or_siret(text)
    except ValueError:
        return None


@cache
def local_themes() -> dict[str, str]:
    """Return the theme of each category named in ``themes.yaml``.

    :raises ValueError: names the key and what is expected
    """
    content = yaml.safe_load(THEMES.read_text(encoding="utf-8"))
    themes = vocabulary.get("data_theme")
    found: dict[str, str] = {}
    for code, wordings in content["themes"].items():
        value = themes.normalise(code)
        if value is None:
            raise ValueError(
                f"{THEMES}: themes: {code!r} is no code of the European list of themes"
            )
        for wording in wordings:
            if found.setdefault(plain(wording), value) != value:
                raise ValueError(f"{THEMES}: themes: {wording!r} stands under two themes")
    return found
