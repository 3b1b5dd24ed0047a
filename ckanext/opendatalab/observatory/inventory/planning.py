"""Decides what becomes of each row: a new dataset, an update, or a refusal.  Pure.

A dataset is the same again when it has the same identifier in the same organisation; a row without
an identifier is the dataset with the same title.  What the public sees is never changed from here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ckanext.opendatalab.observatory.inventory.messages import Message
from ckanext.opendatalab.observatory.inventory.records import Record
from ckanext.opendatalab.observatory.inventory.texts import slug


@dataclass(frozen=True)
class Held:
    """A dataset that the organisation has."""

    id: str
    name: str
    title: str
    identifier: str
    public: bool


class Plan:
    """What the organisation holds, and which rows of the file were met so far."""

    def __init__(self, held: Iterable[Held]) -> None:
        self._by_identifier: dict[str, list[Held]] = {}
        self._by_title: dict[str, list[Held]] = {}
        for dataset in held:
            if dataset.identifier:
                self._by_identifier.setdefault(dataset.identifier, []).append(dataset)
            for key in {slug(dataset.title), dataset.name}:
                self._by_title.setdefault(key, []).append(dataset)
        self._identifiers: dict[str, Record] = {}
        self._titles: dict[str, Record] = {}

    def decide(self, record: Record) -> Held | Message | None:
        """Return the dataset to update, the reason of a refusal, or None for a new dataset."""
        if record.refusals:
            return record.refusals[0]
        repeated = self._repeated(record)
        if repeated is not None:
            return repeated
        found = self._find(record)
        if len(found) > 1:
            code = "identifier_held_twice" if record.identifier else "title_held_twice"
            names = ", ".join(dataset.name for dataset in found[:5])
            return Message(code, self._header(record), {"names": names})
        if found and found[0].public:
            return Message("is_public", "", {"name": found[0].name})
        if found:
            return found[0]
        alike = self._by_title.get(slug(record.title), [])
        if alike:
            record.notes.append(Message("title_held", "", {"name": alike[0].name}))
        return None

    def _repeated(self, record: Record) -> Message | None:
        title = slug(record.title)
        first = self._identifiers.get(record.identifier) if record.identifier else None
        if not record.identifier:
            first = self._titles.get(title)
        if first is not None:
            code = "identifier_repeated" if record.identifier else "title_repeated"
            values = {"number": first.number, "line": first.line, "value": record.identifier}
            return Message(code, self._header(record), values)
        if record.identifier:
            self._identifiers[record.identifier] = record
        self._titles.setdefault(title, record)
        return None

    def _find(self, record: Record) -> list[Held]:
        if record.identifier:
            return self._by_identifier.get(record.identifier, [])
        found = self._by_title.get(slug(record.title), [])
        without_identifier = [dataset for dataset in found if not dataset.identifier]
        return without_identifier or found

    @staticmethod
    def _header(record: Record) -> str:
        return record.columns.get("identifier" if record.identifier else "title", "")
