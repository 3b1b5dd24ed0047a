"""Small files for the tests of what files are, and what is said of them."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

from ckanext.opendatalab.quality.checks import isolate, run
from ckanext.opendatalab.quality.checks.report import Check, Fault, Report

SECONDS = 20
MEMORY = 300_000_000


def subject(format: str = "CSV", schema: Any = None, rows: int = 1_000_000) -> run.Subject:
    """Return what is known of a file that somebody declared to be ``format``."""
    kind = "table" if schema else ""
    return run.Subject(
        format, "", schema, "a/schema" if schema else "", kind, rows, date(2026, 1, 1)
    )


def put(folder: Path, content: bytes | str, name: str = "file.csv") -> Path:
    """Write a file, text in UTF-8."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def examined(folder: Path, content: bytes | str, format: str = "CSV", **more: Any) -> Report:
    """Return the checks of such a file, made in this process."""
    return run.examine(put(folder, content), subject(format, **more))


def isolated(
    path: Path, format: str = "CSV", seconds: float = SECONDS, memory: int = MEMORY, **more: Any
) -> Report:
    """Return the checks of a file, made in a process of their own."""
    return isolate.examine(path, subject(format, **more), seconds, memory)


def check(report: Report, name: str) -> Check:
    return next(one for one in report.checks if one.check == name)


def outcomes(report: Report) -> dict[str, str]:
    return {one.check: one.outcome for one in report.checks}


def told(report: Report, name: str = "structure") -> dict[str, list[int | None]]:
    """Return the faults of a check, and the lines on which they are."""
    return {
        fault.code: [place.row for place in fault.places] for fault in check(report, name).faults
    }


def fault(report: Report, code: str) -> Fault:
    return next(one for check in report.checks for one in check.faults if one.code == code)


def archive(path: Path, entries: dict[str, bytes], level: int = 9) -> Path:
    """Write a ZIP archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as target:
        for name, content in entries.items():
            target.writestr(name, content)
    return path


_SHEET = (
    '<?xml version="1.0" encoding="UTF-8"?>{before}'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)
_CELL = '<c t="inlineStr"><is><t>{text}</t></is></c>'


def xlsx(
    path: Path, *rows: list[str], before: str = "", more: dict[str, bytes] | None = None
) -> Path:
    """Write a spreadsheet by hand: texts as they are, ``before`` the sheet, ``more`` entries."""
    main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    body = "".join(
        "<row>" + "".join(_CELL.format(text=text) for text in row) + "</row>" for row in rows
    )
    entries = {
        "[Content_Types].xml": (
            f'<Types xmlns="{package}/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{main}/officeDocument" Target="xl/workbook.xml"/>'
            "</Relationships>"
        ),
        "xl/workbook.xml": (
            '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
            f'xmlns:r="{main}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{main}/worksheet" Target="worksheets/a.xml"/>'
            "</Relationships>"
        ),
        "xl/worksheets/a.xml": _SHEET.format(before=before, rows=body),
    }
    return archive(path, {**{k: v.encode() for k, v in entries.items()}, **(more or {})})
