"""The catalogues that we can read, column by column.

``role`` says what is made of a column (``mapping.py``): the name of a field, or

- ``kept``: no field says this; it joins the field ``provenance`` as "label : value";
- ``withheld``: a person's own address, which does not belong in a public catalogue;
- ``ignored``: technical, of no use here.

What is withheld or ignored is said in the report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ckanext.opendatalab.observatory.inventory.texts import header_key


@dataclass(frozen=True)
class Column:
    """A column, as the format's authors name it."""

    header: str
    role: str
    label: str = ""
    aliases: tuple[str, ...] = ()

    def spellings(self) -> tuple[str, ...]:
        return tuple(header_key(name) for name in (self.header, *self.aliases))


@dataclass(frozen=True)
class Format:
    """A catalogue format; at least ``enough`` of its columns, the title's among them, tell it."""

    name: str
    title: str
    enough: int
    columns: tuple[Column, ...]

    def places(self, header: Sequence[str]) -> dict[int, Column]:
        """Return which column stands at which place of ``header``; a repeated one counts once."""
        by_key = {key: column for column in self.columns for key in column.spellings()}
        places: dict[int, Column] = {}
        for place, name in enumerate(header):
            column = by_key.get(header_key(name))
            if column is not None and column not in places.values():
                places[place] = column
        return places

    def missing(self, header: Sequence[str]) -> list[str]:
        """Return the format's columns that ``header`` lacks."""
        present = self.places(header).values()
        return [column.header for column in self.columns if column not in present]


TEMPLATE = Format(
    "template",
    "Modèle d'inventaire",
    2,
    (
        Column("Titre", "title"),
        Column("Description", "notes"),
        Column("Service producteur", "producing_service", aliases=("service",)),
        Column(
            "Adresse électronique de contact",
            "contact_email",
            aliases=("contact", "courriel", "courriel de contact", "e-mail de contact", "email"),
        ),
        Column("Licence", "license_id"),
        Column("Fréquence de mise à jour", "frequency", aliases=("fréquence",)),
        Column("Mots-clés", "tags"),
    ),
)

# Text files "fiche de métadonnées" of Montpellier Territoire Numérique, 2011-2014, in one table.
FICHES = Format(
    "fiches",
    "Fiches de métadonnées (Montpellier Territoire Numérique)",
    5,
    (
        Column("id", "ignored"),
        Column("identifiant", "identifier"),
        Column("titre", "title"),
        Column("description", "notes"),
        Column("categorie", "category"),
        Column("theme_inspire", "kept", "Thème INSPIRE"),
        Column("licence", "license_id"),
        Column("mots_cles", "tags"),
        Column("date_publication", "issued", "Date de publication"),
        Column("mise_a_jour", "modified", "Mise à jour"),
        # "Annuelle", "Hebdomadaire": how long a version stays valid.
        Column("periode_validite", "frequency", "Période de validité"),
        Column("couverture_geographique", "territory"),
        Column("systeme_projection", "kept", "Système de projection"),
        Column("proprietaire", "owner"),
        Column("diffuseur", "publisher_name"),
        Column("gestionnaire", "producing_service"),
        Column("langue", "language", "Langue"),
        Column("tarification", "license_fee", "Tarification"),
        Column("information_complementaire", "documentation", "Information complémentaire"),
        Column("url", "url", "Adresse"),
        Column("note", "kept", "Note"),
        Column("source_path", "ignored"),
    ),
)

# https://github.com/etalab/schema-catalogue-donnees, version 0.3.0
ETALAB = Format(
    "etalab",
    "Catalogue de données, Etalab 0.3.0",
    5,
    (
        Column("titre", "title"),
        Column("description", "notes"),
        Column("mots_cles", "tags"),
        Column("nom_orga", "publisher_name"),
        Column("siret_orga", "publisher_identifier", "SIRET"),
        Column("id_alt_orga", "kept", "Autre identifiant de l'organisation"),
        Column("service", "producing_service"),
        Column("si", "kept", "Système d'information"),
        Column("contact_service", "contact_email"),
        Column("contact_personne", "withheld"),
        Column("date_pub", "issued", "Date de publication"),
        Column("date_maj", "modified", "Date de mise à jour"),
        Column("freq_maj", "frequency", "Fréquence de mise à jour"),
        Column("couv_geo", "territory"),
        Column("url", "url", "Adresse"),
        Column("format", "kept", "Formats annoncés"),
        Column("licence", "license_id"),
    ),
)

# OpenDataFrance, SCDL "Catalogue simplifié", version 0.1.3
SCDL = Format(
    "scdl",
    "SCDL, catalogue simplifié 0.1.3",
    5,
    (
        Column("COLL_NOM", "publisher_name"),
        Column("COLL_SIRET", "publisher_identifier", "SIRET de la collectivité"),
        Column("ID", "identifier"),
        Column("TITRE", "title"),
        Column("DESCRIPTION", "notes"),
        Column("THEME", "category"),
        Column("PRODUCTEUR_NOM", "producing_service"),
        Column("PRODUCTEUR_SIRET", "producer_identifier", "SIRET du producteur"),
        Column("COUV_SPAT_MAILLE", "coverage_level", "Maille de couverture spatiale"),
        Column("COUV_SPAT_NOM", "territory"),
        Column("COUV_TEMP_DEBUT", "covered_from", "Début de la période couverte"),
        Column("COUV_TEMP_FIN", "covered_to", "Fin de la période couverte"),
        Column("DATE_PUBL", "issued", "Date de publication"),
        Column("FREQ_MAJ", "frequency", "Fréquence de mise à jour"),
        Column("DATE_MAJ", "modified", "Date de mise à jour"),
        Column("MOTS_CLES", "tags"),
        Column("LICENCE", "license_id"),
        Column("NOMBRE_RESSOURCES", "kept", "Nombre de ressources annoncé"),
        Column("FORMAT_RESSOURCES", "kept", "Formats annoncés"),
        Column("URL", "url", "Adresse"),
    ),
)

FORMATS = (SCDL, ETALAB, FICHES, TEMPLATE)


def detect(header: Sequence[str]) -> Format | None:
    """Return the format that explains most of ``header``, or None when none does."""
    best: Format | None = None
    for candidate in FORMATS:
        columns = candidate.places(header).values()
        if len(columns) < candidate.enough or not any(c.role == "title" for c in columns):
            continue
        if best is None or len(columns) > len(best.places(header)):
            best = candidate
    return best


def of(header: Sequence[str]) -> Format:
    """Return the format of a ``header`` that has one.

    :raises LookupError: it has none
    """
    found = detect(header)
    if found is None:
        raise LookupError(f"no catalogue format has the columns {header!r}")
    return found


def score(header: Sequence[str]) -> int:
    """Return how many columns of ``header`` its format explains; 0 when it is no header at all."""
    found = detect(header)
    return len(found.places(header)) if found else 0
