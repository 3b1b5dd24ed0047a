"""The action: what an import makes of a portal."""

from __future__ import annotations

import io
import json

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories, helpers

from ckanext.opendatalab.observatory.inventory import template, texts
from tests.observatory.inventory_cases import (
    ETALAB,
    HEADER,
    SCDL,
    as_csv,
    as_xlsx,
    import_,
    names,
    sample,
    show,
    unique,
)


def reasons(report) -> list[str]:
    return [problem["reason"] for row in report["rows"] for problem in row["problems"]]


def test_the_official_example_of_etalab_is_imported_without_the_person(organisation):
    content = sample(ETALAB)
    report = import_(organisation, content, organisation.user("editor"))
    assert (report["format"], report["totals"]["created"]) == ("etalab", 1)
    (row,) = report["rows"]
    forest = show(row["name"])
    assert forest["publisher"][0]["identifier"] == "18006701900430"
    assert forest["contact"][0]["email"] == "inventaire-forestier@ign.fr"
    assert "jean.martin" not in str(forest)
    assert "A person's own address is not published" in row["notes"][0]["reason"]
    again = import_(organisation, content, organisation.user("editor"))
    assert again["totals"]["unchanged"] == 1


def test_a_row_with_the_examples_of_the_scdl_schema_is_imported(organisation):
    fields = json.loads(sample(SCDL))["fields"]
    assert len(fields) == 20
    header = [field["name"] for field in fields]
    row = [field["example"].split(" ou ")[0] for field in fields]
    content = as_csv(header, row, delimiter=",")
    report = import_(organisation, content, organisation.user("editor"))
    assert (report["format"], report["totals"]["created"]) == ("scdl", 1)
    dataset = show(report["rows"][0]["name"])
    assert dataset["identifier"] == "prenoms-des-nouveaux-nes-a-rennes-en-2017"
    assert dataset["license_id"] == "lov2"
    assert dataset["coverage_level"] == "communal"
    assert dataset["temporal_coverage"][0] == {"start": "2017-01-01", "end": "2017-12-31"}
    again = import_(organisation, content, organisation.user("editor"))
    assert again["totals"]["unchanged"] == 1


def test_a_filled_template_gives_private_datasets_found_again_by_their_title(organisation):
    title = unique("Arbres")
    trees = [title, "Les arbres", "Espaces verts", "arbres@valorne.example"]
    content = as_csv(HEADER, [*trees, "Licence Ouverte 2.0", "Annuelle", "arbre ; rue"])
    report = import_(organisation, content, organisation.user("editor"))
    (row,) = report["rows"]
    assert (row["status"], row["name"]) == ("created", title.lower())
    dataset = show(row["name"])
    assert dataset["contact"] == [{"email": "arbres@valorne.example", "name": "Espaces verts"}]
    assert [tag["name"] for tag in dataset["tags"]] == ["arbre", "rue"]

    changed = as_xlsx(HEADER, [*trees, "ODbL", "", "rue ; square"])
    (row,) = import_(organisation, changed, organisation.user("editor"))["rows"]
    assert (row["status"], row["changed"]) == ("updated", ["license_id", "tags"])
    dataset = show(row["name"])
    assert dataset["license_id"] == "odc-odbl"
    assert dataset["frequency"].endswith("ANNUAL"), "an empty cell changes nothing"
    assert [tag["name"] for tag in dataset["tags"]] == ["arbre", "rue", "square"]
    (row,) = import_(organisation, changed, organisation.user("editor"))["rows"]
    assert row["status"] == "unchanged"


def test_one_bad_row_stops_no_other(organisation):
    good, better = unique("Bon"), unique("Meilleur")
    rows = [(good,), ("", "sans titre"), (good,), ("T" * 501,), (better, "x" * 20_001), (better,)]
    report = import_(organisation, as_csv(HEADER, *rows), organisation.user("editor"))
    assert [row["status"] for row in report["rows"]] == [
        "created",
        "refused",
        "refused",
        "refused",
        "refused",
        "created",
    ]
    assert reasons(report) == [
        "The title is missing.",
        "Row 2 of this file has the same title, and this one no identifier.",
        "501 characters; at most 500 are accepted.",
        "20001 characters; at most 20000 are accepted.",
    ]
    assert [p["column"] for row in report["rows"] for p in row["problems"]] == [
        "Titre",
        "Titre",
        "Titre",
        "Description",
    ]
    assert set(names(organisation)) == {good.lower(), better.lower()}


def test_a_dry_run_refuses_what_the_portal_itself_would_refuse(organisation, monkeypatch):
    # Our own reading lets this address pass; the portal's validator does not.
    monkeypatch.setattr(texts, "email", lambda text: text)
    row = [unique("Arbres"), "", "", "no address"]
    for dry_run in (True, False):
        report = import_(
            organisation, as_csv(HEADER, row), organisation.user("editor"), dry_run=dry_run
        )
        (told,) = report["rows"]
        assert told["status"] == "refused"
        assert told["problems"][0]["column"] == "Adresse électronique de contact"
        assert told["problems"][0]["reason"].startswith("The portal refuses this value: ")
    assert names(organisation) == {}


def test_an_identifier_of_another_organisation_is_another_dataset(organisation, neighbour):
    title = unique("Voirie")
    content = as_csv(("identifiant", "titre", "description", "licence", "url"), ("V1", title))
    import_(neighbour, content, neighbour.user("editor"))
    theirs = names(neighbour)
    (row,) = import_(organisation, content, organisation.user("editor"))["rows"]
    assert (row["status"], row["name"]) == ("created", f"{title.lower()}-2")
    assert names(neighbour) == theirs
    (row,) = import_(organisation, content, organisation.user("editor"))["rows"]
    assert (row["status"], row["name"]) == ("unchanged", f"{title.lower()}-2")


def test_a_public_dataset_is_never_changed(organisation):
    title = unique("Budget")
    dataset = factories.Dataset(
        title=title, identifier="B1", owner_org=organisation.id, private=False
    )
    header = ("identifiant", "titre", "description", "licence", "url")
    content = as_csv(header, ("B1", "Autre titre"))
    report = import_(organisation, content, organisation.user("editor"))
    assert reasons(report) == [f"The dataset {dataset['name']} is public: change it in the portal."]
    assert show(dataset["name"])["title"] == title


def test_what_people_added_since_the_import_stays(organisation):
    title = unique("Fontaines")
    row = [title, "Les fontaines", "Eau", "eau@valorne.example", "", "", "eau"]
    content = as_csv(HEADER, row)
    (told,) = import_(organisation, content, organisation.user("editor"))["rows"]
    helpers.call_action(
        "package_patch",
        {"user": organisation.user("editor")},
        id=told["name"],
        license_id="lov2",
        quality_statement="Sept manquent.",
        tags=[{"name": "eau"}, {"name": "canicule"}],
        contact=[{"name": "Eau", "email": "eau@valorne.example", "url": "https://v.example/eau"}],
    )
    before = names(organisation)
    (told,) = import_(organisation, content, organisation.user("editor"))["rows"]
    assert told["status"] == "unchanged"
    assert names(organisation) == before


def test_html_and_formulas_are_saved_as_text(organisation):
    title = unique("=1+1 <b>Arbres</b>")
    content = as_csv(HEADER, (title, "<script>alert(1)</script>Les &amp; arbres"))
    (told,) = import_(organisation, content, organisation.user("editor"))["rows"]
    dataset = show(told["name"])
    assert dataset["title"] == title.replace("<b>", "").replace("</b>", "")
    assert dataset["notes"] == "Les & arbres"


def test_the_example_of_the_template_is_refused_and_its_explanations_skipped(organisation):
    report = import_(organisation, template.file("ods", "fr"), organisation.user("editor"))
    assert report["totals"]["rows"] == 1
    assert reasons(report) == ["This is the example row of the template. Replace it with your own."]


def test_columns_left_out_are_named_once_for_the_file(organisation):
    content = as_csv(("Titre", "Licence", "Couleur", "Vide"), (unique("Arbres"), "", "vert", ""))
    remarks = import_(organisation, content, organisation.user("editor"), dry_run=True)["remarks"]
    assert "Columns that this format does not have, left out: Couleur." in remarks


def test_only_who_may_create_datasets_there_may_import(organisation):
    for role in ("anonymous", "stranger", "member"):
        with pytest.raises(tk.NotAuthorized):
            import_(organisation, as_csv(HEADER, ("A",)), organisation.user(role))
    assert names(organisation) == {}
    for role in ("editor", "admin", "sysadmin"):
        content = as_csv(HEADER, (unique("Arbres"),))
        assert import_(organisation, content, organisation.user(role))["totals"]["created"] == 1


def test_a_neighbours_editor_may_not_import_here(organisation, neighbour):
    with pytest.raises(tk.NotAuthorized):
        import_(organisation, as_csv(HEADER, ("A",)), neighbour.user("editor"))


def test_a_file_that_cannot_be_used_gives_one_sentence_and_writes_nothing(organisation):
    for content, sentence in (
        (b"", "The file is empty."),
        (as_csv(HEADER), "The file has headers and nothing under them."),
        (b"<html>", "This is a web page or XML, not a table. Save the table as XLSX, ODS or CSV."),
        (b"x" * (5 * 1024 * 1024 + 1), "The file is larger than 5 MB."),
        (as_csv(HEADER, *[(f"T{n}",) for n in range(301)]), "The file has more than 300 rows,"),
    ):
        with pytest.raises(tk.ValidationError) as refused:
            import_(organisation, content, organisation.user("editor"))
        (message,) = refused.value.error_dict["upload"]
        assert message.startswith(sentence)
    assert names(organisation) == {}


def test_missing_or_odd_parameters_are_explained(organisation):
    user = organisation.user("editor")
    for upload in ("a path", None):
        with pytest.raises(tk.ValidationError) as refused:
            helpers.call_action(
                "opendatalab_inventory_import",
                {"user": user},
                organization=organisation.id,
                upload=upload,
            )
        assert refused.value.error_dict["upload"] == ["Choose a file."]
    with pytest.raises(tk.ValidationError):
        import_(organisation, as_csv(HEADER, ("A",)), user, dry_run="perhaps")
    with pytest.raises(tk.ObjectNotFound):
        helpers.call_action(
            "opendatalab_inventory_import",
            {"user": user},
            organization="nowhere-at-all",
            upload=io.BytesIO(b""),
        )


def test_the_api_takes_the_file_as_a_form(app, organisation):
    sent = app.post(
        "/api/3/action/opendatalab_inventory_import",
        data={
            "organization": organisation.name,
            "dry_run": "true",
            "upload": (io.BytesIO(as_csv(HEADER, (unique("Arbres"),))), "inventaire.csv"),
        },
        headers=organisation.headers("editor"),
    )
    assert sent.json["result"]["file"] == "inventaire.csv"
    assert sent.json["result"]["totals"]["created"] == 1
    assert names(organisation) == {}
