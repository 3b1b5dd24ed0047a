"""Turns a row of a catalogue into the fields of a dataset, and says what it could not use.

Pure: the vocabularies come as :class:`Words`.  A value that no field takes is never dropped unsaid:
it joins ``provenance`` as "label : value", and a note in the report tells so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ckanext.opendatalab.observatory.inventory import texts
from ckanext.opendatalab.observatory.inventory.formats import Column, Format
from ckanext.opendatalab.observatory.inventory.messages import Message
from ckanext.opendatalab.observatory.inventory.records import Record, Words
from ckanext.opendatalab.observatory.inventory.tables import Row

CELL_LENGTH = 20_000
TITLE_LENGTH = 500
IDENTIFIER_LENGTH = 200


def record(
    row: Row, header: Sequence[str], form: Format, words: Words, organization: str
) -> Record:
    """Return what ``row`` says; ``organization`` is the title of the one that imports it.

    A record with ``refusals`` must not be saved.
    """
    made = Record(row.number, row.line)
    if row.broken:
        made.refusals.append(row.broken)
        return made
    places = form.places(header)
    surplus = [cell for cell in row.cells[len(header) :] if cell.strip()]
    if surplus:
        values = {
            "cells": len(row.cells),
            "columns": len(header),
            "value": texts.clipped(surplus[0]),
        }
        made.refusals.append(Message("too_many_cells", values=values))
        made.title = next(
            texts.clipped(row.cells[n]) for n, column in places.items() if column.role == "title"
        )
        return made
    reader = _RowReader(made, words)
    for place, column in places.items():
        cell = row.cells[place].strip() if place < len(row.cells) else ""
        reader.headers[column.role] = texts.clipped(header[place])
        if cell:
            reader.take(column, cell)
    reader.finish(organization)
    return made


class _RowReader:
    """Gathers the cells of one row; :meth:`finish` draws what needs several of them."""

    def __init__(self, made: Record, words: Words) -> None:
        self.made = made
        self.words = words
        self.facts: dict[str, str] = {}
        self.kept: list[str] = []
        self.keywords: list[str] = []
        self.headers: dict[str, str] = {}
        self._readings: Mapping[str, Callable[[Column, str], None]] = {
            "notes": self._notes,
            "tags": self._tags,
            "category": self._category,
            "license_id": self._licence,
            "frequency": self._read("frequency", words.frequency, "wording_unknown"),
            "license_fee": self._read("license_fee", words.fee, "wording_unknown"),
            "coverage_level": self._read("coverage_level", words.coverage_level, "wording_unknown"),
            "language": self._languages,
            "issued": self._read("issued", texts.iso_date, "date_unknown"),
            "modified": self._read("modified", texts.iso_date, "date_unknown"),
            "url": self._read("url", texts.web_address, "address_unknown"),
            "documentation": self._documentation,
            "kept": self._keep,
            "withheld": self._withhold,
            "ignored": lambda column, cell: None,
        }

    def take(self, column: Column, cell: str) -> None:
        header = self.headers[column.role]
        if len(cell) > CELL_LENGTH:
            values = {"length": len(cell), "limit": CELL_LENGTH}
            self.made.refusals.append(Message("cell_too_long", header, values))
            return
        reading = self._readings.get(column.role)
        if reading is None:
            self.facts[column.role] = texts.one_line(cell)
        else:
            self.made.columns.setdefault(column.role, header)
            reading(column, cell)

    def finish(self, organization: str) -> None:
        self._identity()
        self._producer(organization)
        self._contact()
        self._publisher(organization)
        self._period()
        self._territory()
        if self.keywords:
            fit, unfit = texts.tags(self.keywords)
            if fit:
                self._set("tags", [{"name": tag} for tag in fit], self.headers.get("tags", ""))
            for word in unfit:
                self._note("keyword_unfit", self.headers.get("tags", ""), word)
        if self.kept:
            self._set("provenance", "\n".join(self.kept), "")

    # ------------------------------------------------------------ what every reading uses

    def _set(self, name: str, value: Any, header: str) -> None:
        self.made.dataset[name] = value
        self.made.columns[name] = header

    def _note(self, code: str, header: str, value: str) -> None:
        self.made.notes.append(Message(code, header, {"value": texts.clipped(value)}))

    def _keep(self, column: Column, cell: str) -> None:
        value = texts.one_line(cell)
        if value:
            self.kept.append(f"{column.label or column.header} : {value}")

    def _not_understood(self, code: str, column: Column, cell: str) -> None:
        self._note(code, self.headers[column.role], cell)
        self._keep(column, cell)

    def _read(
        self, name: str, meaning: Callable[[str], str | None], code: str
    ) -> Callable[[Column, str], None]:
        def read(column: Column, cell: str) -> None:
            value = meaning(texts.one_line(cell))
            if value is None:
                self._not_understood(code, column, cell)
            else:
                self._set(name, value, self.headers[column.role])

        return read

    # -------------------------------------------------------------------------- one cell

    def _notes(self, column: Column, cell: str) -> None:
        self._set("notes", texts.without_markup(cell), self.headers["notes"])

    def _tags(self, column: Column, cell: str) -> None:
        self.keywords[:0] = texts.split_list(cell)

    def _category(self, column: Column, cell: str) -> None:
        category = texts.one_line(cell)
        self.keywords.append(category)
        code = self.words.theme(category)
        if code is None:
            self._note("category_is_keyword", self.headers["category"], category)
        else:
            self._set("theme", [code], self.headers["category"])

    def _licence(self, column: Column, cell: str) -> None:
        wording = texts.one_line(cell)
        code = self.words.licence(wording)
        if code is None:
            self._note("licence_unknown", self.headers["license_id"], wording)
            self.kept.append(f"Licence indiquée : {wording}")
        else:
            self._set("license_id", code, self.headers["license_id"])

    def _languages(self, column: Column, cell: str) -> None:
        known: list[str] = []
        for name in texts.split_list(cell):
            code = self.words.language(name)
            if code is None:
                self._not_understood("wording_unknown", column, name)
            elif code not in known:
                known.append(code)
        if known:
            self._set("language", known, self.headers["language"])

    def _documentation(self, column: Column, cell: str) -> None:
        address = texts.web_address(cell)
        if address is None:
            self._keep(column, cell)
        else:
            self._set("documentation", [address], self.headers["documentation"])

    def _withhold(self, column: Column, cell: str) -> None:
        self.made.notes.append(Message("person_withheld", self.headers["withheld"]))

    # --------------------------------------------------------------------- several cells

    def _identity(self) -> None:
        header = self.headers.get("title", "")
        title = self.facts.get("title", "")
        self.made.title = title[:TITLE_LENGTH]
        if not title:
            self.made.refusals.append(Message("title_missing", header))
        elif len(title) > TITLE_LENGTH:
            values = {"length": len(title), "limit": TITLE_LENGTH}
            self.made.refusals.append(Message("cell_too_long", header, values))
        self._set("title", title, header)
        identifier = self.facts.get("identifier", "")
        if len(identifier) > IDENTIFIER_LENGTH:
            values = {"length": len(identifier), "limit": IDENTIFIER_LENGTH}
            header = self.headers["identifier"]
            self.made.refusals.append(Message("cell_too_long", header, values))
        elif identifier:
            self.made.identifier = identifier
            self._set("identifier", identifier, self.headers["identifier"])

    def _producer(self, organization: str) -> None:
        """Tell who made the data from who publishes them: "Ville / Direction" names both."""
        publisher, _, service = self.facts.get("publisher_name", "").partition(" / ")
        self.facts["publisher_name"] = publisher
        owner = self.facts.get("owner", "")
        for role, value in (
            ("producing_service", self.facts.get("producing_service", "")),
            ("publisher_name", service),
            ("owner", owner),
        ):
            if value:
                self._set("producing_service", value, self.headers[role])
                break
        ours = {texts.plain(name) for name in (publisher, organization)}
        if owner and texts.plain(owner) not in ours:
            self._set("license_inherited_from", owner, self.headers["owner"])

    def _contact(self) -> None:
        written = self.facts.get("contact_email")
        if not written:
            return
        address = texts.email(written)
        header = self.headers["contact_email"]
        if address is None:
            # Not kept in a public text: it may be a person's name or telephone number.
            self._note("email_unknown", header, written)
            return
        contact = {"email": address}
        if service := self.made.dataset.get("producing_service"):
            contact["name"] = service
        self._set("contact", [contact], header)

    def _publisher(self, organization: str) -> None:
        publisher: dict[str, str] = {}
        name = self.facts.get("publisher_name", "")
        number = self._company("publisher_identifier")
        if name and (number or texts.plain(name) != texts.plain(organization)):
            publisher["name"] = name
        if number:
            publisher["identifier"] = number
        if publisher:
            role = "publisher_name" if name else "publisher_identifier"
            self._set("publisher", [publisher], self.headers[role])
        producer = self._company("producer_identifier")
        if producer and producer != number:
            self.kept.append(f"SIRET du producteur : {producer}")

    def _company(self, role: str) -> str | None:
        written = self.facts.get(role)
        if not written:
            return None
        number = self.words.company(written)
        if number is None:
            # Not kept: with a wrong digit it is another organisation's number, or nobody's.
            self._note("company_number_wrong", self.headers[role], written)
        return number

    def _period(self) -> None:
        period: dict[str, str] = {}
        for role, part in (("covered_from", "start"), ("covered_to", "end")):
            written = self.facts.get(role)
            if written and (day := texts.iso_date(written)):
                period[part] = day
            elif written:
                self._note("date_unknown", self.headers[role], written)
                self.kept.append(f"Période couverte : {written}")
        if period.get("start", "") > period.get("end", "9"):
            self._note("period_backwards", self.headers["covered_to"], period["end"])
            self.kept.append(f"Période couverte : {period['start']} - {period['end']}")
        elif period:
            self._set("temporal_coverage", [period], self.headers.get("covered_from", ""))

    def _territory(self) -> None:
        name = self.facts.get("territory")
        if not name:
            return
        header = self.headers["territory"]
        self._set("spatial_coverage", [{"text": name}], header)
        if "coverage_level" in self.made.columns:
            return
        if level := self.words.place_level(name):
            self._set("coverage_level", level, header)
