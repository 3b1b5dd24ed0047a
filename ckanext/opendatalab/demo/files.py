"""Turns the rows of a made-up table into the bytes of a CSV, XLSX, JSON, GeoJSON or PDF file."""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl

from ckanext.opendatalab.demo.tables import Value

Rows = Sequence[Mapping[str, Value]]


def _text(value: Value, decimal: str = ".") -> str:
    if isinstance(value, float):
        return str(value).replace(".", decimal)
    return "" if value is None else str(value)


def _csv(rows: Rows, file: Mapping[str, Any]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=file.get("delimiter", ","), lineterminator="\r\n")
    writer.writerow(rows[0])
    decimal = file.get("decimal", ".")
    writer.writerows([_text(value, decimal) for value in row.values()] for row in rows)
    return text.getvalue().encode(file.get("encoding", "utf-8"))


def _xlsx(rows: Rows, file: Mapping[str, Any]) -> bytes:
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = datetime(2025, 1, 1)  # noqa: DTZ001 - openpyxl wants it naive
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has one
    sheet.title = "Données"
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _json(rows: Rows, file: Mapping[str, Any]) -> bytes:
    text = json.dumps([_plain(row) for row in rows], ensure_ascii=False, indent=1)
    return text.encode()


def _geojson(rows: Rows, file: Mapping[str, Any]) -> bytes:
    longitude, latitude = file.get("position", ("longitude", "latitude"))
    draw = SHAPES[file.get("shape", "point")]
    features: list[dict[str, Any]] = []
    for row in rows:
        properties = _plain(row)
        point = (properties.pop(longitude), properties.pop(latitude))
        features.append({"type": "Feature", "geometry": draw(point), "properties": properties})
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False).encode()


def _plain(row: Mapping[str, Value]) -> dict[str, Any]:
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()}


def _point(point: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(point)}


def _line(point: tuple[float, float]) -> dict[str, Any]:
    walk = random.Random(str(point))  # noqa: S311 - made-up data, not secrets
    line = [list(point)]
    for _ in range(5):
        x, y = line[-1]
        line.append(
            [round(x + walk.uniform(0, 0.002), 6), round(y + walk.uniform(-0.001, 0.001), 6)]
        )
    return {"type": "LineString", "coordinates": line}


def _polygon(point: tuple[float, float]) -> dict[str, Any]:
    x, y = point
    corners = [(0, 0), (0.003, 0), (0.003, 0.002), (0, 0.002), (0, 0)]
    ring = [[round(x + dx, 6), round(y + dy, 6)] for dx, dy in corners]
    return {"type": "Polygon", "coordinates": [ring]}


SHAPES: dict[str, Callable[[tuple[float, float]], dict[str, Any]]] = {
    "point": _point,
    "line": _line,
    "polygon": _polygon,
}


def _pdf(rows: Rows, file: Mapping[str, Any]) -> bytes:
    """One page of plain lines: enough to stand for a scanned report."""
    lines = [" · ".join(_text(value) for value in row.values())[:95] for row in rows[:45]]
    shown = "\n".join(f"({_pdf_string(line)}) Tj T*" for line in lines)
    stream = f"BT /F1 9 Tf 14 TL 50 800 Td\n{shown}\nET".encode("cp1252", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    content = b"%PDF-1.4\n"
    offsets: list[int] = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        len(content),
    )
    return content + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer


def _pdf_string(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


WRITERS: dict[str, Callable[[Rows, Mapping[str, Any]], bytes]] = {
    "CSV": _csv,
    "XLSX": _xlsx,
    "JSON": _json,
    "GeoJSON": _geojson,
    "PDF": _pdf,
}


def _page(content: bytes) -> bytes:
    """What a server sends instead of the file when nobody looks."""
    return (
        b"<!DOCTYPE html>\n<html><head><title>Maintenance</title></head>\n"
        b"<body><h1>Le service revient dans un instant</h1></body></html>\n"
    )


def _zip(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("export.csv", (2025, 1, 1, 0, 0, 0)), content)
    return packed.getvalue()


def _header(content: bytes) -> bytes:
    return content.split(b"\r\n")[0] + b"\r\n"


def _ragged(content: bytes) -> bytes:
    """The second column's name twice, a row too short and a row too long."""
    lines = content.split(b"\r\n")
    names = lines[0].split(b";")
    names[2] = names[1]
    lines[0] = b";".join(names)
    lines[4] = lines[4].rpartition(b";")[0]
    lines[9] += b";;oublie"
    return b"\r\n".join(lines)


# What goes wrong with files, for the checks to find.
FAULTS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "header": _header,
    "page": _page,
    "ragged": _ragged,
    "zip": _zip,
}


def write(format_: str, rows: Rows, file: Mapping[str, Any]) -> bytes:
    """The content of a file in ``format_``, one of :data:`WRITERS`; ``file`` holds its options."""
    content = WRITERS[format_](rows, file)
    return FAULTS[file["fault"]](content) if "fault" in file else content
