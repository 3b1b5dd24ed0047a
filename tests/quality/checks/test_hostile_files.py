"""Files that were made to break, stop or fill the checker: a stated result, in bounded time."""

from __future__ import annotations

import gzip
import json
import os
import time

import pytest

from tests.quality.checks.files import (
    archive,
    check,
    isolated,
    put,
    told,
    xlsx,
)

MOST_SECONDS = 15


@pytest.fixture(autouse=True)
def _in_time():
    began = time.monotonic()
    yield
    assert time.monotonic() - began < MOST_SECONDS


def only(report, name="structure"):
    """Return the one fault or the one reason of a check."""
    found = check(report, name)
    codes = [fault.code for fault in found.faults] or [found.reason]
    assert len(codes) == 1
    return codes[0]


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


TEXTS = {
    "ten million columns": (lambda: "a;b\n" + ";" * 10_000_000, "line_too_long"),
    "ten million columns in the header": (lambda: ";" * 10_000_000 + "\n1", "line_too_long"),
    "many columns, not too many characters": (lambda: "a;" * 100_000 + "\n1", "too_many_columns"),
    "a row of many lines, each in quotes": (lambda: "a;b\n" + '"\n";' * 1_500_000, "quote_open"),
    "a header of many lines": (lambda: '"\n";' * 1_500_000, "record_too_long"),
    "one line of 100 MB": (lambda: "x" * 100_000_000, "line_too_long"),
    "a cell of 30 MB": (lambda: 'a;b\n1;"' + "x" * 30_000_000 + '"\n', "line_too_long"),
    "a quote never closed, short": (lambda: 'a;b\n1;"2\n' + "3;4\n" * 10, "quote_open"),
    "a quote never closed, long": (lambda: 'a;b\n1;"2\n' + "3;4\n" * 2_000_000, "quote_open"),
    "NUL": (lambda: "a;b\n1;\0\n", "nul_bytes"),
    "NUL only": (lambda: "\0" * 1_000_000, "nul_bytes"),
    "half a pair in UTF-16": (lambda: b"\xff\xfea\0;\0b\0\n\0\x00\xd8;\0", "encoding_broken"),
    "an odd byte in UTF-16": (lambda: "a;b\n1;2\n".encode("utf-16") + b"x", "encoding_broken"),
    "UTF-8 that is too long": (lambda: b"a;b\n1;\xc0\x81\n", "encoding_unknown"),
    "random bytes": (lambda: b"ab;\x81" + bytes(range(1, 256)) * 1000, "encoding_unknown"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_a_hostile_text_gets_one_sentence(tmp_path, case):
    make, code = TEXTS[case]
    path = put(tmp_path, make())
    report = isolated(path, memory=150_000_000)
    assert only(report) == code
    assert report.outcome() == "fail"


def test_a_million_bad_quotes_are_counted_and_20_are_kept(tmp_path):
    report = isolated(put(tmp_path, "a;b\n" + '"x"y;2\n' * 300_000))
    found = check(report, "structure").faults[0]
    assert (found.code, found.count, len(found.places)) == ("quotes", 300_000, 20)


def test_columns_that_all_have_the_same_name_are_told_within_bounds(tmp_path):
    report = isolated(put(tmp_path, ";".join("a" * 16_000) + "\n"))
    assert check(report, "structure").faults[0].count == 15_999
    assert len(report.columns) == 1000


def test_what_looks_like_slow_patterns_is_read_in_time(tmp_path):
    cells = ["a." * 50_000 + "@", "a" * 100_000 + "@" + "b-" * 50_000, "1 " * 50_000]
    cells += ["FR14" + "A" * 100_000, "06 12 34" * 20_000, "1" * 100_000 + ",", "-" * 100_000]
    cells += ["#" * 100_000, "=" + "a." * 50_000]
    isolated_report = isolated(put(tmp_path, "id;x\n" + "".join(f"1;{one}\n" for one in cells)))
    assert isolated_report.rows == len(cells)


def test_a_formula_is_reported_as_text(tmp_path):
    report = isolated(put(tmp_path, "id;x\n1;=cmd|'/c calc'!A1\n2;@SUM(1)\n3;+a|b\n"))
    found = check(report, "content").faults[0]
    assert (found.code, found.count) == ("formulas", 3)


def test_markup_and_controls_in_names_stay_text_and_can_be_kept(tmp_path):
    name = "<script>\x1b[31m\u202e" + "x" * 500
    report = isolated(put(tmp_path, f"id;{name};{name}\n1;2;3\n"))
    assert report.columns[1] == name[:120]
    assert len(check(report, "structure").faults[0].places[0].name) == 120


# ------------------------------------------------------------------ JSON


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (nested(1_000_000), "json_too_deep"),
        ('{"a":' * 200_000 + "1" + "}" * 200_000, "json_too_deep"),
        ("[" + "9" * 1_000_000 + "]", "json_number_too_long"),
        ("[1e999999999]", ""),
        ("[" + "1," * 5_000_000 + "1]", ""),
        ('["\\ud800\\u0000"]', ""),
        ("[1] " + " " * 29_000_000 + "x", "json_broken"),
        ("[" + " " * 31_000_000 + "]", "json_too_large"),
    ],
)
def test_hostile_json_gets_a_result(tmp_path, content, code):
    assert only(isolated(put(tmp_path, content), "JSON")) == code


def test_geometries_nested_and_characters_that_nothing_keeps(tmp_path):
    geometry = '{"type":"GeometryCollection","geometries":[' * 300 + "]}" * 300
    properties = '{"\\ud800\\u0000": "\\u0000", "deep": ' + nested(400) + "}"
    feature = f'{{"type":"Feature","geometry":{geometry},"properties":{properties}}}'
    report = isolated(put(tmp_path, feature), "GeoJSON")
    json.dumps(report.columns).encode()
    assert report.columns[0] == "\ufffd\ufffd"


# -------------------------------------------------------------- archives


def test_a_gzip_bomb_named_csv_is_not_unpacked(tmp_path):
    bomb = gzip.compress(b"\0" * 50_000_000)
    assert only(isolated(put(tmp_path, bomb)), "format") == "is_archive"


@pytest.mark.parametrize("entry", ["xl/worksheets/a.xml", "xl/sharedStrings.xml", "other"])
def test_a_spreadsheet_that_is_a_bomb_is_not_unpacked(tmp_path, entry):
    path = xlsx(tmp_path / "a.xlsx", ["a"], ["1"], more={entry: b"<a>" + b" " * 60_000_000})
    report = isolated(path, "XLSX")
    assert only(report, "format") == "archive_bomb"
    assert report.outcome() == "error"


def test_a_spreadsheet_that_says_to_be_huge_is_not_unpacked(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", ["a"], ["1"], more={"x": b"y" * 1000})
    content = bytearray(path.read_bytes())
    at = content.rfind(b"PK\x01\x02")
    content[at + 24 : at + 28] = (2**31).to_bytes(4, "little")
    path.write_bytes(content)
    assert only(isolated(path, "XLSX"), "format") == "archive_too_large"


def test_a_spreadsheet_that_lies_about_its_size_is_stopped_or_refused(tmp_path):
    cells = ["x" * 30_000] * 100
    path = xlsx(tmp_path / "a.xlsx", *[cells] * 30)
    content = path.read_bytes()
    at = content.find(b"xl/worksheets/a.xml", content.find(b"PK\x01\x02"))
    small = content[: at - 22] + (1000).to_bytes(4, "little") + content[at - 18 :]

    path.write_bytes(small)
    report = isolated(path, "XLSX", memory=50_000_000)
    assert report.outcome() == "error"


def test_too_many_entries_are_not_listed(tmp_path):
    path = archive(
        tmp_path / "a.xlsx", {f"{n}": b"" for n in range(11_000)} | {"xl/workbook.xml": b""}
    )
    assert only(isolated(path, "XLSX"), "format") == "archive_too_large"


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04", b"PK\x05\x06" + b"\xff" * 18, b"PK\x03\x04" * 999]
)
def test_a_damaged_archive_is_told(tmp_path, content):
    assert only(isolated(put(tmp_path, content), "XLSX"), "format") in ("is_archive", "is_other")


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
)


def test_entities_in_a_spreadsheet_are_not_expanded_nor_read(tmp_path):
    path = xlsx(tmp_path / "a.xlsx", ["a", "b"], ["&c;", "&f;"], before=ENTITIES)
    report = isolated(path, "XLSX")
    assert "root:" not in str(report)
    assert report.outcome() in ("pass", "error", "warning", "fail")


def test_links_of_a_spreadsheet_are_not_followed(tmp_path):
    link = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r1" TargetMode="External" Target="file:///etc/passwd" Type="x"/>'
        b"</Relationships>"
    )
    more = {"xl/externalLinks/_rels/externalLink1.xml.rels": link}
    report = isolated(xlsx(tmp_path / "a.xlsx", ["a"], ["1"], more=more), "XLSX")
    assert check(report, "structure").outcome == "pass"
    assert "root:" not in str(report)


# ----------------------------------------------------------------- paths


def test_what_is_no_ordinary_file_is_not_opened(tmp_path):
    link, pipe = tmp_path / "link.csv", tmp_path / "pipe"
    link.symlink_to("/etc/passwd")
    os.mkfifo(pipe)
    (tmp_path / "loop").symlink_to("loop")
    endless = tmp_path / "endless"
    endless.symlink_to("/dev/zero")
    for path in (link, pipe, tmp_path, tmp_path / "loop", endless, tmp_path / "absent"):
        report = isolated(path)
        assert only(report, "format") == "not_a_file"
        assert report.columns == ()


def test_a_file_that_goes_on_for_ever_is_ended(tmp_path):
    path = put(tmp_path, "a;b\n")
    with path.open("r+b") as stream:
        stream.truncate(50_000_000_000)  # nothing of it is on the disk
    report = isolated(path, seconds=3)
    assert only(report) in ("too_slow", "nul_bytes")


def test_all_these_files_left_the_checker_well(tmp_path):
    report = isolated(put(tmp_path, "a;b\n1;2\n"))
    assert told(report) == {}
    assert report.rows == 1
