"""What becomes of the bytes of a file.  No portal needed."""

from __future__ import annotations

import datetime
import io
import zipfile

import openpyxl
import pytest

from ckanext.opendatalab.observatory.inventory import formats, tables, template
from ckanext.opendatalab.observatory.inventory.messages import UnreadableFileError
from tests.observatory.inventory_cases import HEADER, as_csv, as_xlsx, as_zip

TREES = ("Arbres", "Les arbres de la rue de l'Été", "Espaces verts")


def read(content: bytes, max_rows: int = 100) -> tables.Table:
    return tables.read(content, formats.score, max_rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found(encoding, delimiter):
    table = read(as_csv(HEADER, TREES, delimiter=delimiter, encoding=encoding))
    assert table.header == HEADER
    assert [row.cells for row in table.rows] == [TREES]


def test_headers_count_whatever_their_case_accents_and_order():
    content = as_csv(
        ("MOTS CLES", "frequence de mise à jour", "titre"), ("a;b", "Annuelle", "Lieux")
    )
    form = formats.of(read(content).header)
    assert form.name == "template"
    assert form.missing(read(content).header) == [
        "Description",
        "Service producteur",
        "Adresse électronique de contact",
        "Licence",
    ]


def test_a_title_and_an_empty_line_may_stand_above_the_headers():
    table = read(as_csv(("Inventaire 2025",), (), HEADER, TREES))
    assert [(row.number, row.line) for row in table.rows] == [(4, 4)]


def test_a_row_has_its_number_in_a_spreadsheet_and_its_line_in_the_file():
    table = read(as_csv(HEADER, ("Arbres", "Une ligne\nune autre"), ("Bancs",)))
    assert [(row.number, row.line) for row in table.rows] == [(2, 2), (3, 4)]


def test_a_quotation_mark_that_is_never_closed_breaks_its_row_only():
    rows = 'Titre;Description\nArbres;ok\nBancs;"ouvert\nPuits;"b"\nFontaines;ok\n'
    table = read(rows.encode())
    assert [(row.cells[:1], bool(row.broken)) for row in table.rows] == [
        (("Arbres",), False),
        ((), True),
        (("Fontaines",), False),
    ]


def test_a_quotation_mark_open_until_the_end_is_told():
    table = read(b'Titre;Description\nArbres;"ouvert\nBancs;ok\n')
    (row,) = table.rows
    assert row.broken is not None
    assert row.broken.code == "quotes_unbalanced"


def test_accents_that_were_damaged_before_are_told():
    table = read(as_csv(HEADER, ("FenÃªtres classÃ©es",)))
    assert [remark.code for remark in table.remarks] == ["accents_damaged"]


def test_a_spreadsheet_gives_whole_numbers_days_and_no_formula_of_its_own():
    rows = (
        ("Titre", "Description", "Licence"),
        ("=1+1", datetime.date(2014, 3, 12), 21340172201787),
    )
    book = as_xlsx(*rows)
    (row,) = read(book).rows
    # No program has computed =1+1, so the file holds no value for it.
    assert row.cells == ("", "2014-03-12", "21340172201787")


def test_the_sheet_with_headers_is_read_and_the_others_are_named():
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Bonjour"])
    sheet = book.create_sheet("Inventaire")
    sheet.append(list(HEADER))
    sheet.append(list(TREES))
    output = io.BytesIO()
    book.save(output)
    table = read(output.getvalue())
    assert table.detail == "Inventaire"
    assert [remark.values["others"] for remark in table.remarks] == ["Sheet"]


@pytest.mark.parametrize("extension", ["csv", "xlsx", "ods"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_template_is_read_back_with_its_explanations_and_its_example(extension, language):
    table = read(template.file(extension, language))
    form = formats.of(table.header)
    assert table.header == HEADER
    assert form is formats.TEMPLATE
    explanation, example = table.rows
    assert template.is_explanation(form, explanation.cells)
    assert template.is_example(form, example.cells)
    assert not template.is_example(form, explanation.cells)


def test_an_ods_template_names_its_type_first_and_uncompressed():
    archive = zipfile.ZipFile(io.BytesIO(template.file("ods", "fr")))
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def _far_cell() -> bytes:
    book = openpyxl.Workbook()
    book.worksheets[0].append(list(HEADER))
    book.worksheets[0]["XFD1048576"] = "far"
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _ods(replace: bytes, by: bytes) -> bytes:
    ods = zipfile.ZipFile(io.BytesIO(template.file("ods", "fr")))
    files = {name: ods.read(name) for name in ods.namelist()}
    files["content.xml"] = files["content.xml"].replace(replace, by)
    return as_zip(files)


def _repeated_rows() -> bytes:
    row = b"<table:table-row"
    return _ods(row, row + b' table:number-rows-repeated="300000"')


def test_the_million_empty_rows_that_libreoffice_writes_do_no_harm():
    rest = (
        b'<table:table-row table:number-rows-repeated="1048573">'
        b'<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    assert len(read(_ods(b"</table:table>", rest)).rows) == 2


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "is_empty"),
        (b"  \r\n \n", "is_empty"),
        (as_csv(HEADER), "has_no_rows"),
        (as_csv(HEADER, ("", "", "")), "has_no_rows"),
        (as_csv(("Arbres", "Rue"), ("Platane", "Mairie")), "has_no_header"),
        (as_csv(HEADER, TREES, encoding="utf-16-le"), "is_not_text"),
        (b"Titre;Description\nA\x81\x8d;\x9d\n", "has_unknown_encoding"),
        (b"\xff\xfeT", "has_unknown_encoding"),
        (b"<!DOCTYPE html><html><body>Titre;Description</body></html>", "is_web_page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><a/>", "is_web_page"),
        (as_zip({"inventaire.csv": as_csv(HEADER, TREES)}), "is_archive"),
        (as_zip({"word/document.xml": b"<w/>"}), "is_word_processor"),
        (b"PK\x03\x04 not a zip", "is_damaged_spreadsheet"),
        (as_xlsx(HEADER, TREES)[:-200], "is_damaged_spreadsheet"),
        (as_zip({"xl/workbook.xml": b"<broken"}), "is_damaged_spreadsheet"),
        (as_xlsx(), "is_empty"),
        (as_xlsx(("Arbres",)), "has_no_header"),
        (b"%PDF-1.7 ...", "is_pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is_old_office"),
        (b"\x1f\x8b\x08", "is_archive"),
        (b"{\\rtf1}", "is_word_processor"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is_not_text"),
        (as_csv(HEADER, *[(f"T{n}",) for n in range(101)]), "has_too_many_rows"),
        (as_xlsx(HEADER, *[(f"T{n}",) for n in range(101)]), "has_too_many_rows"),
    ],
)
def test_a_file_that_is_no_inventory_is_refused_with_one_reason(content, code):
    with pytest.raises(UnreadableFileError) as refused:
        read(content)
    assert refused.value.message.code == code


def test_a_spreadsheet_that_unpacks_to_gigabytes_is_refused_unread():
    bomb = as_zip({"xl/workbook.xml": b"x", "xl/sheet1.xml": bytes(210 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    with pytest.raises(UnreadableFileError) as refused:
        read(bomb)
    assert refused.value.message.code == "is_oversized_spreadsheet"


@pytest.mark.parametrize("make", [_far_cell, _repeated_rows])
def test_a_small_spreadsheet_that_claims_a_huge_table_is_refused_without_harm(make):
    content = make()
    assert len(content) < 20_000
    with pytest.raises(UnreadableFileError) as refused:
        read(content)
    assert refused.value.message.code == "is_oversized_spreadsheet"


def test_a_cell_longer_than_the_csv_module_allows_does_not_end_the_reading():
    table = read(as_csv(HEADER, ("Long", "x" * 200_000), TREES))
    assert [row.cells[0] for row in table.rows] == ["Long", "Arbres"]
