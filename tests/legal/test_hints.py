"""Hints on columns: what looks personal, and how little is said on ordinary open data."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ckanext.opendatalab.common import hints

# The folder of the catalogues, as everywhere; the published schemas lie beside it.
FOLDER = Path(
    os.environ.get("OPENDATALAB_SAMPLES")
    or Path(__file__).parents[3] / "shared" / "data" / "catalogues"
).parent


def kind(column, *values, beside=()):
    found = hints.hints([column, *beside], [[value] for value in values])
    return next((hint.kind for hint in found if hint.column == column), None)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("nom", "name"),
        ("Nom de famille", "name"),
        ("nom_usage", "name"),
        ("NOM_NAISSANCE", "name"),
        ("NomPrenom", "name"),
        ("NOMPRENOM", "name"),
        ("Prénom(s)", "name"),
        ("ENFANT_PRENOM", "name"),
        ("nomDemandeur", "name"),
        ("last_name", "name"),
        ("firstName", "name"),
        ("adresse", "address"),
        ("Adresse postale", "address"),
        ("adresse_demandeur", "address"),
        ("domicile", "address"),
        ("E-mail", "email"),
        ("adresse électronique", "email"),
        ("adresseMail", "email"),
        ("Tél.", "phone"),
        ("telephone_portable", "phone"),
        ("date de naissance", "birth_date"),
        ("DATENAISSANCE", "birth_date"),
        ("né(e) le", "birth_date"),
        ("birth_date", "birth_date"),
        ("NIR", "national_number"),
        ("n° sécurité sociale", "national_number"),
    ],
)
def test_a_name_that_says_so_is_enough(column, expected):
    assert kind(column) == expected


@pytest.mark.parametrize(
    "column",
    [
        "nom_commune",
        "nom_equipement",
        "nom_voie",
        "COMMUNE_NOM",
        "nom_latin",
        "nomAttribuant",
        "nomBeneficiaire",
        "file_name",
        "nombre_naissances",
        "nb_prenoms",
        "date",
        "date_maj",
        "age",
        "insee",
        "siret",
        "adresse_station",
        "ADR_NOMVOIE",
        "adresse_web",
        "montant",
        "",
        "telecopieur_modele",
    ],
)
def test_an_ordinary_name_says_nothing(column):
    assert kind(column) is None


def test_values_that_have_the_shape_say_it_whatever_the_name():
    assert kind("divers", "jeanne.martin@example.org", "", "p.durand@example.org") == "email"
    assert kind("divers", "06 12 34 56 78", "+33 4 67 00 00 00") == "phone"
    assert kind("divers", "M. Martin", "Mme Durand") == "name"
    assert kind("beneficiaire", "MARTIN Jeanne", "Paul DURAND") == "name"
    assert kind("id", "2 55 08 14 168 025 38", "1 85 05 78 006 084 91") == "national_number"


def test_a_number_of_a_person_born_in_corsica_has_its_own_key():
    number = "17505" + "2A" + "004012"
    key = 97 - int(number.replace("2A", "19")) % 97
    assert kind("ref", f"{number}{key:02}") == "national_number"


def test_values_that_only_look_alike_say_nothing():
    assert kind("id", "255081416802539") is None, "the key is wrong"
    assert kind("t", "1571234567890", "1609459200000") is None, "thirteen digits are a moment"
    assert kind("siret", "21060004500392") is None
    assert kind("code", "0467000000", "0467000001") is None, "ten digits of an identifier"
    assert kind("lieu", "Gymnase BERTHELOT", "Stade Jules LADOUMEGUE") is None
    assert kind("beneficiaire", "ASSOCIATION SPORTIVE", "Club Alpin FONTONNE") is None
    assert kind("email", "contact@ville.example", "mairie@ville.example") is None


def test_a_list_of_places_has_names_of_places():
    assert kind("nom", "École Jules Ferry", "Gymnase Berthelot") is None
    assert kind("nom", beside=("latitude", "longitude")) is None
    assert kind("nom", beside=("prenom", "latitude", "longitude")) == "name"
    assert kind("nom", "Martin", "Durand") == "name"


def test_a_hint_holds_the_column_and_no_value():
    [found] = hints.hints(["mel"], [["jeanne.martin@example.org"]])
    assert found == hints.Hint("mel", "email")
    assert "jeanne" not in repr(found)


def test_rows_of_any_length_and_hostile_cells_are_read():
    header = ["nom", "mel", "<script>"]
    rows = [[], ["a"], ["a", "b", "c", "d"], ["@" * 50_000, "." * 50_000, "0" * 50_000]]
    assert hints.hints(header, rows) == [hints.Hint("nom", "name")]
    assert hints.hints([], [["x"]]) == []


# Of the schemas that French authorities publish by, all that is said.
SAID = {
    "atlasante-schema-dae.json": {
        "tel1", "tel2", "site_email", "expt_tel1", "expt_tel2", "expt_email",
    },
    "etalab-schema-irve-statique.json": {"telephone_operateur"},
    "scdl-equipements.json": {"EQUIP_TEL", "EQUIP_EMAIL"},
    "scdl-prenoms.json": {"ENFANT_PRENOM"},
}  # fmt: skip


def test_published_schemas_raise_contacts_and_forenames_only():
    paths = sorted(FOLDER.glob("scdl/**/*.json"))
    if not paths:
        sentence = f"{FOLDER}/scdl is missing: set OPENDATALAB_SAMPLES to the folder beside it"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    asked = 0
    for path in paths:
        schema = json.loads(path.read_text(encoding="utf-8"))
        header = [field["name"] for field in schema["fields"]]
        asked += len(header)
        found = {hint.column for hint in hints.hints(header, [])}
        assert found == SAID.get(path.name, set()), path.name
    assert asked > 150


def test_published_files_raise_nothing():
    from ckanext.opendatalab.fields import preview  # which needs CKAN's uploader

    read = 0
    for path in sorted(FOLDER.glob("scdl/**/*.csv")):
        table = preview.parse(path.read_bytes()[: preview.BYTES], 50, 300)
        if isinstance(table, preview.Table):
            read += 1
            assert hints.hints(table.header, table.rows) == [], path.name
    assert read > 10 or not FOLDER.joinpath("scdl").is_dir()
