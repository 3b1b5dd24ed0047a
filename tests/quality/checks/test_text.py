"""How a text file is written: encoding, delimiter, header, lines."""

from __future__ import annotations

import codecs

import pytest

from ckanext.opendatalab.quality.checks import text
from tests.quality.checks.files import examined, fault, put, told

ACCENTS = "nom;montant\nÉcole à côté;12\nœuvre;3\n"


@pytest.mark.parametrize(
    ("content", "encoding", "bom"),
    [
        (ACCENTS.encode(), "utf-8", False),
        (ACCENTS.encode("utf-8-sig"), "utf-8-sig", True),
        (ACCENTS.encode("cp1252"), "cp1252", False),
        (ACCENTS.encode("utf-16"), "utf-16", True),
        (codecs.BOM_UTF16_BE + ACCENTS.encode("utf-16-be"), "utf-16", True),
        (ACCENTS.encode("utf-32"), "utf-32", True),
    ],
)
def test_the_encoding_is_known_and_the_header_read(tmp_path, content, encoding, bom):
    layout = text.open_text(put(tmp_path, content))
    assert (layout.encoding, layout.bom, layout.readable) == (encoding, bom, True)
    assert layout.header == ("nom", "montant")
    assert layout.delimiter == ";"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf_8_is_no_fault(tmp_path, encoding):
    assert not text.open_text(put(tmp_path, ACCENTS.encode(encoding))).faults


@pytest.mark.parametrize(("encoding", "name"), [("cp1252", "Windows-1252"), ("utf-16", "UTF-16")])
def test_any_other_encoding_is_a_warning_that_names_it(tmp_path, encoding, name):
    report = examined(tmp_path, ACCENTS.encode(encoding))
    found = fault(report, "encoding")
    assert (found.level, found.numbers) == ("warning", {"encoding": name})
    assert report.rows == 2


def test_one_late_byte_counts_and_its_line_is_told(tmp_path):
    lines = 100_000
    content = b"a;b\n" + b"1;2\n" * lines + "é;3\n".encode("cp1252")
    assert told(examined(tmp_path, content))["encoding"] == [lines + 2]


def test_an_accent_that_two_blocks_share_is_read(tmp_path):
    content = b"a;b\n" + b"x" * (text.BLOCK - 5) + "é;3\n".encode()
    assert text.open_text(put(tmp_path, content)).encoding == "utf-8"


def test_utf_8_by_its_mark_with_other_bytes_in_it_is_broken_at_its_line(tmp_path):
    content = "nom;b\né;1\n".encode("utf-8-sig") + "é;2\n".encode("cp1252")
    report = examined(tmp_path, content)
    assert told(report) == {"encoding_broken": [3]}
    assert report.outcome() == "fail"


def test_bytes_of_no_encoding_are_told(tmp_path):
    assert told(examined(tmp_path, b"a;b\n1;\x81\x8d\xff\n")) == {"encoding_unknown": [2]}


def test_nul_is_told_with_its_line(tmp_path):
    assert told(examined(tmp_path, b"a;b\n1;2\n1;\x00\n")) == {"nul_bytes": [3]}


@pytest.mark.parametrize(
    ("content", "delimiter", "header"),
    [
        ("a,b\n1,2\n", ",", ("a", "b")),
        ("a;b\n1,5;2,5\n3,1;4,2\n", ";", ("a", "b")),
        ("a\tb\n1;2\t3\n", "\t", ("a", "b")),
        ("a|b|c\n1|2|3\n", "|", ("a", "b", "c")),
        ('"a;x",b\n"1;2;3",4\n', ",", ("a;x", "b")),
        ('"a\n,x";b\n1;4\n', ";", ("a\n,x", "b")),
        ("nom\nParis\nAntibes, sur mer\n", ",", ("nom",)),
        ("nom;adresse\nA;1, rue B, Paris\nC;2, rue D, Lyon\n", ";", ("nom", "adresse")),
        ("a;b\r1;2\r", ";", ("a", "b")),
        ("\n\na;b\n1;2\n", ";", ("a", "b")),
    ],
)
def test_the_delimiter_is_the_one_that_makes_a_table(tmp_path, content, delimiter, header):
    layout = text.open_text(put(tmp_path, content))
    assert (layout.delimiter, layout.header) == (delimiter, header)


def test_a_header_longer_than_the_sample_is_read_whole(tmp_path):
    names = [f"colonne numéro {number}" for number in range(5000)]
    assert len(text.open_text(put(tmp_path, ";".join(names) + "\n1;2\n")).header) == 5000


def test_a_title_above_the_header_is_told_and_the_table_read(tmp_path):
    content = (
        "Liste des écoles\n\nnom;ville\n" + "A;Paris\n" * 1 + "B;Lyon\nC;Nice\nD;Metz\nE;Brest\n"
    )
    report = examined(tmp_path, content)
    assert told(report) == {"title_above_header": [3]}
    assert (report.columns, report.rows) == (("nom", "ville"), 5)


def test_a_header_whose_quotes_do_not_match_is_told(tmp_path):
    assert "header_quotes" in told(examined(tmp_path, '"nom"x";b\n1;2\n'))
