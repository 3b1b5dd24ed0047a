"""Realistic values for every field of a scheming schema.  Pure: a number always gives the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import NAMESPACE_URL, uuid5

# Raise it when the values change: the bench then writes its datasets anew.
GENERATION = "2"

ORGANIZATIONS = 12
GROUPS = 6

_SUBJECTS = (
    "Arbres d'alignement", "Points d'apport volontaire", "Subventions aux associations",
    "Délibérations du conseil municipal", "Stationnement vélo", "Menus des cantines",
    "Fréquentation des piscines", "Consommation d'eau des bâtiments", "Travaux de voirie",
    "Bornes de recharge", "Marchés publics attribués", "Équipements sportifs",
    "Prénoms des nouveau-nés", "Qualité de l'air", "Budget primitif", "Défibrillateurs",
    "Aires de jeux", "Horaires des bus",
)  # fmt: skip
_PLACES = (
    "Valorne", "Saint-Aubin-sur-Orle", "Pont-l'Écluse", "Montfauve", "Les Rives", "Chantemerle",
    "Grand-Valorne", "Beaupré",
)  # fmt: skip
_SENTENCES = (
    "Les données sont issues du logiciel métier du service et relues avant chaque publication.",
    "Chaque ligne décrit un objet, avec ses coordonnées et la date de son dernier relevé.",
    "Les objets situés sur le domaine privé ne sont pas recensés.",
    "Les adresses suivent la base adresse locale ; les codes sont ceux de l'Insee.",
    "Le relevé est fait à pied, deux fois par an, par les agents du service.",
    "Les valeurs manquantes sont laissées vides et ne valent pas zéro.",
    "Les montants sont en euros, toutes taxes comprises.",
    "La précision des positions est d'environ un mètre.",
    "Une version précédente reste disponible sur demande.",
)
_TAGS = (
    "eau", "énergie", "mobilité", "vélo", "budget", "associations", "sport", "culture", "école",
    "environnement", "déchets", "urbanisme", "voirie", "transport", "élections", "santé",
    "jeunesse", "tourisme", "marchés publics", "délibérations", "air", "arbres", "bâtiments",
    "accessibilité",
)  # fmt: skip
_SERVICES = (
    "Direction de la voirie et des mobilités", "Service des espaces verts",
    "Direction des finances", "Service des sports", "Direction de l'éducation",
    "Secrétariat général",
)  # fmt: skip
_COMMUNES = ("01004", "2A004", "34172", "38185", "44109", "69123", "31555", "97105")
_LICENCES = ("lov2", "lov2", "odc-odbl", "cc-by")
# Of the European list of thirty frequencies, those that a town uses.
_FREQUENCIES = ("/ANNUAL", "/MONTHLY", "/WEEKLY", "/DAILY", "/QUARTERLY", "/IRREG", "/UNKNOWN")

Choices = Callable[[Mapping[str, Any]], Sequence[str]]


def dataset(number: int, fields: Sequence[Mapping[str, Any]], choices: Choices) -> dict[str, Any]:
    """Return dataset ``number``; the two of each pair 2n, 2n+1 differ in name only.

    :param fields: the schema's dataset fields, presets expanded
    :param choices: gives the allowed values of a field, none when it is free
    """
    random = Random(f"{GENERATION}-{number // 2}")
    subject, place = random.choice(_SUBJECTS), random.choice(_PLACES)
    values: dict[str, Any] = {
        "name": name(number),
        "type": "dataset",
        "title": f"{subject} – {place}",
        "notes": paragraph(random, 5),
        "tags": [{"name": tag} for tag in random.sample(_TAGS, 4)],
        "license_id": random.choice(_LICENCES),
        "owner_org": organization(random.randrange(ORGANIZATIONS)),
        "groups": [{"name": group(random.randrange(GROUPS))}],
        "url": f"https://donnees.example.org/{number}",
        "author": "Ville de Valorne",
        "author_email": "opendata@example.org",
        "maintainer": random.choice(_SERVICES),
        "maintainer_email": "sig@example.org",
    }
    for field in fields:
        if field["field_name"] not in (*values, "tag_string", "version"):
            _put(values, field, random, choices)
    return values


def resources(
    number: int, fields: Sequence[Mapping[str, Any]], choices: Choices
) -> list[dict[str, Any]]:
    """Return three resources; the first is for :func:`table`."""
    random = Random(f"{GENERATION}-resources-{number // 2}")
    made = []
    for title, file_format in (("Tableau", "CSV"), ("Carte", "GeoJSON"), ("Notice", "PDF")):
        values: dict[str, Any] = {
            # Always the same: a dataset written anew keeps its resources.
            "id": str(uuid5(NAMESPACE_URL, f"bench-{number}-{title}")),
            "name": f"{title} complet",
            "description": paragraph(random, 1),
            "format": file_format,
            "url": f"https://donnees.example.org/{number}/fichier.{file_format.lower()}",
        }
        for field in fields:
            if field["field_name"] not in values:
                _put(values, field, random, choices)
        made.append(values)
    return made


def table(number: int) -> bytes:
    """Return a CSV file of 200 rows, as a French spreadsheet writes it."""
    random = Random(f"{GENERATION}-table-{number // 2}")
    rows = ["identifiant;nom;commune;date;montant;commentaire"]
    for row in range(200):
        day = date(2024, 1, 1) + timedelta(days=random.randrange(700))
        amount = f"{random.randrange(10, 90_000)},{random.randrange(100):02}"
        rows.append(
            f"{number}-{row};{random.choice(_SUBJECTS)};{random.choice(_COMMUNES)};{day};{amount};"
            f"{random.choice(_SENTENCES)}"
        )
    return "\r\n".join(rows).encode()


def name(number: int) -> str:
    return f"bench-{number:05}"


def organization(number: int) -> str:
    return f"bench-collectivite-{number:02}"


def group(number: int) -> str:
    return f"bench-thematique-{number:02}"


def paragraph(random: Random, sentences: int) -> str:
    return " ".join(random.choices(_SENTENCES, k=sentences))


def _put(
    values: dict[str, Any], field: Mapping[str, Any], random: Random, choices: Choices
) -> None:
    if field.get("opendatalab_computed"):
        return
    value = _value(field, random, choices)
    if value not in (None, "", []):
        values[field["field_name"]] = value


def _value(field: Mapping[str, Any], random: Random, choices: Choices) -> Any:
    field_name = field["field_name"]
    allowed = list(choices(field))
    if field_name == "frequency":
        allowed = [value for value in allowed if value.endswith(_FREQUENCIES)] or allowed
    snippet = str(field.get("form_snippet"))
    if "repeating_subfields" in field:
        return [_subfields(field["repeating_subfields"], random, choices)]
    if allowed:
        several = "checkboxes" in snippet or "multiple" in snippet
        return random.sample(allowed, min(2, len(allowed))) if several else random.choice(allowed)
    if snippet.endswith("lines.html"):
        return [f"https://schema.example.org/{random.randrange(100)}"]
    kind = field.get("form_input_type")
    if kind == "date":
        return str(date(2024, 1, 1) + timedelta(days=random.randrange(700)))
    if kind == "email":
        return "donnees@example.org"
    if kind == "url":
        return "https://www.example.org/donnees"
    if "textarea" in snippet or "markdown" in snippet:
        return paragraph(random, 3)
    if "service" in field_name:
        return random.choice(_SERVICES)
    if field_name == "identifier":
        return f"urn:bench:{random.getrandbits(64):x}"
    return random.choice(_SENTENCES)[:60]


def _subfields(
    fields: Sequence[Mapping[str, Any]], random: Random, choices: Choices
) -> dict[str, Any]:
    names = {field["field_name"] for field in fields}
    if {"kind", "code"} <= names:
        return {"kind": "commune", "code": random.choice(_COMMUNES), "text": random.choice(_PLACES)}
    if {"start", "end"} <= names:
        first = date(2023, 1, 1) + timedelta(days=random.randrange(300))
        return {"start": str(first), "end": str(first + timedelta(days=364))}
    values: dict[str, Any] = {}
    for field in fields:
        # A SIRET must have the right key: 732 829 320 00074, the example that Insee itself gives.
        if field["field_name"] == "identifier":
            values["identifier"] = "73282932000074"
        elif field["field_name"] == "name":
            values["name"] = random.choice(_SERVICES)
        else:
            _put(values, field, random, choices)
    return values
