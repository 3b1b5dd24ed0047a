"""The first rows of a file, whatever the file."""

from __future__ import annotations

import io
import zipfile

import pytest

from ckanext.opendatalab.fields import preview


def table(content: bytes, rows: int = 5) -> preview.Table:
    found = preview.parse(content, rows)
    assert isinstance(found, preview.Table)
    return found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_accents_and_delimiters_are_recognised(encoding, delimiter):
    lines = [["code", "libellé"], ["01004", "Forêt"], ["2A004", "Église"]]
    content = "\r\n".join(delimiter.join(line) for line in lines).encode(encoding)
    found = table(content)
    assert [found.header, *found.rows] == lines
    assert not found.more_rows


def test_a_semicolon_file_with_decimal_commas_keeps_its_columns():
    found = table(b"lieu;hauteur\nA;1,5\nB;2,25\n")
    assert found.rows == [["A", "1,5"], ["B", "2,25"]]


def test_quoted_line_breaks_stay_inside_their_cell():
    found = table(b'a,b\n"one\ntwo",3\n')
    assert found.rows == [["one two", "3"]]


def test_rows_columns_and_cells_are_bounded():
    header = ",".join(f"c{n}" for n in range(100))
    row = ",".join(["x" * 500] * 100)
    found = table(f"{header}\n{row}\n{row}\n{row}\n".encode(), rows=2)
    assert len(found.rows) == 2
    assert found.more_rows
    assert found.more_columns
    assert len(found.header) == preview.COLUMNS
    assert all(len(cell) <= preview.CELL for cell in found.rows[0])


def test_a_short_row_is_filled_up_so_that_the_table_stays_regular():
    assert table(b"a;b;c\n1\n").rows == [["1", "", ""]]


def test_a_block_cut_inside_a_character_is_still_utf8():
    line = "é;é\n".encode()
    content = (line * (preview.BYTES // len(line) + 1))[: preview.BYTES]
    for shift in (0, 1):
        found = table(b"a" * shift + content[: preview.BYTES - shift], rows=3)
        assert found.rows[1] == ["é", "é"]


def archive() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr("a.csv", "a;b")
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (archive(), "not_text"),
        (b"%PDF-1.7\n...", "not_text"),
        (b"\x00" * 5000, "not_text"),
        (b"a\x00b;c", "not_text"),
        (b"\x81\x8d\x8f", "not_text"),
        (b"  <!DOCTYPE html><p>404</p>", "not_a_table"),
    ],
)
def test_what_is_not_a_table_is_said_to_be_none(content, reason):
    assert preview.parse(content, 5) == reason


def test_links_are_never_previewed():
    assert not preview.is_csv({"url": "https://x.example/a.csv", "format": "CSV", "url_type": None})
    assert preview.is_csv({"url": "a.csv", "format": "CSV", "url_type": "upload"})
