"""What a file is, by its first bytes, against what it is said to be."""

from __future__ import annotations

import codecs
import re
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path

from ckanext.opendatalab.quality.checks.report import Check, Fault, outcome_of

NAME = "format"
HEAD = 8192
# An archive that says to hold more, or to be packed tighter, is not unpacked.
MOST_UNPACKED = 400_000_000
MOST_ENTRIES = 10_000
MOST_RATIO = 250
SMALL = 5_000_000  # below, a ratio says nothing
MOST_DIRECTORY = 8_000_000

# What is opened, by how it is declared.
_TABLES = {
    "csv": "csv",
    "tsv": "csv",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "xlsx": "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "ods": "ods",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "xls": "xls",
    "application/vnd.ms-excel": "xls",
    "json": "json",
    "application/json": "json",
    "geojson": "geojson",
    "application/geo+json": "geojson",
}
# Declared, and what its content must then be; others are taken at their word.
_KNOWN = {
    "pdf": {"pdf"},
    "zip": {"zip", "xlsx", "ods", "docx"},
    "shp": {"zip", "shp", "xlsx", "ods"},
    "xml": {"xml", "html"},
    "kml": {"xml"},
    "gml": {"xml"},
    "rdf": {"xml", "text", "json"},
    "gpx": {"xml"},
    "gpkg": {"sqlite"},
    "parquet": {"parquet"},
    "docx": {"docx"},
    "png": {"image"},
    "jpeg": {"image"},
    "jpg": {"image"},
}
# These are pages by nature.
_PAGES = {"html", "htm", "text/html", "api", "wms", "wfs", "wmts", "sparql", "url", "web", ""}
_FITS = {
    "csv": {"text"},
    "xlsx": {"xlsx"},
    "ods": {"ods"},
    "xls": {"ole", "xlsx"},
    "json": {"json"},
    "geojson": {"json"},
}
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"PAR1", "parquet"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"\x00\x00\x27\x0a", "shp"),
    (b"{\\rtf", "rtf"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
# How the words of people call what was found.
LABELS = {
    "pdf": "PDF",
    "ole": "XLS/DOC",
    "gzip": "GZIP",
    "archive": "7Z/RAR",
    "sqlite": "SQLite",
    "parquet": "Parquet",
    "image": "PNG/JPEG",
    "shp": "SHP",
    "rtf": "RTF",
    "program": "EXE",
    "xlsx": "XLSX",
    "ods": "ODS",
    "docx": "DOCX",
    "zip": "ZIP",
    "html": "HTML",
    "xml": "XML",
    "json": "JSON",
    "text": "CSV/TXT",
}
_HTML = re.compile(
    r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_XML = re.compile(r"<[?!A-Za-z]")
_JSON = re.compile(r'[\[{]\s*(?:["\[{\]}]|-?\d|true|false|null|\Z)')
_TEXT_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Format:
    """``opens``: as what the content is to be read: csv, xlsx, ods, xls, json or geojson; ""
    where it is not, for ``reason``.
    """

    check: Check
    opens: str = ""
    reason: str = ""


def check(path: Path, declared: str, name: str) -> Format:
    """Return what a regular file is, and whether it is what it is declared to be.

    :param declared: its format as somebody gave it; empty: as the end of ``name`` says
    """
    said = declared.strip().lower().lstrip(".")
    if not said and "." in name:
        said = name.rpartition(".")[2].strip().lower()
    if path.stat().st_size == 0 or _is_blank(path):
        return _failed("empty")
    found = sniff(path)
    if said == "" and found in ("text", "json", "xlsx", "ods"):
        return Format(Check(NAME, "pass"), {"text": "csv"}.get(found, found))
    opens = _TABLES.get(said, "")
    if found not in (_FITS[opens] if opens else _KNOWN.get(said, {found})):
        return _wrong(said, found)
    if not opens:
        if found == "html" and said not in _PAGES:
            return _wrong(said, found)
        return Format(Check(NAME, "pass"), reason="not_opened")
    if found == "xlsx" and opens == "xls":
        return _wrong(said, found)
    if found in ("xlsx", "ods"):
        reason = bomb(path)
        if reason:
            return Format(Check(NAME, "error", reason=reason), reason="not_unpacked")
    return Format(Check(NAME, "pass"), opens)


def header_only(check: Check) -> Check:
    """Return the check of a table that has a header and nothing under it."""
    faults = (*check.faults, Fault("header_only", "warning"))
    return Check(NAME, outcome_of(faults), faults)


def _failed(code: str, **numbers: str) -> Format:
    fault = Fault(code, "fail", numbers=dict(numbers))
    return Format(Check(NAME, "fail", (fault,)), reason="wrong_format")


def _wrong(said: str, found: str) -> Format:
    declared = said.rpartition("/")[2][:20].upper() or "?"
    if found == "html":
        return _failed("is_html", declared=declared)
    if found in ("gzip", "archive", "zip"):
        return _failed("is_archive", declared=declared, found=LABELS[found])
    if found in ("xlsx", "ods", "ole") and _TABLES.get(said) in ("csv", "xls", "xlsx", "ods"):
        return _failed("is_spreadsheet", declared=declared, found=LABELS[found])
    return _failed("is_other", declared=declared, found=LABELS[found])


def sniff(path: Path) -> str:
    """Return what the content is: a key of :data:`LABELS`; what is nothing else is "text"."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _archive(path)
    for start, found in _STARTS:
        if head.startswith(start):
            return found
    text = _decoded(head).lstrip("\ufeff \t\r\n\x00")
    if _HTML.match(text):
        return "html"
    if _XML.match(text):
        return "xml"
    return "json" if _JSON.match(text) else "text"


def _decoded(head: bytes) -> str:
    for mark, encoding in _TEXT_MARKS:
        if head.startswith(mark):
            return head.decode(encoding, "ignore")
    return head.decode("utf-8", "replace")


def _is_blank(path: Path) -> bool:
    """Tell whether a file holds nothing but a byte order mark and blanks."""
    with path.open("rb") as stream:
        block = stream.read(HEAD)
        for mark in (codecs.BOM_UTF8, *(mark for mark, _ in _TEXT_MARKS)):
            if block.startswith(mark):
                block = block[len(mark) :]
                break
        while block:
            if block.strip(b" \t\r\n"):
                return False
            block = stream.read(HEAD)
    return True


# -------------------------------------------------------------- archives


def _archive(path: Path) -> str:
    try:
        names = {entry.filename for entry in _entries(path)}
    except _DAMAGED:
        return "zip"
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    return "ods" if {"content.xml", "mimetype"} <= names else "zip"


def bomb(path: Path) -> str:
    """Return why an archive is not unpacked, empty where it may be; by what its directory says."""
    try:
        entries = _entries(path)
    except _DAMAGED:
        return "archive_damaged"
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    size = path.stat().st_size
    if len(entries) > MOST_ENTRIES or unpacked > MOST_UNPACKED:
        return "archive_too_large"
    # Entries that share bytes, or a few bytes that become many.
    if packed > size or (unpacked > SMALL and unpacked > MOST_RATIO * max(1, packed)):
        return "archive_bomb"
    return ""


_DAMAGED = (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error, EOFError)


def _entries(path: Path) -> list[zipfile.ZipInfo]:
    """Return what is in an archive.

    :raises BadZipFile: it cannot be read, or its directory alone is too large
    """
    with path.open("rb") as stream:
        # The directory stands at the end; its size stands in the last record.
        stream.seek(max(0, path.stat().st_size - 66_000))
        tail = stream.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) < at + 22:
            raise zipfile.BadZipFile("no directory")
        (directory,) = struct.unpack("<L", tail[at + 12 : at + 16])
        if directory > MOST_DIRECTORY:
            raise zipfile.BadZipFile("too large a directory")
        with zipfile.ZipFile(stream) as archive:
            return archive.infolist()
