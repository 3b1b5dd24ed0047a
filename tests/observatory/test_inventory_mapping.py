"""What becomes of the cells of a row.  No portal needed."""

from __future__ import annotations

import pytest

from ckanext.opendatalab.fields import vocabulary
from ckanext.opendatalab.observatory.inventory import formats, mapping, texts
from ckanext.opendatalab.observatory.inventory.records import Record
from ckanext.opendatalab.observatory.inventory.tables import Row
from ckanext.opendatalab.observatory.inventory.words import local_themes, portal_words

EU = "http://publications.europa.eu/resource/authority"


def read(form: formats.Format, organization: str = "Ville de Valorne", **cells: str) -> Record:
    header = [column.header for column in form.columns]
    values = tuple(cells.pop(name, "") for name in header)
    assert not cells, "a column that the format lacks"
    return mapping.record(Row(2, 2, values), header, form, portal_words(), organization)


def fiche(**cells: str) -> Record:
    return read(formats.FICHES, **{"titre": "Arbres", **cells})


def codes(record: Record) -> list[str]:
    return [note.code for note in record.notes]


# ------------------------------------------------------------------------------------- cells


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2014-03-12", "2014-03-12"),
        ("12/03/2014", "2014-03-12"),
        ("12.3.2014", "2014-03-12"),
        ("2014-03-12T08:00:00", "2014-03-12"),
        ("12 mars 2014", "2014-03-12"),
        ("1er août 2014", "2014-08-01"),
        ("31/02/2014", None),
        ("12/03/14", None),
        ("2014", None),
        ("Aucune mise à jour", None),
    ],
)
def test_a_day_is_read_as_the_french_write_it_or_not_at_all(written, day):
    assert texts.iso_date(written) == day


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Qualité de l&#8217;air &amp; bruit", "Qualité de l’air & bruit"),
        ("<p>Un</p><p>Deux <b>gras</b></p>", "Un\n\nDeux gras"),
        ("a < b et c > d", "a < b et c > d"),
        ("<script>alert(1)</script>Texte<style>p{}</style>", "Texte"),
        ("avec\x00 un\x1b[31m rouge", "avec un[31m rouge"),
        ("tout\u202edroit", "toutdroit"),
    ],
)
def test_markup_and_control_characters_leave_text(written, plain):
    assert texts.without_markup(written) == plain


def test_keywords_are_split_at_semicolons_and_at_the_colons_meant_as_such():
    split = texts.split_list("école : école primaire ; enfant ;  ; vélo, marche")
    assert split == ["école", "école primaire", "enfant", "vélo, marche"]
    assert texts.split_list("arbre,forêt,écologie") == ["arbre", "forêt", "écologie"]


def test_keywords_are_cleaned_once_each_and_the_unfit_ones_named():
    kept, dropped = texts.tags(["l’eau", "Arbre", "arbre", "Oc'via", "x", "y" * 101, "!!"])
    assert kept == ["l eau", "Arbre", "Oc via"]
    assert dropped == ["x", "y" * 101, "!!"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Tracé du doublement de l’autoroute A9", "trace-du-doublement-de-l-autoroute-a9"),
        ("Œuvres & jardins", "oeuvres-jardins"),
        ("A", "dataset-a"),
        ("数据", "dataset"),
        ("x" * 300, "x" * 90),
    ],
)
def test_a_title_gives_an_address_that_ckan_accepts(title, name):
    assert texts.slug(title) == name


# -------------------------------------------------------------------------------------- rows


def test_a_fiche_fills_the_fields_it_has_values_for():
    record = fiche(
        identifiant="VAL_Arbres",
        licence="ODbL http://opendatacommons.org/licenses/odbl/",
        categorie="Transport",
        mots_cles="arbre ; rue",
        date_publication="08/07/2011",
        mise_a_jour="2014-01-08",
        periode_validite="Hebdomadaire",
        couverture_geographique="Ville de Valorne",
        langue="Français",
        tarification="Gratuite",
        url="http://opendata.valorne.example/arbres",
        information_complementaire="http://www.valorne.example/arbres",
    )
    assert record.dataset == {
        "title": "Arbres",
        "identifier": "VAL_Arbres",
        "license_id": "odc-odbl",
        "theme": [f"{EU}/data-theme/TRAN"],
        "tags": [{"name": "arbre"}, {"name": "rue"}, {"name": "Transport"}],
        "issued": "2011-07-08",
        "modified": "2014-01-08",
        "frequency": f"{EU}/frequency/WEEKLY",
        "spatial_coverage": [{"text": "Ville de Valorne"}],
        "coverage_level": "communal",
        "language": [f"{EU}/language/FRA"],
        "license_fee": "no",
        "url": "http://opendata.valorne.example/arbres",
        "documentation": ["http://www.valorne.example/arbres"],
    }
    assert not record.notes
    assert not record.refusals


def test_what_no_field_takes_is_kept_in_the_provenance_and_told():
    record = fiche(licence="APIE", mise_a_jour="Aucune mise à jour", systeme_projection="RGF L93")
    assert record.dataset["provenance"].split("\n") == [
        "Licence indiquée : APIE",
        "Mise à jour : Aucune mise à jour",
        "Système de projection : RGF L93",
    ]
    assert "license_id" not in record.dataset
    assert "modified" not in record.dataset
    assert codes(record) == ["licence_unknown", "date_unknown"]
    assert record.notes[0].column == "licence"


def test_an_owner_other_than_the_publisher_and_ourselves_hands_down_the_licence():
    inherited = fiche(proprietaire="INSEE", diffuseur="Ville de Valorne").dataset
    assert inherited["license_inherited_from"] == "INSEE"
    assert "publisher" not in inherited
    ours = fiche(proprietaire="ville de valorne", diffuseur="INSEE").dataset
    assert "license_inherited_from" not in ours
    assert ours["publisher"] == [{"name": "INSEE"}]


def test_a_publisher_written_with_its_service_gives_both():
    dataset = fiche(diffuseur="Ville de Mauve / Direction du génie urbain").dataset
    assert dataset["publisher"] == [{"name": "Ville de Mauve"}]
    assert dataset["producing_service"] == "Direction du génie urbain"


def test_a_category_without_theme_becomes_a_keyword_and_is_told():
    record = fiche(categorie="Équipements")
    assert record.dataset["tags"] == [{"name": "Équipements"}]
    assert codes(record) == ["category_is_keyword"]


def test_an_etalab_row_leaves_out_the_person_and_checks_the_siret():
    record = read(
        formats.ETALAB,
        titre="Forêts",
        nom_orga="IGN",
        siret_orga="180 067 019 00430",
        service="Inventaire forestier",
        contact_service="foret@ign.example",
        contact_personne="jean.martin@ign.example",
        freq_maj="Annuelle ou plusieurs fois par an",
        couv_geo="France métropolitaine",
        format="CSV, XLSX",
        licence="Licence ouverte",
    )
    assert record.dataset["publisher"] == [{"name": "IGN", "identifier": "18006701900430"}]
    assert record.dataset["contact"] == [
        {"email": "foret@ign.example", "name": "Inventaire forestier"}
    ]
    assert record.dataset["frequency"] == f"{EU}/frequency/ANNUAL"
    assert record.dataset["provenance"] == "Formats annoncés : CSV, XLSX"
    assert "coverage_level" not in record.dataset
    assert "jean.martin" not in str(record.dataset)
    assert codes(record) == ["person_withheld"]


def test_an_scdl_row_gives_its_level_its_period_and_both_numbers():
    record = read(
        formats.SCDL,
        COLL_NOM="Ville de Valorne",
        COLL_SIRET="24350013900189",
        ID="prenoms",
        TITRE="Prénoms",
        THEME="Administration locale",
        PRODUCTEUR_NOM="État civil",
        PRODUCTEUR_SIRET="21350238800019",
        COUV_SPAT_MAILLE="Infracommunale",
        COUV_SPAT_NOM="Ville de Valorne",
        COUV_TEMP_DEBUT="2017-01-01",
        COUV_TEMP_FIN="2017-12-31",
        FREQ_MAJ="Mensuelle ou plusieurs fois par mois",
        LICENCE="Licence Ouverte-LO",
        NOMBRE_RESSOURCES="3",
    )
    assert record.dataset == {
        "title": "Prénoms",
        "identifier": "prenoms",
        "publisher": [{"name": "Ville de Valorne", "identifier": "24350013900189"}],
        "theme": [f"{EU}/data-theme/GOVE"],
        "tags": [{"name": "Administration locale"}],
        "producing_service": "État civil",
        "coverage_level": "infra_communal",
        "spatial_coverage": [{"text": "Ville de Valorne"}],
        "temporal_coverage": [{"start": "2017-01-01", "end": "2017-12-31"}],
        "frequency": f"{EU}/frequency/MONTHLY",
        "license_id": "lov2",
        "provenance": "Nombre de ressources annoncé : 3\nSIRET du producteur : 21350238800019",
    }


@pytest.mark.parametrize("number", ["18006701900431", "1,80067E+13", "néant"])
def test_a_siret_with_a_wrong_digit_is_left_out_and_told(number):
    record = read(formats.ETALAB, titre="Forêts", nom_orga="IGN", siret_orga=number)
    assert record.dataset["publisher"] == [{"name": "IGN"}]
    assert codes(record) == ["company_number_wrong"]


def test_a_period_that_ends_before_it_begins_is_kept_as_text_only():
    record = read(formats.SCDL, TITRE="A", COUV_TEMP_DEBUT="2017-12-31", COUV_TEMP_FIN="2017-01-01")
    assert "temporal_coverage" not in record.dataset
    assert codes(record) == ["period_backwards"]


def test_an_address_that_is_none_is_left_out_and_told():
    record = read(
        formats.TEMPLATE, **{"Titre": "A", "Adresse électronique de contact": "Mme Rose, 4e étage"}
    )
    assert "contact" not in record.dataset
    assert "Rose" not in str(record.dataset)
    assert codes(record) == ["email_unknown"]
    assert codes(fiche(url="javascript:alert(1)")) == ["address_unknown"]


def test_a_cell_that_starts_like_a_formula_stays_text():
    record = read(formats.TEMPLATE, Titre='=HYPERLINK("http://x")', Description="+33 1")
    assert record.dataset["title"] == '=HYPERLINK("http://x")'
    assert record.dataset["notes"] == "+33 1"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("", "sans titre"), "title_missing"),
        (("T" * 501,), "cell_too_long"),
        (("T", "d" * 20_001), "cell_too_long"),
        (("T", "d", "s", "", "", "", "", "", "de trop"), "too_many_cells"),
    ],
)
def test_a_row_that_cannot_be_saved_says_why(cells, code):
    header = [column.header for column in formats.TEMPLATE.columns]
    record = mapping.record(Row(2, 2, cells), header, formats.TEMPLATE, portal_words(), "")
    assert [refusal.code for refusal in record.refusals] == [code]


def test_every_local_theme_is_one_of_the_european_list():
    known = {entry.value for entry in vocabulary.get("data_theme").entries}
    assert set(local_themes().values()) <= known
