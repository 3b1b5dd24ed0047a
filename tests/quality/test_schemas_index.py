"""The index of official schemas, what names an entry of it, and what columns tell."""

from __future__ import annotations

import pytest

from ckanext.opendatalab.quality.schemas import index, suggest

BUDGET = "https://schema.data.gouv.fr/schemas/scdl/budget/latest/schema.json"
CANDIDATES = [
    suggest.Candidate(one.id, one.required, one.columns)
    for one in index.load().entries.values()
    if one.kind == "table"
]


def test_the_index_has_the_schemas_that_local_authorities_meet():
    entries = index.load().entries
    assert len(entries) > 75
    assert {"scdl/deliberations", "scdl/subventions", "etalab/schema-bal"} <= set(entries)
    assert entries["etalab/schema-bal"].kind == "other"
    assert "validateur-bal" in entries["etalab/schema-bal"].validator
    assert entries["139bercy/format-commande-publique"].kind == "json"
    for entry in entries.values():
        assert set(entry.title) == {"en", "fr"}


@pytest.mark.parametrize(
    ("text", "key", "address"),
    [
        ("scdl/budget", "scdl/budget", BUDGET),
        (" SCDL/Budget ", "scdl/budget", BUDGET),
        ("https://schema.data.gouv.fr/scdl/budget/", "scdl/budget", BUDGET),
        ("http://schema.data.gouv.fr/scdl/budget?x=1#y", "scdl/budget", BUDGET),
        ("https://schema.data.gouv.fr/scdl/budget/latest.html", "scdl/budget", BUDGET),
        (BUDGET, "scdl/budget", BUDGET),
        (
            BUDGET.replace("latest", "0.8.2"),
            "scdl/budget@0.8.2",
            BUDGET.replace("latest", "0.8.2"),
        ),
        (
            "https://schema.data.gouv.fr/scdl/budget/0.8.1.html",
            "scdl/budget@0.8.1",
            BUDGET.replace("latest", "0.8.1"),
        ),
    ],
)
def test_an_entry_is_recognised_by_its_name_its_pages_and_its_files(text, key, address):
    match = index.load().find(text)
    assert match is not None
    assert (match.key, match.address) == (key, address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "SCDL",
        "scdl/unknown",
        "own/budget",
        "https://schema.data.gouv.fr/",
        "https://schema.data.gouv.fr.example.org/scdl/budget/",
        "https://schema.data.gouv.fr@example.org/scdl/budget/",
        "file://schema.data.gouv.fr/scdl/budget/",
        "https://schema.data.gouv.fr/scdl/budget/../../../etc/passwd",
        "https://schema.data.gouv.fr/schemas/scdl/budget/..%2f/schema.json",
        "http://[",
    ],
)
def test_nothing_else_is_taken_for_an_entry(text):
    assert index.load().find(text) is None


def test_a_file_with_all_columns_of_a_schema_is_suggested_that_schema_first():
    for one in CANDIDATES:
        found = suggest.fitting((*one.required, *one.columns), CANDIDATES)
        assert found[0].id == one.id


def test_upper_and_lower_case_and_blanks_do_not_matter():
    columns = [f" {name.lower()} " for name in index.load().entries["scdl/deliberations"].required]
    assert suggest.fitting(columns, CANDIDATES)[0].id == "scdl/deliberations"


def test_a_missing_required_column_is_named():
    entry = index.load().entries["scdl/subventions"]
    columns = [name for name in (*entry.required, *entry.columns) if name != "montant"]
    (found,) = suggest.fitting(columns, CANDIDATES)
    assert (found.id, found.missing) == ("scdl/subventions", ("montant",))


@pytest.mark.parametrize(
    "columns",
    [
        [],
        [""],
        ["nom", "adresse", "date"],
        ["id", "nom", "commune", "latitude", "longitude"],
        [f"colonne {number}" for number in range(50)] + ["nomAttribuant", "montant", "objet"],
    ],
)
def test_columns_that_every_other_file_has_suggest_nothing(columns):
    assert suggest.fitting(columns, CANDIDATES) == []


def test_a_schema_of_usual_columns_only_is_suggested_where_all_of_them_are_there():
    own = suggest.Candidate("own/lieux", ("nom", "adresse"), ())
    assert [one.id for one in suggest.fitting(["nom", "adresse"], [own])] == ["own/lieux"]
    assert suggest.fitting(["nom", "telephone"], [own]) == []


ENTRY = """
  - id: scdl/budget
    version: "1"
    title: {en: Budget, fr: Budget}
    kind: table
    group: common
    address: https://schema.data.gouv.fr/schemas/scdl/budget/latest/schema.json
    required: [A]
"""
GROUPS = "version: 1\ngroups:\n  - {key: common, title: {en: C, fr: C}}\nschemas:"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ENTRY.replace("id: scdl/budget", "id: budget"), "schemas[0].id"),
        (ENTRY.replace("kind: table", "kind: xml"), "schemas[0].kind"),
        (ENTRY.replace("group: common", "group: other"), "schemas[0].group"),
        (ENTRY.replace("/latest/", "/1/"), "schemas[0].address"),
        (ENTRY.replace("    required: [A]\n", ""), "schemas[0].required"),
        (ENTRY.replace(", fr: Budget", ""), "schemas[0].title.fr"),
        (ENTRY + ENTRY, "schemas[1].id"),
        (ENTRY + "    description: prose\n", "schemas[0].description"),
    ],
)
def test_a_malformed_index_is_refused_with_file_and_key(tmp_path, text, told):
    path = tmp_path / "index.yaml"
    path.write_text(GROUPS + text, encoding="utf-8")
    with pytest.raises(ValueError, match="expected") as error:
        index.parse(path)
    assert str(path) in str(error.value)
    assert told in str(error.value)
