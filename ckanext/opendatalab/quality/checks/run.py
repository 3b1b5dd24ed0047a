"""Makes every check of one file, cheapest first.  Meant for :mod:`.isolate`, which bounds it."""

from __future__ import annotations

import hashlib
import stat
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ckanext.opendatalab.quality.checks import (
    content,
    format,
    geojson,
    personal,
    structure,
    table,
    text,
    tidy,
)
from ckanext.opendatalab.quality.checks.report import Check, Fault, Report, outcome_of

# Of a table that cannot be read, the checks that look at its cells.
_OF_CELLS = ("content", "schema", "personal")


@dataclass(frozen=True)
class Subject:
    """What is known of a file.

    ``schema``: a Table Schema; ``schema_kind``: "" none, "table", "other" (not one that we check).
    ``most_rows``: how many rows are read.
    """

    format: str
    name: str
    schema: Mapping[str, Any] | None
    schema_id: str
    schema_kind: str
    most_rows: int
    today: date


def examine(path: Path, subject: Subject) -> Report:
    """Return what the checks of a file say; bad content raises nothing.

    :raises MemoryError: there is too little
    """
    try:
        kind = path.lstat().st_mode
    except OSError:
        return _alone(Check("format", "error", reason="not_a_file"))
    if not stat.S_ISREG(kind):
        # A link could lead anywhere, a pipe never ends.
        return _alone(Check("format", "error", reason="not_a_file"))
    found = format.check(path, subject.format, subject.name)
    if found.opens == "csv":
        report = _text(path, subject, found.check)
    elif found.opens in ("json", "geojson"):
        report = _json(path, subject, found)
    elif found.opens:
        report = _sheet(path, subject, found.check)
    else:
        left = ("structure", *_OF_CELLS)
        report = Report((found.check, *_skipped(left, found.reason or "not_opened", subject)))
    return tidy.tidy(replace(report, content=_sha256(path), schema=subject.schema_id))


def _alone(check: Check) -> Report:
    return Report((check, *(_skip(name, "not_read") for name in ("structure", *_OF_CELLS))))


def _skip(name: str, reason: str) -> Check:
    return Check(name, "skipped", reason=reason)


def _skipped(names: Sequence[str], reason: str, subject: Subject) -> list[Check]:
    """Return the checks that are not made; without a schema, its check says that instead."""
    return [
        table.check_rows((), (), subject)
        if name == "schema" and subject.schema is None
        else _skip(name, reason)
        for name in names
    ]


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1024 * 1024):
            digest.update(block)
    return digest.hexdigest()


# ---------------------------------------------------------------- tables


def _text(path: Path, subject: Subject, formed: Check) -> Report:
    layout = text.open_text(path)
    said = Report(
        encoding=text.NAMES[layout.encoding], delimiter=layout.delimiter, columns=layout.header
    )
    if not layout.readable or len(layout.header) > structure.MOST_COLUMNS:
        watch = structure.Watch(layout.header, 0, layout.header_row)
        header = watch.check() if layout.readable else Check("structure", "pass")
        broken = _with(header, layout.faults)
        checks = (formed, broken, *_skipped(_OF_CELLS, "structure_broken", subject))
        return replace(said, checks=checks, complete=False)
    with layout.records() as records:
        return _table(
            subject,
            formed,
            said,
            structure.Watch(layout.header, subject.most_rows, layout.header_row),
            lambda watch: watch.watch(records.reader, records.started),
            layout,
        )


def _sheet(path: Path, subject: Subject, formed: Check) -> Report:
    from ckanext.opendatalab.quality.checks import sheets

    try:
        sheet = sheets.rows(path)
    except sheets.UnreadableError as error:
        broken = Check("structure", "error", reason=error.code)
        return Report((formed, broken, *_skipped(_OF_CELLS, "structure_broken", subject)))
    faults = (Fault("title_above_header", "fail"),) if sheet.above else ()
    if sheet.sheets > 1:
        faults += (Fault("other_sheets", "warning", numbers={"sheet": sheet.name[:120]}),)
    layout = text.Layout(path, header=sheet.header, header_row=sheet.header_row, faults=faults)
    return _table(
        subject,
        formed,
        Report(columns=sheet.header),
        structure.Watch(sheet.header, subject.most_rows, sheet.header_row),
        lambda watch: watch.watch(_Numbered(sheet.rows)),
        layout,
    )


class _Numbered:
    """Rows that bring their numbers, as a reader of lines."""

    def __init__(self, rows: Iterator[tuple[int, list[str]]]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    @property
    def line_num(self) -> int:
        return self._next[0] - 1 if self._next else 0

    def __iter__(self) -> Iterator[list[str]]:
        return self

    def __next__(self) -> list[str]:
        if self._next is None:
            raise StopIteration
        row = self._next[1]
        self._next = next(self._rows, None)
        return row


def _table(
    subject: Subject,
    formed: Check,
    said: Report,
    watch: structure.Watch,
    read: Any,
    layout: text.Layout,
) -> Report:
    """Read the rows once: the check against the schema draws them through the other checks."""
    rows = read(watch)
    schema = _against_schema(layout, rows, subject)
    deque(rows, maxlen=0)  # what it did not ask for
    structured = _with(watch.check(), layout.faults)
    if watch.rows == 0 and watch.complete and structured.outcome != "fail":
        formed = format.header_only(formed)
    described = _described(subject)
    cells = content.check(layout.header, watch.sample, watch.rows, described)
    hints = personal.find(layout.header, watch.sample, watch.rows)
    checks = tuple(
        personal.without_values(check, hints.columns, layout.header)
        for check in (formed, structured, cells, schema, hints.check)
    )
    return replace(said, checks=checks, rows=watch.rows, complete=watch.complete)


def _against_schema(layout: text.Layout, rows: Any, subject: Subject) -> Check:
    try:
        return table.check_rows(layout.header, rows, subject, layout.header_row)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a schema may break what reads it; the other checks stand
        return Check("schema", "error", reason="stopped")


def _with(check: Check, faults: tuple[Fault, ...]) -> Check:
    every = (*faults, *check.faults)
    return replace(check, faults=every, outcome=outcome_of(every))


def _described(subject: Subject) -> frozenset[str]:
    """Return the columns of which a schema says what they hold."""
    fields = (subject.schema or {}).get("fields")
    if subject.schema_kind == "other" or not isinstance(fields, list):
        return frozenset()
    names = [one.get("name") for one in fields if isinstance(one, dict)]
    return frozenset(name for name in names if isinstance(name, str))


# ------------------------------------------------------------------ JSON


def _json(path: Path, subject: Subject, found: format.Format) -> Report:
    read = geojson.check(path, geographic=found.opens == "geojson")
    hints = personal.find(read.header, read.sample, read.rows or 0)
    private = hints.check if read.header else _skip("personal", "not_a_table")
    others = _skipped(("content", "schema"), "not_a_table", subject)
    checks = (found.check, read.check, *others, private)
    return Report(checks, rows=read.rows, columns=read.header)
