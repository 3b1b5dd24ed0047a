"""The lists of values: complete, in both languages, and forgiving about how a value is written."""

from __future__ import annotations

import pytest

from ckanext.opendatalab.fields import vocabulary
from ckanext.opendatalab.fields.vocabulary import VocabularyError

FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"


@pytest.mark.parametrize("name", vocabulary.names())
def test_every_entry_is_found_by_value_code_label_and_alias(name: str):
    found = vocabulary.get(name)
    for entry in found.entries:
        for text in (entry.value, entry.code, *entry.label.values(), *entry.aliases):
            assert found.normalise(text) == entry.value
            assert found.normalise(f"  {text.upper()} ") == entry.value


@pytest.mark.parametrize("name", vocabulary.names())
def test_every_entry_has_both_languages(name: str):
    for choice in vocabulary.get(name).choices():
        assert set(choice["label"]) == {"en", "fr"}
        assert all(choice["label"].values())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"{FREQUENCY}ANNUAL", "ANNUAL"),
        ("https://publications.europa.eu/resource/authority/frequency/ANNUAL", "ANNUAL"),
        ("annual", "ANNUAL"),
        ("ANNUELLE", "ANNUAL"),
        ("irreguliere", "IRREG"),
        ("Bimestrielle", "BIMONTHLY"),
        ("Bimensuelle", "MONTHLY_2"),
        ("Biennale", "BIENNIAL"),
        ("semiannual", "ANNUAL_2"),
        ("other", "OTHER"),
        ("punctual", "AS_NEEDED"),
        ("Ponctuelle", "AS_NEEDED"),
        ("Inconnue", "UNKNOWN"),
        ("Continuelle", "UPDATE_CONT"),
        ("Quotidienne ou plusieurs fois par jour", "DAILY"),
        ("Hebdomadaire ou plusieurs fois par semaine", "WEEKLY"),
        ("Mensuelle ou plusieurs fois par mois", "MONTHLY"),
        ("Quinquennale", "QUINQUENNIAL"),
        ("Tous les quarts d’heure", "15MIN"),
    ],
)
def test_a_frequency_is_understood_however_it_is_written(text: str, code: str):
    assert vocabulary.get("frequency").normalise(text) == FREQUENCY + code


def test_what_means_nothing_is_none():
    assert vocabulary.get("frequency").normalise("tous les mardis") is None
    assert vocabulary.get("frequency").normalise("") is None


SCDL_FREQUENCIES = [
    "Inconnue",
    "Ponctuelle",
    "Irrégulière",
    "Continuelle",
    "Toutes les heures",
    "Quotidienne ou plusieurs fois par jour",
    "Hebdomadaire ou plusieurs fois par semaine",
    "Mensuelle ou plusieurs fois par mois",
    "Bimestrielle",
    "Trimestrielle",
    "Semestrielle",
    "Annuelle",
    "Biennale",
    "Triennale",
    "Quinquennale",
]


def test_frequencies_go_to_the_common_catalogue_format_and_back():
    frequency = vocabulary.get("frequency")
    for entry in frequency.entries:
        assert entry.facts["scdl"] in SCDL_FREQUENCIES
        assert isinstance(entry.facts["udata"], str)
        assert entry.facts["days"] is None or entry.facts["days"] > 0
    for label in SCDL_FREQUENCIES:
        value = frequency.normalise(label)
        entry = frequency.entry(value or "")
        assert entry is not None
        assert entry.facts["scdl"] == label


def test_coverage_levels_go_to_the_common_catalogue_format_and_back():
    level = vocabulary.get("coverage_level")
    for entry in level.entries:
        assert level.normalise(entry.facts["scdl"]) == entry.value


def test_the_european_lists_are_whole():
    assert len(vocabulary.get("data_theme").entries) == 13
    assert len(vocabulary.get("hvd_category").entries) == 6
    assert len(vocabulary.get("access_right").entries) == 3


def test_texts_that_a_lawyer_has_not_read_again_say_so():
    for entry in vocabulary.get("publication_text").entries:
        assert ("(à confirmer)" in entry.label["fr"]) is not entry.facts["confirmed"]


def test_a_label_is_in_the_language_asked_for():
    themes = vocabulary.get("data_theme")
    value = themes.normalise("TRAN") or ""
    assert themes.label(value, "fr") == "Transports"
    assert themes.label(value, "fr_FR") == "Transports"
    assert themes.label(value, "de") == "Transport"
    assert themes.label("unheard of", "fr") == "unheard of"


HEAD = 'version: "1"\nsource: x\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[", "not YAML"),
        ("- a", "expected the keys version, source and entries"),
        ("version: 1\nsource: x\nentries: []", "version: expected a text, got 1"),
        (HEAD + "entries: {}", "entries: expected a list"),
        (HEAD + "entries: [a]", "entries[0]: expected a mapping"),
        (HEAD + "entries: [{value: no, label: {en: a, fr: a}}]", "got False"),
        (HEAD + "entries: [{value: a, label: {en: a}}]", "label: expected {en: …, fr: …}"),
        (HEAD + "entries: [{value: a, label: {en: a, fr: a}, aliases: b}]", "aliases: expected"),
        (
            HEAD
            + "entries: [{value: a, label: {en: x, fr: x}}, {value: b, label: {en: X, fr: y}}]",
            "'X' names two entries",
        ),
    ],
)
def test_a_malformed_file_is_named_with_its_key(text: str, told: str):
    with pytest.raises(VocabularyError) as raised:
        vocabulary.parse("mine", text)
    assert "vocabularies/mine.yaml" in str(raised.value)
    assert told in str(raised.value)


@pytest.mark.parametrize("name", ["nothing", "../presets", ""])
def test_a_name_without_a_file_is_refused_with_those_there_are(name: str):
    with pytest.raises(VocabularyError, match="data_theme"):
        vocabulary.get(name)
