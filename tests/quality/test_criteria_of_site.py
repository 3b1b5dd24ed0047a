"""The criteria of a portal: its weights, what extensions add, and what it knows of formats."""

from __future__ import annotations

import ckan.plugins as p
import pytest
from ckan.exceptions import CkanConfigurationException
from ckan.tests import factories

from ckanext.opendatalab import config
from ckanext.opendatalab.interfaces import IOpendatalabQuality
from ckanext.opendatalab.quality import criteria, facts
from ckanext.opendatalab.quality.scoring.situation import format_key, met
from tests.quality import world
from tests.quality.scored import TODAY, result

pytestmark = pytest.mark.usefixtures("with_plugins")

PICTURE = {
    "dimension": "findability",
    "weight": 10,
    "fields": ["title"],
    "measure": "has_picture",
    "label": {"en": "Picture", "fr": "Image"},
    "why": {"en": "People see it.", "fr": "On la voit."},
    "fix": {"en": "Add a picture.", "fr": "Ajoutez une image."},
}


class Giver:
    """Stands where a plugin that implements the interface would."""

    name = "pictures"

    def __init__(self, measure, **values):
        self.measure = measure
        self.values = values

    def quality_criteria(self):
        return {
            "measures": {"has_picture": self.measure},
            "criteria": {"picture": {**PICTURE, **self.values}},
        }


@pytest.fixture
def give(monkeypatch):
    """Return a function that has a plugin give a criterion."""

    def giving(measure, **values):
        giver = Giver(measure, **values)
        asked = p.PluginImplementations

        def every(interface, *args):
            return [giver] if interface is IOpendatalabQuality else asked(interface, *args)

        monkeypatch.setattr(criteria.p, "PluginImplementations", every)

    return giving


@pytest.mark.ckan_config(config.QUALITY_WEIGHTS, "frequency:8 licence:0")
def test_a_portal_weighs_criteria_as_it_likes(ckan_config):
    found = criteria.criteria().by_id
    assert (found["frequency"].weight, found["licence"].weight) == (8, 0)
    assert found["theme"].weight == 5


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("frequency", "'frequency' is no weight"),
        ("frequency:", "'frequency:' is no weight"),
        ("frequency:much", "'frequency:much' is no weight"),
        ("frequency:-1", "'frequency:-1' is no weight"),
        ("frequency:101", "frequency:101: expected a weight between 0 and 100"),
        ("frequency:1 frequency:2", "frequency is there twice"),
        ("beauty:3", "'beauty' is no criterion: expected one of description, theme"),
    ],
)
def test_a_weight_that_does_not_fit_stops_the_start_and_says_what_to_write(
    ckan_config, monkeypatch, written, message
):
    monkeypatch.setitem(ckan_config, config.QUALITY_WEIGHTS, written.split())
    with pytest.raises(CkanConfigurationException) as told, config.told_at_start():
        criteria.look_at_start()
    assert str(told.value).startswith(f"{config.QUALITY_WEIGHTS}: {message}")
    assert "expected criteria and their weights, such as frequency:8 licence:0" in str(told.value)


def test_the_version_tells_other_weights_apart(ckan_config, monkeypatch):
    before = criteria.criteria().version
    monkeypatch.setitem(ckan_config, config.QUALITY_WEIGHTS, ["frequency:8"])
    assert criteria.criteria().version != before


def test_an_extension_adds_a_criterion_that_the_portal_may_weigh(ckan_config, monkeypatch, give):
    give(lambda look: met(look.dataset.get("picture") == "yes"))
    assert criteria.words("picture", "fr") == {
        "label": "Image",
        "why": "On la voit.",
        "fix": "Ajoutez une image.",
        "dimension": "Facile à trouver",
    }
    monkeypatch.setitem(ckan_config, config.QUALITY_WEIGHTS, ["picture:3"])
    made = criteria.of({"type": "dataset", "picture": "no"}, {}, TODAY)
    assert (result(made, "picture").outcome, result(made, "picture").weight) == ("fail", 3)


@pytest.mark.parametrize("answer", [lambda look: 1 / 0, lambda look: True])
def test_the_faults_of_an_extension_keep_nobody_from_having_a_score(give, answer):
    give(answer)
    made = criteria.of({"type": "dataset"}, {}, TODAY)
    assert result(made, "picture").outcome == "not_measured"


def test_a_criterion_of_an_extension_that_does_not_fit_stops_the_start(give):
    give(met, weight=1000)
    with pytest.raises(ValueError, match="pictures") as told:
        criteria.look_at_start()
    assert "criteria.picture.weight is 1000: expected a whole number" in str(told.value)


def test_only_what_the_schema_of_the_type_asks_is_asked():
    found = facts.of("dataset")
    assert {"theme", "frequency", "legal_eligibility", "license_id"} <= found.dataset_fields
    assert {"url", "format", "conforms_to"} <= found.resource_fields
    other = facts.of("something-else")
    assert "theme" not in other.dataset_fields
    assert "notes" in other.dataset_fields


def test_every_criterion_of_ours_has_a_field_in_the_form_of_the_portal():
    made = criteria.of({"type": "dataset", "resources": [{"url": "x", "format": "CSV"}]}, {}, TODAY)
    left_out = {one.id for one in made.results if one.outcome == "not_applicable"}
    assert left_out == {"conforms", "up_to_date"}  # no schema, no frequency


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("CSV", "CSV"),
        ("text/csv", "CSV"),
        ("geojson", "GEOJSON"),
        ("application/geo+json", "GEOJSON"),
        ("http://publications.europa.eu/resource/authority/file-type/JSON_LD", "JSON_LD"),
        ("Excel", "XLS"),
        ("shapefile", "SHP"),
        (".ods", "ODS"),
        ("Esri REST", "ESRI_REST"),
        ("QGIS", "QGIS"),  # CKAN's own list has more
    ],
)
def test_a_format_is_known_by_any_of_its_names(written, code):
    assert facts.of("dataset").formats[format_key(written)].code == code


def test_what_is_known_of_formats_frequencies_and_licences():
    known = facts.of("dataset")
    assert known.formats["csv"].open
    assert known.formats["csv"].tabular
    assert not known.formats["xls"].open
    assert not known.formats["pdf"].machine
    assert known.period_of({"frequency": "ANNUAL"}) == 366
    assert known.licences["lov2"].open
    assert not known.licences["lov2"].european
    assert known.licences["cc-by"].european
    assert not known.licences["notspecified"].given


def test_the_words_of_other_portals_speak_the_language_of_the_reader():
    words = criteria.profile_words("fr")
    assert words["mqa"]["ratings"]["sufficient"] == "Suffisant"
    assert words["datagouv"]["points"]["license"] == "Une licence est choisie"
    assert words["mqa"]["title"] == "data.europa.eu"


@pytest.mark.usefixtures("used_portal")
def test_a_dataset_as_ckan_stores_it_gains_what_was_announced():
    made = world.show(factories.Dataset(notes="Court")["id"])
    before = criteria.of(made, {}, TODAY)
    gain = result(before, "theme").gain
    theme = "http://publications.europa.eu/resource/authority/data-theme/TRAN"
    world.do("package_patch", id=made["id"], theme=[theme])
    after = criteria.of(world.show(made["id"]), {}, TODAY)
    assert result(after, "theme").outcome == "pass"
    assert gain > 0
    assert after.total == before.total + gain


@pytest.mark.usefixtures("used_portal")
def test_a_complete_dataset_as_ckan_stores_it_passes_wherever_it_filled_something():
    made = factories.Dataset(
        notes="Une ligne par abri à vélos de la commune. " * 4,
        tag_string="vélo,abri,stationnement",
        license_id="lov2",
        frequency="IRREG",
        contact=[{"name": "Équipe", "email": "opendata@valorne.example"}],
        spatial_coverage=[{"kind": "commune", "code": "01004"}],
        temporal_coverage=[{"start": "2025-01-01"}],
        producing_service="Voirie",
        access_rights="PUBLIC",
        provenance="Relevé à pied",
    )
    found = criteria.of(world.show(made["id"]), {}, TODAY)
    failing = {one.id for one in found.results if one.outcome == "fail"}
    files = {"file", "format", "machine_readable", "open_format", "files_described"}
    assert failing == {"theme", "legal"} | files
