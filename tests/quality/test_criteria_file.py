"""The file of the criteria, and what is said where one does not fit."""

from __future__ import annotations

import copy
import re

import pytest
import yaml

from ckanext.opendatalab.quality.scoring import criteria, mqa, profiles
from ckanext.opendatalab.quality.scoring.measures import MEASURES
from ckanext.opendatalab.quality.scoring.score import score
from ckanext.opendatalab.quality.scoring.situation import Look, met
from tests.quality.scored import CRITERIA, FACTS, TODAY, a_dataset, result

FILE = yaml.safe_load(criteria.FILE.read_text(encoding="utf-8"))
PICTURE = {
    "dimension": "findability",
    "weight": 10,
    "fields": ["notes"],
    "measure": "has_picture",
    "label": {"en": "Picture", "fr": "Image"},
    "why": {"en": "People see it.", "fr": "On la voit."},
    "fix": {"en": "Add a picture.", "fr": "Ajoutez une image."},
}


def has_picture(look: Look):
    return met(bool(look.dataset.get("picture")))


def given(**values):
    return {
        "measures": {"has_picture": has_picture},
        "criteria": {"picture": {**PICTURE, **values}},
    }


def test_the_weights_of_ours_make_100_together():
    assert sum(one.weight for one in CRITERIA.criteria) == 100


def test_every_dimension_has_a_criterion_and_every_measure_serves():
    assert {one.dimension for one in CRITERIA.criteria} == set(CRITERIA.dimensions)
    assert set(mqa.METRICS) <= set(CRITERIA.dimensions)
    assert {one.measure for one in CRITERIA.criteria} == set(MEASURES)


def test_every_fix_is_a_sentence_that_says_you_in_french():
    for one in CRITERIA.criteria:
        assert one.fix["fr"].endswith(".")
        assert re.search("ez |aites ", one.fix["fr"]), one.id
        assert one.why["en"].endswith(".")
        assert one.why["fr"].endswith(".")
        assert not one.label["fr"].endswith(".")


def test_the_words_of_the_other_portals_are_complete():
    assert set(profiles.load()) == {"mqa", "datagouv"}


MISTAKES = [
    ({"weight": 101}, "criteria.theme.weight is 101: expected a whole number between 0 and 100"),
    ({"weight": True}, "criteria.theme.weight is True: expected a whole number"),
    ({"weight": 1.5}, "criteria.theme.weight is 1.5: expected a whole number"),
    ({"dimension": "beauty"}, "criteria.theme.dimension is 'beauty': expected one of findability"),
    ({"measure": "guess"}, "criteria.theme.measure is 'guess': expected one of filled"),
    ({"fields": []}, "criteria.theme.fields is []: expected one form field at least"),
    ({"label": {"en": "Theme"}}, "criteria.theme.label.fr is None: expected a text"),
    ({"scope": "portal"}, "criteria.theme.scope is 'portal': expected one of dataset, resource"),
    ({"timed": "yes"}, "criteria.theme.timed is 'yes': expected true or false"),
    ({"colour": "red"}, "criteria.theme.colour is 'red': expected no such key, but one of"),
    ({"arguments": {"number": 3}}, "criteria.theme.arguments.number is 3: expected no such key"),
    ({"measure": "keywords"}, "criteria.theme.arguments.number is None: expected a value"),
]


@pytest.mark.parametrize(("change", "message"), MISTAKES)
def test_a_mistake_in_the_file_names_file_key_and_what_is_expected(tmp_path, change, message):
    data = copy.deepcopy(FILE)
    data["criteria"]["theme"].update(change)
    path = tmp_path / "criteria.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    with pytest.raises(ValueError, match="criteria") as told:
        criteria.load(path)
    assert str(told.value).startswith(f"{path}: {message}")


def test_an_extension_adds_a_criterion_that_counts():
    known = criteria.add(CRITERIA, given(), "mine")
    without = score(known, a_dataset(), {}, TODAY, FACTS)
    picture = result(without, "picture")
    assert (picture.outcome, without.total + picture.gain) == ("fail", 100)
    assert score(known, a_dataset(picture="x.png"), {}, TODAY, FACTS).total == 100


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (None, "mine: (what it gives) is None: expected a mapping"),
        ({"rules": {}}, "mine: (what it gives).rules"),
        ({**given(), "measures": {}}, "mine: criteria.picture.measure is 'has_picture'"),
        ({**given(), "measures": {"has_picture": 3}}, "mine: measures.has_picture is 3"),
        ({"measures": {"filled": has_picture}, "criteria": {}}, "mine: measures.filled"),
        ({"criteria": {"theme": FILE["criteria"]["theme"]}}, "mine: criteria.theme is 'theme'"),
        (given(weight=1000), "mine: criteria.picture.weight is 1000: expected a whole number"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_name_of_who_gave_it(bad, message):
    with pytest.raises(ValueError, match="mine") as told:
        criteria.add(CRITERIA, bad, "mine")
    assert str(told.value).startswith(message)


def test_the_version_changes_with_the_weights_and_not_with_the_words(tmp_path):
    assert criteria.weigh(CRITERIA, {"theme": 6}).version != CRITERIA.version
    assert criteria.weigh(CRITERIA, {"theme": 5}).version == CRITERIA.version
    data = copy.deepcopy(FILE)
    data["criteria"]["theme"]["fix"] = {"en": "Do.", "fr": "Faites."}
    path = tmp_path / "criteria.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    assert criteria.load(path).version == CRITERIA.version


def test_at_least_one_weight_is_left():
    with pytest.raises(ValueError, match="expected one criterion at least"):
        criteria.weigh(CRITERIA, dict.fromkeys(CRITERIA.by_id, 0))
