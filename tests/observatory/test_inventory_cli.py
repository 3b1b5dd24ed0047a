"""``ckan opendatalab inventory import``."""

from __future__ import annotations

import json
import time

import ckan.plugins.toolkit as tk
import pytest
from ckan.cli.cli import ckan as command

from tests.observatory.inventory_cases import (
    HEADER,
    MONTPELLIER,
    as_csv,
    names,
    sample,
    show,
    unique,
)


@pytest.fixture
def run(cli, organisation, tmp_path):
    """Import some content into the organisation."""
    # Click before 8.2 (CKAN 2.11) mixes standard error into standard output unless told not to.
    cli.mix_stderr = False

    def _run(content: bytes, *options: str, name: str = "inventaire.csv"):
        file = tmp_path / name
        file.write_bytes(content)
        arguments = ["opendatalab", "inventory", "import", str(file)]
        if "--organization" not in options:
            arguments += ["--organization", organisation.name]
        return cli.invoke(command, [*arguments, *options])

    return _run


def told(result):
    return json.loads(result.stdout)


def test_the_111_fiches_of_montpellier_are_imported_and_the_second_time_nothing_changes(
    run, organisation
):
    content = sample(MONTPELLIER)
    dry = told(run(content, "--json", "--dry-run"))
    assert names(organisation) == {}

    started = time.monotonic()
    result = run(content, "--json")
    seconds = time.monotonic() - started
    assert result.exit_code == 1, "a row is refused"
    first = told(result)
    assert first["format"] == "fiches"
    assert first["totals"] == dry["totals"]
    assert first["totals"] == {
        "rows": 111,
        "created": 110,
        "updated": 0,
        "unchanged": 0,
        "refused": 1,
    }
    assert seconds < 60
    (refused,) = [row for row in first["rows"] if row["status"] == "refused"]
    assert (refused["row"], refused["line"]) == (16, 28)
    assert refused["problems"] == [
        {
            "column": "identifiant",
            "reason": "The identifier “INSEE_MTP_RevenusFisc_2008” is already that of "
            "row 15 (text line 27) of this file.",
        }
    ]
    assert dry["rows"] == first["rows"], "a dry run says what an import does, addresses included"

    made = names(organisation)
    assert len(made) == 110
    second = told(run(content, "--json"))
    assert second["totals"] == {
        "rows": 111,
        "created": 0,
        "updated": 0,
        "unchanged": 110,
        "refused": 1,
    }
    assert names(organisation) == made

    road = show(next(row["name"] for row in first["rows"] if row["identifier"] == "ASF_MTP_A9Bis"))
    assert road["title"] == "Tracé du doublement de l’autoroute A9"
    assert road["private"] is True
    assert road["resources"] == []
    assert road["license_id"] == "fr-lo"
    assert road["issued"] == "2013-05-24"
    assert road["owner_org"] == organisation.id
    listed = tk.get_action("package_search")(
        {"ignore_auth": True},
        {"fq": f"owner_org:{organisation.id}", "include_private": True, "rows": 0},
    )
    assert listed["count"] == 110, "the index shows them at the end"
    public = tk.get_action("package_search")({}, {"fq": f"owner_org:{organisation.id}"})
    assert public["count"] == 0


def test_the_report_is_read_line_by_line(run, organisation):
    title = unique("Arbres")
    result = run(as_csv(HEADER, (title, "", "", "", "APIE"), ("", "x")))
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0] == "inventaire.csv: Modèle d'inventaire, csv (utf-8, ';')"
    assert any(line.split() == ["2", "created", title] for line in lines)
    assert any("Licence: “APIE” names no licence of the register" in line for line in lines)
    assert any("Titre: The title is missing." in line for line in lines)
    assert lines[-1] == "1 created, 0 updated, 0 unchanged, 1 refused"
    assert tk.config["ckan.search.solr_commit"] is True


def test_a_dry_run_ends_with_zero_when_all_is_well_and_writes_nothing(run, organisation):
    result = run(as_csv(HEADER, (unique("Arbres"),)), "--dry-run")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "Nothing was written."
    assert "1 to create" in result.stdout
    assert names(organisation) == {}


def test_it_acts_as_the_user_it_is_given(run, organisation):
    content = as_csv(HEADER, (unique("Arbres"),))
    refused = run(content, "--user", organisation.user("member"))
    assert refused.exit_code == 2
    assert names(organisation) == {}
    assert run(content, "--user", organisation.user("editor")).exit_code == 0
    assert len(names(organisation)) == 1


def test_a_file_that_cannot_be_read_ends_with_two_and_one_sentence(run, organisation):
    for content, name, sentence in (
        (b"", "vide.csv", "The file is empty."),
        (b"PK\x05\x06" + bytes(18), "archive.csv", "This is an archive (ZIP or the like)"),
        (b"<html></html>", "page.csv", "This is a web page or XML, not a table."),
        (b"a;b\n1;2\n", "sans-entete.csv", "No line of headers was recognised"),
        (as_csv(HEADER), "entete.csv", "The file has headers and nothing under them."),
        (b"Titre;Description\n\x81;\x8d\n", "octets.csv", "The characters of the file cannot"),
    ):
        result = run(content, name=name)
        assert result.exit_code == 2, name
        assert sentence in result.stderr
        assert result.stdout == ""
    assert names(organisation) == {}


def test_a_file_of_100_megabytes_is_refused_without_being_read(run, organisation):
    started = time.monotonic()
    result = run(bytes(100 * 1024 * 1024))
    assert result.exit_code == 2
    assert "The file is larger than 25 MB." in result.stderr
    assert time.monotonic() - started < 20
    assert names(organisation) == {}


def test_an_unknown_organisation_ends_with_two(run):
    result = run(as_csv(HEADER, ("A",)), "--organization", "nowhere-at-all")
    assert result.exit_code == 2
    assert "Organization not found" in result.stderr


def test_more_rows_than_a_page_takes_are_read(run, organisation):
    rows = [("", f"sans titre {number}") for number in range(301)]
    result = run(as_csv(HEADER, *rows), "--json")
    assert told(result)["totals"]["refused"] == 301
