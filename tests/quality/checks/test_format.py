"""What a file is, against what it is said to be."""

from __future__ import annotations

import gzip

import pytest

from ckanext.opendatalab.quality.checks import run
from tests.quality.checks.files import archive, check, examined, outcomes, put, subject, told, xlsx

HTML = "<!DOCTYPE html>\n<html><body>Page introuvable</body></html>"


@pytest.mark.parametrize(
    ("content", "format", "code"),
    [
        ("", "CSV", "empty"),
        ("\ufeff \n\n", "CSV", "empty"),
        (b"\xff\xfe", "CSV", "empty"),
        (HTML, "CSV", "is_html"),
        ("\n  <html lang='fr'>", "CSV", "is_html"),
        ("<!-- x --><!doctype HTML>", "JSON", "is_html"),
        (HTML.encode("utf-16"), "CSV", "is_html"),
        (HTML, "PDF", "is_html"),
        (HTML, "ZIP", "is_html"),
        ('{"error": 404}', "CSV", "is_other"),
        ("<?xml version='1.0'?><a/>", "CSV", "is_other"),
        (b"%PDF-1.7\n", "CSV", "is_other"),
        (b"\x89PNG\r\n", "XLSX", "is_other"),
        ("a;b\n1;2\n", "XLSX", "is_other"),
        ("a;b\n1;2\n", "GeoJSON", "is_other"),
        ("a;b\n1;2\n", "PDF", "is_other"),
        (gzip.compress(b"a;b\n1;2\n"), "CSV", "is_archive"),
        (b"7z\xbc\xaf\x27\x1c\x00", "CSV", "is_archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "CSV", "is_spreadsheet"),
    ],
)
def test_what_is_not_as_declared_fails_and_nothing_else_is_checked(tmp_path, content, format, code):
    report = examined(tmp_path, content, format)
    assert list(told(report, "format")) == [code]
    assert report.outcome() == "fail"
    assert outcomes(report)["structure"] == "skipped"


def test_a_spreadsheet_or_an_archive_named_csv_is_told(tmp_path):
    path = xlsx(tmp_path / "renamed.csv", ["a", "b"], ["1", "2"])
    report = run.examine(path, subject("CSV"))
    assert list(told(report, "format")) == ["is_spreadsheet"]
    assert check(report, "format").faults[0].numbers == {"declared": "CSV", "found": "XLSX"}
    path = archive(tmp_path / "packed.csv", {"a.csv": b"a;b\n1;2\n"})
    assert list(told(run.examine(path, subject("CSV")), "format")) == ["is_archive"]


@pytest.mark.parametrize(
    ("content", "format"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (HTML, "HTML"),
        (HTML, "WMS"),
        ("<kml/>", "KML"),
        (b"\x00\x00\x27\x0a" + b"\0" * 100, "SHP"),
        ("whatever", "DWG"),
    ],
)
def test_what_we_do_not_open_passes_and_the_rest_says_why_it_is_skipped(tmp_path, content, format):
    report = examined(tmp_path, content, format)
    assert outcomes(report)["format"] == "pass"
    assert check(report, "structure").outcome == "skipped"
    assert check(report, "structure").reason == "not_opened"


@pytest.mark.parametrize("declared", ["csv", " CSV ", ".csv", "text/csv", "TSV", ""])
def test_a_format_is_known_in_all_its_spellings(tmp_path, declared):
    assert outcomes(examined(tmp_path, "a;b\n1;2\n", declared))["structure"] == "pass"


def test_without_a_declared_format_the_name_of_the_file_counts(tmp_path):
    nameless = run.Subject("", "data.json", None, "", "", 10, subject().today)
    report = run.examine(put(tmp_path, "a;b\n1;2\n"), nameless)
    assert list(told(report, "format")) == ["is_other"]
