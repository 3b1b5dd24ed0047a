"""The first rows of an uploaded CSV file, read with bounds.  No link is ever followed."""

from __future__ import annotations

import csv
import io
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ckan.lib.uploader import get_resource_uploader

log = logging.getLogger(__name__)

Reason = Literal["absent", "empty", "not_text", "not_a_table"]

BYTES = 64 * 1024
COLUMNS = 20
CELL = 120
_DELIMITERS = (";", ",", "\t", "|")


@dataclass(frozen=True)
class Table:
    """The beginning of a table; ``more_*`` tell whether something was left out."""

    header: list[str]
    rows: list[list[str]]
    more_rows: bool
    more_columns: bool


def of_resource(resource: Mapping[str, Any], rows: int, columns: int = COLUMNS) -> Table | Reason:
    """Return the first ``rows`` rows of an uploaded file, or why there are none."""
    content = _beginning(resource)
    if content is None:
        return "absent"
    return parse(content, rows, columns)


def is_csv(resource: Mapping[str, Any]) -> bool:
    """Whether the resource is a CSV file that was uploaded here."""
    name = str(resource.get("format") or "").strip().lower()
    return resource.get("url_type") == "upload" and name in ("csv", "text/csv", "tsv")


def header_of_resource(resource: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Return every column name of an uploaded CSV file; ``None`` where there is none to read."""
    content = _beginning(resource) if is_csv(resource) else None
    return None if content is None else header(content)


def header(content: bytes) -> tuple[str, ...] | None:
    """Return every column name of the table that ``content``, the beginning of a file, holds."""
    text = _text(content[:BYTES]) if content.strip() else None
    if text is None or text.lstrip()[:1] == "<":
        return None
    lines = list(io.StringIO(text, newline=""))
    records = _records(lines, _delimiter(lines), 1)
    return tuple(_cell(name) for name in records[0]) if records else None


def parse(content: bytes, rows: int, columns: int = COLUMNS) -> Table | Reason:
    """Return the table that ``content``, the beginning of a file, holds, or why there is none."""
    if not content.strip():
        return "empty"
    text = _text(content)
    if text is None:
        return "not_text"
    if text.lstrip()[:1] == "<":
        return "not_a_table"
    whole = len(content) < BYTES
    if not whole:
        # The last line is cut at an arbitrary place.
        text = text[: text.rfind("\n") + 1] or text
    lines = list(io.StringIO(text, newline=""))
    records = _records(lines, _delimiter(lines), rows + 2)
    if not records:
        return "not_a_table"
    width = max(len(record) for record in records)
    header = [_cell(one) for one in records[0][:columns]]
    body = [[_cell(one) for one in record[:columns]] for record in records[1 : rows + 1]]
    shown = min(width, columns)
    for record in (header, *body):
        record.extend([""] * (shown - len(record)))
    return Table(header, body, len(records) > rows + 1 or not whole, width > columns)


def _beginning(resource: Mapping[str, Any]) -> bytes | None:
    """The first bytes of an upload kept on this machine, or None wherever else it is."""
    try:
        # A copy: an uploader takes keys out of the dict that it is given.
        path = get_resource_uploader(dict(resource)).get_path(resource["id"])
        if not os.path.isabs(path):
            return None
        with open(path, "rb") as stream:
            return stream.read(BYTES)
    except OSError:
        return None
    except Exception:  # noqa: BLE001 - an uploader is anybody's plugin, and a preview never breaks a page
        log.warning("No preview of resource %s", resource.get("id"), exc_info=True)
        return None


def _text(content: bytes) -> str | None:
    # A ZIP, a spreadsheet or a picture named .csv: a null byte is never in text, nor "PK\3\4".
    if content.startswith((b"PK\x03\x04", b"%PDF", b"\x1f\x8b")) or b"\x00" in content:
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Cut inside the last character of the block: still UTF-8.
        if len(content) == BYTES and error.start >= BYTES - 4:
            return content[: error.start].decode("utf-8-sig")
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        return None


def _delimiter(lines: list[str]) -> str:
    """The delimiter that gives the first lines the same number of columns, and the most."""

    def score(delimiter: str) -> tuple[bool, int]:
        widths = [len(record) for record in _records(lines, delimiter, 6)]
        regular = len(set(widths)) == 1 and widths[0] > 1
        return regular, min(widths, default=0)

    return max(_DELIMITERS, key=score)


def _records(lines: list[str], delimiter: str, count: int) -> list[list[str]]:
    records: list[list[str]] = []
    try:
        for record in csv.reader(lines, delimiter=delimiter):
            if any(cell.strip() for cell in record):
                records.append(record)
            if len(records) == count:
                break
    except csv.Error:
        # A field beyond csv's own limit: what came before it stands.
        pass
    return records


def _cell(value: str) -> str:
    text = " ".join(value.split())
    return text if len(text) <= CELL else text[: CELL - 1] + "…"
