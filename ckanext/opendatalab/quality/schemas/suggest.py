"""Which schemas a file follows, to judge by the names of its columns.  Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Every other file has these: having them in common says nothing.
USUAL = frozenset(
    (
        *("id", "identifiant", "nom", "name", "titre", "libelle", "type", "categorie"),
        *("date", "annee", "adresse", "commune", "ville", "insee", "code_insee", "code_commune"),
        *("code_postal", "cp", "siren", "siret", "latitude", "longitude", "lat", "lon"),
        *("lng", "long", "x", "y", "geometry", "geom", "geo_point_2d", "email"),
        *("telephone", "url", "site_web", "description"),
    )
)
FEWEST_TELLING = 3
# Of the file's columns, these many are the schema's: more where a required one is missing.
SHARE_COMPLETE = 0.5
SHARE_INCOMPLETE = 0.8
# At most one required column in so many may be missing.
ONE_MISSING_IN = 5
MOST = 3


@dataclass(frozen=True)
class Candidate:
    """A schema: the columns that a file must have, and those that it may have."""

    id: str
    required: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Suggestion:
    """A schema that a file seems to follow; ``missing``: required columns that it lacks."""

    id: str
    common: int
    missing: tuple[str, ...]


def fitting(columns: Iterable[str], candidates: Iterable[Candidate]) -> list[Suggestion]:
    """Return the schemas that a file with these columns seems to follow, the likeliest first."""
    names = {_fold(name) for name in columns} - {""}
    found: list[tuple[tuple[bool, float, float, str], Suggestion]] = []
    for one in candidates:
        known = {_fold(name) for name in (*one.required, *one.columns)}
        missing = tuple(name for name in one.required if _fold(name) not in names)
        common = len(known & names)
        telling = len((known & names) - USUAL) >= FEWEST_TELLING or known <= names
        if not common or not telling or len(missing) * ONE_MISSING_IN > len(one.required):
            continue
        share = common / len(names)
        if share < (SHARE_INCOMPLETE if missing else SHARE_COMPLETE):
            continue
        order = (bool(missing), -share, -common / len(known), one.id)
        found.append((order, Suggestion(one.id, common, missing)))
    return [suggestion for _, suggestion in sorted(found, key=lambda pair: pair[0])[:MOST]]


def _fold(name: str) -> str:
    return name.strip().casefold()
