"""Counts the faults of a table by kind, and keeps the first places of each.  Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ckanext.opendatalab.quality.checks import report

_MOST_COLUMNS = 8


class Faults:
    """Faults in the order in which they come; those of the header stand in its row."""

    def __init__(self, header: Sequence[str], header_row: int = 1) -> None:
        self._header = header
        self._header_row = header_row
        self._counts: dict[str, int] = {}
        self._places: dict[str, list[tuple[int, int, str]]] = {}
        self._columns: dict[str, dict[str, None]] = {}

    def of_header(
        self, code: str, names: Sequence[str], columns: Sequence[int | None], count: int = 0
    ) -> None:
        """Tell a fault of the header for each of ``names``, at its column if it has one.

        :param count: how many faults that is, if not one for each name
        """
        places = [
            (self._header_row, -1 if at is None else at, name)
            for name, at in zip(names, columns, strict=True)
        ]
        self._add(code, count or max(1, len(names)), places, names)

    def of_rows(self, code: str, column: int, count: int, first: Sequence[tuple[int, str]]) -> None:
        """Tell faults of one column: how many, and line and cell of the first of them."""
        places = [(line, column, cell) for line, cell in first]
        self._add(code, count, places, [self._header[column]])

    def wanted(self, code: str, line: int) -> int:
        """Return how many more places may count among the first ones from this line on."""
        places = self._places.get(code, ())
        return report.MOST_PLACES - sum(1 for place in places if place[0] < line)

    def told(self) -> tuple[report.Fault, ...]:
        """Return the faults, the first in the file first."""
        ordered = sorted(self._counts, key=lambda code: min(self._places[code], default=(0, 0, "")))
        return tuple(self._fault(code) for code in ordered)

    def _fault(self, code: str) -> report.Fault:
        named = [name[: report.LONGEST_NAME] for name in self._columns[code]]
        columns = ", ".join(named[:_MOST_COLUMNS]) + (", …" if len(named) > _MOST_COLUMNS else "")
        places = self._places[code]
        in_header = any(line == self._header_row for line, _, _ in places)
        return report.Fault(
            code,
            "fail",
            self._counts[code],
            tuple(self._place(line, column, text) for line, column, text in places),
            () if in_header else tuple(text[: report.LONGEST_VALUE] for _, _, text in places),
            {"columns": columns},
        )

    def _place(self, line: int, column: int, text: str) -> report.Place:
        if column < 0:
            return report.Place(line, None, text[: report.LONGEST_NAME])
        return report.Place(line, column + 1, self._header[column][: report.LONGEST_NAME])

    def _add(
        self, code: str, count: int, places: list[tuple[int, int, str]], columns: Sequence[str]
    ) -> None:
        self._counts[code] = self._counts.get(code, 0) + count
        kept = self._places.setdefault(code, [])
        kept.extend(places)
        kept.sort(key=lambda place: place[:2])
        del kept[report.MOST_PLACES :]
        self._columns.setdefault(code, {}).update(dict.fromkeys(columns))
